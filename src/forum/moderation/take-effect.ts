// What actions do, once they are in the log: at once, or later, when a second person has approved or a wait is over.
import type { Reader, Writer } from '../../db/database.ts';
import type { NewEvent } from '../../events/append.ts';
import { type ActionKind, isOffice, SAID } from '../policy/measures.ts';
import { childrenOf, findAction } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import { dropMeasures, type Effects, putMeasure } from './measure-store.ts';
import { renewOffices } from './office-store.ts';
import { actionsWithParts, subjectOf } from './read-action.ts';
import { personText } from './resolve-subject.ts';
import { hasEffect, isReversed } from './reversed.ts';

export type InEffect = { row: ActionRow; subject: string; person: string };

/** The action and what it carries, from the first to the last. */
const withChildren = async (reader: Reader, row: ActionRow): Promise<ActionRow[]> => [
  row,
  ...(await childrenOf(reader, row.number)),
];

/** Undone is the action with all that it carries. What it had undone itself, or by what it carries, stands again. */
const undo = async (tx: Writer, number: number, now: number, effects: Effects): Promise<void> => {
  await dropMeasures(tx, number, now, effects);
  const target = await findAction(tx, number);
  for (const { row, person } of target ? await actionsWithParts(tx, await withChildren(tx, target)) : []) {
    if (isOffice(row.kind) && person) await renewOffices(tx, personText(person), now, effects);
    const again = row.kind === 'reversal' && row.target !== null ? await findAction(tx, row.target) : undefined;
    if (again) await takeAllEffect(tx, again, now, effects);
  }
};

/** Makes an action's effect. */
export const takeEffect = async (
  tx: Writer,
  { row, subject, person }: InEffect,
  now: number,
  effects: Effects,
): Promise<void> => {
  if (row.kind === 'reversal' || row.kind === 'rejection') return undo(tx, row.target ?? 0, now, effects);
  if (isOffice(row.kind)) return renewOffices(tx, person, now, effects);
  if (SAID.has(row.kind as ActionKind) || subject === '') return;
  const over = row.until_at !== null && row.until_at <= now;
  if (over && row.kind !== 'hold') return;
  const { number: action, at: from_at } = row;
  const { kind, scope, until_at, reason, rule, basis, role, alias, automatic, settings, parent } = row;
  const told = { kind, scope, until_at, reason, rule, basis, role, alias, automatic, settings, parent };
  await putMeasure(tx, { action, from_at, subject, person, ended: over ? 1 : 0, ...told }, now, effects);
};

/** Takes the effect of an action and of what it carries, as far as they stand. Answers the number of the last. */
export const takeAllEffect = async (tx: Writer, row: ActionRow, now: number, effects: Effects): Promise<number> => {
  const rows = await withChildren(tx, row);
  for (const action of await actionsWithParts(tx, rows)) {
    const subject = subjectOf(action);
    if (subject === undefined || !(await hasEffect(tx, action.row, now)) || (await isReversed(tx, action.row, now)))
      continue;
    const person = action.person ? personText(action.person) : '';
    await takeEffect(tx, { row: action.row, subject, person }, now, effects);
  }
  return rows.at(-1)?.number ?? row.number;
};

/** The events that tell of effects. */
export const eventsOf = ({ posts, places, members }: Effects): Omit<NewEvent, 'at'>[] => [
  ...[...posts.values()].map((changed) => ({ kind: 'post.changed' as const, ...changed })),
  ...[...places].map((placeId) => ({ kind: 'place.changed' as const, placeId })),
  ...[...members].map((member) => ({ kind: 'member.changed' as const, data: { member } })),
];
