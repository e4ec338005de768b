// What actions do, once they are in the log: at once, or later, when a second person has approved or a wait is over.
import type { Reader, Writer } from '../../db/database.ts';
import type { NewEvent } from '../../events/append.ts';
import {
  type Cursor,
  coveringAt,
  keepCovering,
  listWalks,
  settlingIn,
  settlingOf,
  takingIn,
  takingOf,
} from '../policy/covering-store.ts';
import { type ActionKind, isOffice, SAID } from '../policy/measures.ts';
import { childrenAfter, childrenOf, findAction } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import { heldIn } from './held-store.ts';
import { dropMeasure, type Effects, noEffects, putMeasure } from './measure-store.ts';
import { renewOffices } from './office-store.ts';
import { type Action, actionsWithParts, subjectOf } from './read-action.ts';
import { renewHeld } from './renew-held.ts';
import { personText } from './resolve-subject.ts';
import { hasEffect, isReversed, reachOf } from './reversed.ts';

export type InEffect = { row: ActionRow; subject: string; person: string };

/** Makes an action's effect. */
export const takeEffect = async (
  tx: Writer,
  { row, subject, person }: InEffect,
  now: number,
  effects: Effects,
): Promise<void> => {
  if (row.kind === 'reversal' || row.kind === 'rejection') return settleUndoing(tx, row, now, effects);
  if (isOffice(row.kind)) return renewOffices(tx, person, now, effects);
  if (SAID.has(row.kind as ActionKind) || subject === '') return;
  const over = row.until_at !== null && row.until_at <= now;
  if (over && row.kind !== 'hold') return;
  const { number: action, at: from_at } = row;
  const { kind, scope, until_at, reason, rule, basis, role, alias, automatic, settings, parent } = row;
  const told = { kind, scope, until_at, reason, rule, basis, role, alias, automatic, settings, parent };
  await putMeasure(tx, { action, from_at, subject, person, ended: over ? 1 : 0, ...told }, now, effects);
};

/** Makes one action in force, or not, as the log says. What a reversal undoes loses its effect, or has it again. */
const settleOne = async (tx: Writer, action: Action, now: number, effects: Effects): Promise<void> => {
  const { row } = action;
  if (row.kind === 'reversal' || row.kind === 'rejection') return settleUndoing(tx, row, now, effects);
  if (isOffice(row.kind)) return action.person && renewOffices(tx, personText(action.person), now, effects);
  const subject = subjectOf(action);
  const stands = (await hasEffect(tx, row, now)) && !(await isReversed(tx, row, now));
  if (!stands) return dropMeasure(tx, row.number, now, effects);
  if (subject === undefined) return;
  await takeEffect(tx, { row, subject, person: action.person ? personText(action.person) : '' }, now, effects);
};

type Page = { parent: number; after: number; limit: number };
/** Some of what an action carries. Answers their numbers. */
const settlePage = async (tx: Writer, page: Page, now: number, effects: Effects): Promise<number[]> => {
  const rows = page.limit > 0 ? await childrenAfter(tx, page) : [];
  effects.actions -= rows.length;
  for (const action of await actionsWithParts(tx, rows)) await settleOne(tx, action, now, effects);
  return rows.map(({ number }) => number);
};

/** Children that are looked at together. */
const LOOK = 500;

/**
 * What is left of what an action carries after `after` is gone over in steps; from its beginning where that was under way. But who has
 * which role and duties is so at once.
 */
const settleRest = async (
  tx: Writer,
  { walk, parent, after }: { walk: string; parent: number; after: number },
  now: number,
  effects: Effects,
): Promise<void> => {
  let rows = await childrenAfter(tx, { parent, after, limit: LOOK });
  if (rows.length === 0) return;
  await keepCovering(tx, walk, { at: 0, id: (await coveringAt(tx, walk)) ? 0 : after });
  for (; rows.length > 0; rows = await childrenAfter(tx, { parent, after: rows.at(-1)?.number ?? 0, limit: LOOK }))
    for (const row of rows) {
      const reached = row.kind === 'reversal' ? await reachOf(tx, row) : [row];
      if (!reached.some(({ kind }) => isOffice(kind))) continue;
      for (const action of await actionsWithParts(tx, [row])) await settleOne(tx, action, now, effects);
    }
};

/** An action and what it carries: some now, the rest in steps. Answers the number of the last that was settled now. */
const settleAll = async (tx: Writer, row: ActionRow, walk: string, now: number, effects: Effects): Promise<number> => {
  for (const action of await actionsWithParts(tx, [row])) await settleOne(tx, action, now, effects);
  const page = { parent: row.number, after: 0, limit: Math.max(0, effects.actions) };
  const last = (await settlePage(tx, page, now, effects)).at(-1);
  await settleRest(tx, { walk, parent: row.number, after: last ?? 0 }, now, effects);
  return last ?? row.number;
};

/** What is undone loses its effect, with all that it carries. What it had undone itself, or by what it carries, has it again. */
const settleTarget = async (tx: Writer, { target }: ActionRow, now: number, effects: Effects): Promise<void> => {
  const row = target === null ? undefined : await findAction(tx, target);
  if (row) await settleAll(tx, row, settlingOf(String(row.number)), now, effects);
};

/** What is undone on something held decides whether that is held, or does not appear. */
const settleUndoing = async (tx: Writer, row: ActionRow, now: number, effects: Effects): Promise<void> => {
  await settleTarget(tx, row, now, effects);
  const held = heldIn(row.subject);
  if (held !== undefined) await renewHeld(tx, held, now, effects);
};

/** Takes the effect of an action and of what it carries, as far as they stand. Answers the number of the last that has it now. */
export const takeAllEffect = (tx: Writer, row: ActionRow, now: number, effects: Effects): Promise<number> =>
  settleAll(tx, row, takingOf(String(row.number)), now, effects);

/** What an action carries was written, and has effect up to `after`: the others have it in steps. */
export const takeEffectLater = (
  tx: Writer,
  parent: number,
  after: number,
  now: number,
  effects: Effects,
): Promise<void> => settleRest(tx, { walk: settlingOf(String(parent)), parent, after }, now, effects);

/** A step over what an action carries. @param tells whether whom it concerns is told */
export const settleSome = async (
  tx: Writer,
  parent: number,
  { from, limit, tells }: { from: Cursor; limit: number; tells: boolean },
  now: number,
): Promise<{ events: Omit<NewEvent, 'at'>[]; next: Cursor | undefined }> => {
  const effects = noEffects(limit);
  const numbers = await settlePage(tx, { parent, after: from.id, limit }, now, effects);
  const last = numbers.at(-1);
  const told = tells ? runsOf(numbers) : [];
  return {
    events: [...eventsOf(effects), ...told.map((data) => ({ kind: 'action.taken' as const, data }))],
    next: last !== undefined && numbers.length === limit ? { at: 0, id: last } : undefined,
  };
};

/** Numbers that follow each other, as closed ranges. */
const runsOf = (numbers: readonly number[]): { first: number; last: number }[] => {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs;
};

/** Actions whose effect may not be yet what the log says: steps are still to be taken over them. */
export const actionsUnderWay = async (reader: Reader): Promise<Set<number>> => {
  const numbers = new Set<number>();
  for (const { subject, from } of await listWalks(reader)) {
    const parent = settlingIn(subject) ?? takingIn(subject);
    if (parent === undefined) continue;
    for (const row of await childrenOf(reader, Number(parent)))
      if (row.number > from.id) for (const one of [row, ...(await reachOf(reader, row))]) numbers.add(one.number);
  }
  return numbers;
};

/** The events that tell of effects. */
export const eventsOf = ({ posts, places, members }: Effects): Omit<NewEvent, 'at'>[] => [
  ...[...posts.values()].map((changed) => ({ kind: 'post.changed' as const, ...changed })),
  ...[...places].map((placeId) => ({ kind: 'place.changed' as const, placeId })),
  ...[...members].map((member) => ({ kind: 'member.changed' as const, data: { member } })),
];
