// A member agrees to what a plank is, before a first post on one. Nobody else hears of it.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';

const acknowledge = command<{ id: number; at: number }>()((db, p) =>
  db.updateTable('member').set({ acknowledged_at: p.at }).where('id', '=', p.id).where('acknowledged_at', 'is', null),
);

/** Doing it again changes nothing. @throws Refusal `unauthenticated` */
export const acknowledgePlanks =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  async (actor: Actor): Promise<void> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    await db.write((tx) => Promise.resolve(tx.run(acknowledge, { id: memberId, at: clock.now() })));
  };
