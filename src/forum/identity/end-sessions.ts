// Sign out everywhere, or everywhere else.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { endSessionsExcept } from './session-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** No session has this number. */
const NONE = 0;

/** @param input `others`: the session that the actor came with stays. Answers how many have ended. */
export const endSessions =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, { others }: { others: boolean }): Promise<number> => {
    const { memberId, sessionId, publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    const count = await db.write(async (tx) => {
      const at = clock.now();
      const ended = await tx.rows(endSessionsExcept, { memberId, keep: others ? sessionId : NONE, at });
      const sessions = ended.map(({ id }) => id);
      await appendEvent(tx, { kind: 'session.changed', at, data: { member: publicId, sessions } });
      return ended.length;
    });
    wake.ring();
    return count;
  };
