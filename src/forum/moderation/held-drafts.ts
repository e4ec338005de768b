// What it takes to let through what was put aside, or not: actions on all that holds it.
import { kept } from '../../base/said.ts';
import type { Writer } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { type Reason, reasons } from '../policy/measures.ts';
import type { ActionDraft } from './draft.ts';
import { type HeldRow, holdsOn } from './held-store.ts';
import { readAction } from './read-action.ts';
import { reversalOf } from './reverse-action.ts';

export type Deciding = { readonly actor: Actor; readonly home: string; readonly now: number };
type Said = {
  /** To the author. */
  readonly words: string;
  readonly rule?: string | undefined;
  readonly caseId?: string | undefined;
  readonly reason?: Reason | undefined;
};

/** What nobody had decided is: that takes no more than to act there. */
export const toUndo = async (
  tx: Writer,
  { actor, home, now }: Deciding,
  numbers: readonly number[],
  said: Said & { sinceAt?: number },
): Promise<ActionDraft[]> => {
  const { words, rule, caseId, sinceAt } = said;
  const drafts: ActionDraft[] = [];
  for (const number of numbers) {
    const target = await readAction(tx, number);
    const draft = await reversalOf(tx, home, now, actor, target, { words, rule, caseId, sinceAt });
    drafts.push({ ...draft, demands: [{ can: 'act', scope: target.row.scope }] });
  }
  return drafts;
};

/** All that holds it is undone; it becomes a post afterwards. None: nothing holds it any more. */
export const toLetThrough = async (tx: Writer, by: Deciding, row: HeldRow, said: Said): Promise<ActionDraft[]> => {
  const holds = (await holdsOn(tx, row.public_id, by.now)).map(({ action }) => action);
  return toUndo(tx, by, holds, { ...said, sinceAt: row.at });
};

/** It never appears, once that has effect. */
export const toKeepBack = async (
  tx: Writer,
  { actor, now }: Deciding,
  row: HeldRow,
  { words, rule, caseId, reason }: Said,
): Promise<ActionDraft[]> => {
  const id = row.public_id;
  const holds = (await holdsOn(tx, id, now)).map(({ action }) => action);
  const held = (await readAction(tx, row.action)).row.reason;
  return (holds.length > 0 ? holds : [row.action]).map((target) => ({
    by: actor,
    kind: 'rejection',
    subject: { kind: 'held', id },
    basis: 'own',
    lasts: { permanent: kept`It never appeared.` },
    target,
    sinceAt: row.at,
    reason: reason ?? reasons.find((one) => one === held) ?? 'other',
    ...{ rule, words, caseId },
  }));
};
