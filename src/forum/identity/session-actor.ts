// Who is asking, read anew for each request: one look-up joins session and member, so that a sign-out, a new role, a
// measure or an erased account acts at once.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import type { MemberActor } from '../policy/actor.ts';
import { parseDuties } from '../policy/duties.ts';
import { parseStanding } from '../policy/measures.ts';

const facts = [
  'member.id as memberId',
  'member.name',
  'member.role',
  'member.public_id as publicId',
  'session.id as sessionId',
  'member.standing',
  'member.duties',
] as const;

type Row = {
  memberId: number;
  name: string;
  role: Role;
  publicId: string;
  sessionId: number;
  standing: string | null;
  duties: string | null;
};

/** What restricts them ends by itself: it is held against the time of the request. */
const actorOf = (row: Row, now: number): MemberActor => ({
  kind: 'member',
  memberId: row.memberId,
  name: row.name,
  role: row.role,
  publicId: row.publicId,
  sessionId: row.sessionId,
  standing: parseStanding(row.standing, now),
  duties: parseDuties(row.duties),
});

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
  return row && actorOf(row, now);
};

/** @param hash the SHA-256 of what the cookie holds, see hashSecret */
export const actorOfSecret = async (reader: Reader, hash: string, now: number): Promise<MemberActor | undefined> => {
  const row = await reader.get(byCookie, { hash, now });
  return row && actorOf(row, now);
};

const bySessionNumber = query<{ id: number; now: number }>()((db, p) =>
  db
    .selectFrom('session')
    .innerJoin('member', 'member.id', 'session.member_id')
    .select(facts)
    .where('session.id', '=', p.id)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);

/** The same reader as they are now: for what stays open, such as live streams. @param id as the actor has it */
export const actorAgain = async (reader: Reader, id: number, now: number): Promise<MemberActor | undefined> => {
  const row = await reader.get(bySessionNumber, { id, now });
  return row && actorOf(row, now);
};
