// What an action in the log asks of whoever approves it: to be able to do all that it carries, and to be none of those whom it concerns.
import type { Reader } from '../../db/database.ts';
import type { ActionKind, Basis, SubjectKind } from '../policy/measures.ts';
import { childrenOf, findAction } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import { capabilityFor } from './draft.ts';
import { type Action, actionsWithParts } from './read-action.ts';
import { reachOf } from './reversed.ts';
import type { Demand } from './staff.ts';

export type ApprovalNeeds = {
  /** Each once. */
  readonly demands: readonly Demand[];
  /** Who took it, and whom it concerns: opaque ids. */
  readonly not: ReadonlySet<string>;
};

/** Each once. */
export const distinct = (demands: readonly Demand[]): Demand[] => [
  ...new Map(demands.map((one) => [`${one.can} ${one.scope}`, one])).values(),
];

const kindOf = (row: ActionRow) => row.kind as ActionKind;
const subjectOf = (row: ActionRow) => ({ kind: row.subject_kind as SubjectKind });

/** What it takes to undo one: of what carries others, in each of their places; of a reversal, as for what it brings back. */
export const demandsToUndo = async (reader: Reader, row: ActionRow, basis: Basis): Promise<Demand[]> => {
  const reached = await reachOf(reader, row);
  return distinct(
    (reached.length > 0 ? reached : [row]).map((one) => ({
      can: capabilityFor({ kind: 'reversal', basis, subject: subjectOf(one), undoes: kindOf(one) }),
      scope: one.scope,
    })),
  );
};

const demandsOf = async (reader: Reader, row: ActionRow): Promise<Demand[]> => {
  const basis = row.basis as Basis;
  const undone = row.kind === 'reversal' ? await findAction(reader, row.target ?? 0) : undefined;
  if (undone) return demandsToUndo(reader, undone, basis);
  return [{ can: capabilityFor({ kind: kindOf(row), basis, subject: subjectOf(row) }), scope: row.scope }];
};

export const approvalNeeds = async (reader: Reader, action: Action): Promise<ApprovalNeeds> => {
  const carried = await actionsWithParts(reader, await childrenOf(reader, action.row.number));
  const demands: Demand[] = [];
  for (const one of carried.length > 0 ? carried : [action]) demands.push(...(await demandsOf(reader, one.row)));
  const concerned = [action.actor, ...[action, ...carried].map(({ person }) => person)];
  return {
    demands: distinct(demands),
    not: new Set(concerned.flatMap((person) => (person ? [person.member] : []))),
  };
};
