// Invitations, newest first, with those who came in by them: all of them for admins, one's own for everybody else.
import { sql } from 'kysely';
import { decodeNumberCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

type Needs = { db: Pick<Database, 'read'>; clock: Clock };

/** `by`: who invited, null for the operator. Times are epoch milliseconds. */
export type InvitationView = {
  id: string;
  by: string | null;
  note: string;
  uses: number;
  used: number;
  at: number;
  expiresAt: number;
  /** Whether it still lets somebody in. */
  open: boolean;
  /** Those who are still members. */
  joined: { name: string; at: number }[];
};

const PAGE = 50;
/** `of`: a member's number, or -1 for everybody's. */
type Params = { of: number; before: number; limit: number };

const invitations = query<Params>()((db, p) =>
  db
    .selectFrom('invitation')
    .leftJoin('member', 'member.id', 'invitation.member_id')
    .select(['invitation.id', 'invitation.public_id as publicId', 'member.name as by', 'invitation.note'])
    .select(['invitation.uses', 'invitation.used', 'invitation.at', 'invitation.expires_at as expiresAt'])
    .select('invitation.ended_at as endedAt')
    .where('invitation.id', '<', p.before)
    .where((eb) => eb.or([eb('invitation.member_id', '=', p.of), eb(sql`cast(${p.of} as bigint)`, '=', sql.lit(-1))]))
    .orderBy('invitation.id', 'desc')
    .limit(p.limit),
);

const joined = query<{ of: number; from: number; to: number }>()((db, p) =>
  db
    .selectFrom('invitation_use')
    .innerJoin('invitation', 'invitation.id', 'invitation_use.invitation_id')
    .innerJoin('member', 'member.id', 'invitation_use.member_id')
    .select(['invitation_use.invitation_id as invitation', 'member.name', 'invitation_use.at'])
    .where('invitation_use.invitation_id', '>=', p.from)
    .where('invitation_use.invitation_id', '<=', p.to)
    .where((eb) => eb.or([eb('invitation.member_id', '=', p.of), eb(sql`cast(${p.of} as bigint)`, '=', sql.lit(-1))]))
    .where('member.state', '=', 'active')
    .orderBy('invitation_use.at')
    .orderBy('member.id'),
);

/** @throws Refusal `unauthenticated`, `invalid` (cursor) */
export const listInvitations =
  ({ db, clock }: Needs) =>
  async (actor: Actor, cursor?: string): Promise<Page<InvitationView>> => {
    may(actor, { do: 'invite', invitations: 'members' });
    const of = actor.kind === 'member' && actor.role !== 'admin' ? actor.memberId : -1;
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeNumberCursor(cursor);
    const found = await db.read.all(invitations, { of, before, limit: PAGE + 1 });
    const page = found.slice(0, PAGE);
    const last = page.at(-1);
    const came = last ? await db.read.all(joined, { of, from: last.id, to: page[0]?.id ?? last.id }) : [];
    const now = clock.now();
    return {
      items: page.map(({ id, publicId, by, note, uses, used, at, expiresAt, endedAt }) => ({
        id: publicId,
        by,
        note,
        uses,
        used,
        at,
        expiresAt,
        open: endedAt === null && expiresAt > now && used < uses,
        joined: came
          .filter(({ invitation }) => invitation === id)
          .map(({ name, at: joinedAt }) => ({ name, at: joinedAt })),
      })),
      next: found.length > PAGE && last ? encodeCursor([last.id]) : null,
    };
  };
