// Who is asking, read anew for each request: one look-up joins session and member, so that a sign-out, a new role or an
// erased account acts at once.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { MemberActor } from '../policy/actor.ts';

const facts = [
  'member.id as memberId',
  'member.name',
  'member.role',
  'member.public_id as publicId',
  'session.id as sessionId',
] as const;

const bySession = query<{ session: string; now: number }>()((db, p) =>
  db
    .selectFrom('session')
    .innerJoin('member', 'member.id', 'session.member_id')
    .select(facts)
    .where('session.public_id', '=', p.session)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);

const byCookie = query<{ hash: string; now: number }>()((db, p) =>
  db
    .selectFrom('session_secret')
    .innerJoin('session', 'session.id', 'session_secret.session_id')
    .innerJoin('member', 'member.id', 'session.member_id')
    .select(facts)
    .where('session_secret.hash', '=', p.hash)
    .where('session_secret.used_at', 'is', null)
    // A refresh token is no cookie: it is good for one rotation alone.
    .where('session.kind', '=', 'cookie')
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);

/** @param session the id that a verified access token names */
export const actorOfSession = async (
  reader: Reader,
  session: string,
  now: number,
): Promise<MemberActor | undefined> => {
  const row = await reader.get(bySession, { session, now });
  return row && { kind: 'member', ...row };
};

/** @param hash the SHA-256 of what the cookie holds, see hashSecret */
export const actorOfSecret = async (reader: Reader, hash: string, now: number): Promise<MemberActor | undefined> => {
  const row = await reader.get(byCookie, { hash, now });
  return row && { kind: 'member', ...row };
};
