// Whether a sign-in still holds: asked again and again by what stays open, such as live streams.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';

const holding = query<{ id: number; now: number }>()((db, p) =>
  db
    .selectFrom('session')
    .innerJoin('member', 'member.id', 'session.member_id')
    .select('session.id')
    .where('session.id', '=', p.id)
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', p.now)
    .where('member.state', '=', 'active'),
);

/** @param id the session's number, as the actor has it */
export const sessionHolds = async (reader: Reader, id: number, now: number): Promise<boolean> =>
  (await reader.get(holding, { id, now })) !== undefined;
