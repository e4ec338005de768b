// Who is told that a report or an appeal of theirs was decided, that another instance took a measure about them, or that a case waits
// for those who moderate.
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { entitled } from '../moderation/staff.ts';

const reporters = query<{ ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('report')
    .innerJoin('member', 'member.id', 'report.member_id')
    .select(['report.public_id as about', 'member.id as member'])
    .where('report.public_id', 'in', textsOf(dialect, p.ids))
    .where('member.state', '=', 'active')
    .orderBy('report.id'),
);
const appellant = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('appeal')
    .innerJoin('member', 'member.id', 'appeal.member_id')
    .select(['appeal.public_id as about', 'member.id as member'])
    .where('appeal.public_id', '=', p.id)
    .where('member.state', '=', 'active'),
);
const addressee = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('peer_notice')
    .innerJoin('member', 'member.id', 'peer_notice.member_id')
    .select(['peer_notice.public_id as about', 'member.id as member'])
    .where('peer_notice.public_id', '=', p.id)
    .where('member.state', '=', 'active'),
);

/** Unread notices of one instance about one member; what is beyond them stands in the list to which these lead. */
const NOTICES = 5;
const untold = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('peer_notice as fresh')
    .innerJoin('peer_notice', (join) =>
      join.onRef('peer_notice.member_id', '=', 'fresh.member_id').onRef('peer_notice.peer', '=', 'fresh.peer'),
    )
    .innerJoin('notification', 'notification.about', 'peer_notice.public_id')
    .select('notification.id')
    .where('fresh.public_id', '=', p.id)
    .where('notification.kind', '=', 'notice')
    .where('notification.read_at', 'is', null)
    .limit(sql.lit(NOTICES)),
);

export type CaseNews =
  | { what: 'reports'; reports: readonly string[] }
  | { what: 'appeal'; appeal: string }
  | { what: 'notice'; notice: string }
  /** `fresh`: only if it has just begun to wait, and no more than joined what waits. */
  | { what: 'case'; case: string; fresh: boolean };

const waits = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('moderation_case')
    .select(['scope', 'person', 'escalated', 'opened_at'])
    .where('public_id', '=', p.id)
    .where('queue', '=', 'waiting'),
);
const unread = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('notification')
    .select('id')
    .where('member_id', '=', p.member)
    .where('read_at', 'is', null)
    .where('filtered', '=', sql.lit(0))
    .where('kind', '=', 'case')
    .limit(1),
);

/** Those who may see it, and have not been told yet that something waits. */
const moderators = async (
  reader: Reader,
  { case: about, fresh }: Extract<CaseNews, { what: 'case' }>,
  at: number,
): Promise<{ about: string; member: number }[]> => {
  const found = await reader.get(waits, { id: about });
  if (!found || (fresh && found.opened_at !== at)) return [];
  const scope = found.escalated === 1 ? 'instance' : found.scope;
  const told: { about: string; member: number }[] = [];
  for (const { id, publicId } of await entitled(reader, 'see-cases', scope, at))
    if (!found.person.startsWith(`${publicId}@`) && !(await reader.get(unread, { member: id })))
      told.push({ about, member: id });
  return told;
};

/** Each with what it is about. */
export const toldOfCase = async (
  reader: Reader,
  news: CaseNews,
  at: number,
): Promise<{ about: string; member: number }[]> => {
  switch (news.what) {
    case 'reports':
      return reader.all(reporters, { ids: JSON.stringify(news.reports) });
    case 'appeal':
      return reader.all(appellant, { id: news.appeal });
    case 'notice':
      if ((await reader.all(untold, { id: news.notice })).length === NOTICES) return [];
      return reader.all(addressee, { id: news.notice });
    case 'case':
      return moderators(reader, news, at);
  }
};
