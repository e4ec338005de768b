// What was decided about something held, and waits for a second person. Until then it is held; it is called off where it is decided
// otherwise meanwhile, taken back, or appears because nobody agreed in time.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Reader, Writer } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { actionsOnHeld } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { actionsWithParts } from './read-action.ts';
import { type RecordedActions, type RecordNeeds, recordActions } from './record-actions.ts';
import { reversalOf } from './reverse-action.ts';
import { hasEffect, isReversed } from './reversed.ts';

/** @param id of what was put aside */
export const pendingOn = async (reader: Reader, id: string, now: number): Promise<ActionRow[]> => {
  const pending: ActionRow[] = [];
  for (const row of await actionsOnHeld(reader, id))
    if ((row.kind === 'rejection' || row.kind === 'reversal') && !(await hasEffect(reader, row, now)))
      if (!(await isReversed(reader, row, now))) pending.push(row);
  return pending;
};

/** Of no weight: nobody has seen anything of it. Answers the events that tell of it. */
export const callOff = async (
  tx: Writer,
  needs: RecordNeeds,
  by: Actor | 'automatic',
  pending: readonly ActionRow[],
): Promise<RecordedActions['events']> => {
  if (pending.length === 0) return [];
  const drafts: ActionDraft[] = [];
  for (const target of await actionsWithParts(tx, pending)) {
    const basis = by === 'automatic' ? 'automatic' : 'own';
    const draft = await reversalOf(tx, needs.origin, needs.now, by, target, { words: '', basis });
    // Whoever may decide about it may decide otherwise.
    drafts.push({ ...draft, demands: [{ can: 'act', scope: target.row.scope }] });
  }
  return (await recordActions(tx, needs, drafts)).events;
};

/**
 * Before somebody decides about it: what was decided otherwise, and waits, is called off. Answers the events that tell of it.
 * @param id of what was put aside
 * @throws Refusal `conflict`: it is decided so already, and waits
 */
export const makeWay = async (
  tx: Writer,
  needs: RecordNeeds,
  actor: Actor,
  { id, release }: { id: string; release: boolean },
): Promise<RecordedActions['events']> => {
  const pending = await pendingOn(tx, id, needs.now);
  const same = pending.find(({ kind }) => (kind === 'reversal') === release);
  if (same)
    throw new Refusal('conflict', said`It is decided so already: action ${same.number} waits for a second person.`);
  return callOff(tx, needs, actor, pending);
};
