// A refresh token is spent for the next one. One that is brought twice was copied, or its answer was lost: we can't tell
// which, so the session ends (RFC 9700, section 4.14.2). That holds for two that race, too: one wins, then the session
// ends. A client therefore refreshes one at a time, and signs in again when an answer was lost.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { accountById, viewOf } from './member-store.ts';
import { hashSecret } from './secret.ts';
import { addSecret, endSessionById, SESSION_MS, slideSession } from './session-store.ts';
import { trimSecrets } from './session-sweep.ts';
import type { SignedIn } from './sign-in.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake };

const findToken = query<{ hash: string }>()((db, p) =>
  db
    .selectFrom('session_secret')
    .innerJoin('session', 'session.id', 'session_secret.session_id')
    .select(['session.id as sessionId', 'session.member_id as memberId'])
    .where('session_secret.hash', '=', p.hash)
    .where('session.kind', '=', 'token'),
);

const spendToken = command<{ hash: string; at: number }>()((db, p) =>
  db.updateTable('session_secret').set({ used_at: p.at }).where('hash', '=', p.hash).where('used_at', 'is', null),
);

const ended = () => new Refusal('unauthenticated', 'This sign-in ended. Sign in again.');

/** @throws Refusal `unauthenticated`: unknown, expired, ended or spent */
export const refreshSession =
  ({ db, clock, chance, wake }: Needs) =>
  async ({ secret }: { secret: string }): Promise<SignedIn> => {
    may(visitor, { do: 'sign-in' });
    const hash = hashSecret(secret);
    const found = await db.read.get(findToken, { hash });
    const account = found && (await db.read.get(accountById, { id: found.memberId }));
    if (!found || !account) throw ended();

    const outcome = await db.write(async (tx) => {
      const at = clock.now();
      if ((await tx.run(spendToken, { hash, at })) === 0) {
        // Not thrown in here: the end of the session has to last.
        const [session] = await tx.rows(endSessionById, { id: found.sessionId, at });
        if (!session) return 'ended before';
        await appendEvent(tx, {
          kind: 'session.changed',
          at,
          data: { member: account.publicId, sessions: [session.id], why: 'reuse' },
        });
        return 'ended now';
      }
      const [session] = await tx.rows(slideSession, { id: found.sessionId, at, expiresAt: at + SESSION_MS });
      if (!session) throw ended();
      await trimSecrets(tx, found.sessionId, at);
      const next = await addSecret(tx, chance, found.sessionId, at);
      await appendEvent(tx, {
        kind: 'session.changed',
        at,
        data: { member: account.publicId, sessions: [session.id] },
      });
      return { session, secret: next };
    });
    if (outcome === 'ended before') throw ended();
    wake.ring();
    if (outcome === 'ended now') {
      throw new Refusal('unauthenticated', 'This refresh token was used before, so its session ended. Sign in again.');
    }
    return { member: viewOf(account), ...outcome };
  };
