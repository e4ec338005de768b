// Where a member is signed in.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { liveSessions, type SessionView } from './session-store.ts';

type Needs = { db: Database; clock: Clock };

/** The newest first, at most SESSIONS_PER_MEMBER. `current`: the one that the actor came with. */
export const listSessions =
  ({ db, clock }: Needs) =>
  async (actor: Actor): Promise<(SessionView & { current: boolean })[]> => {
    const { memberId, sessionId } = mayAsMember(actor, { do: 'manage-own-account' });
    const rows = await db.read.all(liveSessions, { memberId, now: clock.now() });
    return rows.map(({ number, ...session }) => ({ ...session, current: number === sessionId }));
  };
