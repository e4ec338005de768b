// Whether what was put aside appears is what the log says: it does not while an action that has effect, and stands, says so.
import type { Reader, Writer } from '../../db/database.ts';
import { actionsOnHeld } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import { findHeld, hasWords, settleHeld } from './held-store.ts';
import type { Effects } from './measure-store.ts';
import { hasEffect, isReversed } from './reversed.ts';

/** Those that have effect and stand. @param id of what was put aside */
export const rejectionsOf = async (reader: Reader, id: string, now: number): Promise<ActionRow[]> => {
  const found: ActionRow[] = [];
  for (const row of await actionsOnHeld(reader, id))
    if (row.kind === 'rejection' && (await hasEffect(reader, row, now)) && !(await isReversed(reader, row, now)))
      found.push(row);
  return found;
};

/**
 * After something was done, or undone, about what holds it or kept it back. What was given up for another reason is tried again; what
 * was taken back, or is a post by now, stays so.
 */
export const renewHeld = async (tx: Writer, publicId: string, now: number, effects: Effects): Promise<void> => {
  const row = await findHeld(tx, publicId);
  if (row?.state !== 'held' && row?.state !== 'refused') return;
  const to = (await rejectionsOf(tx, publicId, now)).length > 0 ? 'refused' : 'held';
  if (to === row.state || (to === 'held' && !hasWords(row))) return;
  await settleHeld(tx, { publicId, from: row.state, to, at: now, post: null });
  if (to === 'refused') effects.refused.add(publicId);
};
