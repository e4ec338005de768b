// Who is told that a report or an appeal of theirs was decided, or that another instance took a measure about them.
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';

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

export type CaseNews =
  | { what: 'reports'; reports: readonly string[] }
  | { what: 'appeal'; appeal: string }
  | { what: 'notice'; notice: string };

/** Each with what it is about. */
export const toldOfCase = async (reader: Reader, news: CaseNews): Promise<{ about: string; member: number }[]> => {
  switch (news.what) {
    case 'reports':
      return reader.all(reporters, { ids: JSON.stringify(news.reports) });
    case 'appeal':
      return reader.all(appellant, { id: news.appeal });
    case 'notice':
      return reader.all(addressee, { id: news.notice });
  }
};
