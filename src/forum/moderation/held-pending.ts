// What was decided about something held, and waits for a second person. Until then it is held; it is called off where it is decided
// otherwise meanwhile, taken back, or appears because nobody agreed in time.
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
