// The members of this instance, for those who manage them.
import { sql } from 'kysely';
import { decodeTextCursor, encodeCursor, type Page } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { MemberView } from './member-store.ts';

/** `like`: a pattern in lower case; `role`: one of the roles, or `''` for all of them. */
type Params = { after: string; like: string; role: Role | ''; limit: number };

const byName = query<Params>()((db, p) =>
  db
    .selectFrom('member')
    .select(['name', 'display_name as displayName', 'role', 'bio', 'created_at as at'])
    .where('state', '=', 'active')
    .where('name', '>', p.after)
    .where((eb) =>
      eb.or([eb(sql<string>`cast(${p.role} as text)`, '=', sql.lit('')), eb('role', '=', sql<Role>`${p.role}`)]),
    )
    .where(sql<boolean>`(name like ${p.like} escape '\\' or lower(display_name) like ${p.like} escape '\\')`)
    .orderBy('name')
    .limit(p.limit),
);

export const MEMBERS_PAGE = 50;

export type MemberSearch = {
  /** Part of a name or of a display name; the case does not matter (in display names for ASCII letters). */
  search?: string | undefined;
  role?: Role | undefined;
  cursor?: string | undefined;
};

/** In the order of their names. @throws Refusal `unauthenticated`, `forbidden`, `invalid` (cursor) */
export const listMembers =
  ({ db }: { db: Pick<Database, 'read'> }) =>
  async (actor: Actor, { search = '', role, cursor }: MemberSearch): Promise<Page<MemberView>> => {
    may(actor, { do: 'manage-instance' });
    const after = cursor === undefined ? '' : decodeTextCursor(cursor);
    const like = `%${search
      .trim()
      .toLowerCase()
      .replaceAll(/[\\%_]/g, '\\$&')}%`;
    const found = await db.read.all(byName, { after, like, role: role ?? '', limit: MEMBERS_PAGE + 1 });
    const items = found.slice(0, MEMBERS_PAGE);
    const last = items.at(-1);
    return { items, next: found.length > MEMBERS_PAGE && last ? encodeCursor([last.name]) : null };
  };
