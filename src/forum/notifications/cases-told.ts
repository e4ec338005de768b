// Who is told that a report or an appeal of theirs was decided, that another instance took a measure about them, or that a case waits
// for those who moderate.
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { entitled } from '../moderation/staff.ts';

type Addressed = { about: string; member: number; kind: 'report' | 'appeal' | 'notice' | 'case' | 'measure' };

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

const noted = query<{ note: number; audience: 'person' | 'reporters' }>()((db, p) =>
  db
    .selectFrom('case_note')
    .innerJoin('moderation_case', 'moderation_case.id', 'case_note.case_id')
    .select(['moderation_case.id', 'moderation_case.person'])
    .where('case_note.id', '=', p.note)
    .where('case_note.audience', '=', p.audience),
);
const reportersOf = query<{ caseId: number }>()((db, p) =>
  db
    .selectFrom('report')
    .innerJoin('member', 'member.id', 'report.member_id')
    .select(['member.id as member', (eb) => eb.fn.max('report.public_id').as('about')])
    .where('report.case_id', '=', p.caseId)
    .where('member.state', '=', 'active')
    .groupBy('member.id')
    .orderBy('member.id'),
);
const personOf = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId).where('state', '=', 'active'),
);

/** Of a note to whom a case concerns, or to those who reported: `about` of the former. */
export const NOTE = 'note' as const;

/** Whoever it is meant for. */
const readersOf = async (reader: Reader, note: number): Promise<Addressed[]> => {
  const toReporters = await reader.get(noted, { note, audience: 'reporters' });
  if (toReporters)
    return (await reader.all(reportersOf, { caseId: toReporters.id })).map((one) => ({ ...one, kind: 'report' }));
  const toPerson = await reader.get(noted, { note, audience: 'person' });
  const publicId = toPerson?.person.split('@')[0];
  const found = publicId ? await reader.get(personOf, { publicId }) : undefined;
  return found ? [{ member: found.id, about: NOTE, kind: 'measure' }] : [];
};

const authorOfHeld = query<{ held: string }>()((db, p) =>
  db
    .selectFrom('held_post')
    .innerJoin('member', 'member.id', 'held_post.member_id')
    .select('member.id as member')
    .where('held_post.public_id', '=', p.held)
    .where('member.state', '=', 'active'),
);
/** `about` of what was held and cannot be said any more. */
export const HELD = 'held' as const;

export type CaseNews =
  | { what: 'lapsed'; held: string }
  | { what: 'note'; note: number }
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
export const toldOfCase = async (reader: Reader, news: CaseNews, at: number): Promise<Addressed[]> => {
  const as = (kind: Addressed['kind'], rows: { about: string; member: number }[]) =>
    rows.map((row) => ({ ...row, kind }));
  switch (news.what) {
    case 'reports':
      return as('report', await reader.all(reporters, { ids: JSON.stringify(news.reports) }));
    case 'appeal':
      return as('appeal', await reader.all(appellant, { id: news.appeal }));
    case 'notice':
      if ((await reader.all(untold, { id: news.notice })).length === NOTICES) return [];
      return as('notice', await reader.all(addressee, { id: news.notice }));
    case 'case':
      return as('case', await moderators(reader, news, at));
    case 'lapsed':
      return as(
        'measure',
        (await reader.all(authorOfHeld, { held: news.held })).map(({ member }) => ({ member, about: HELD })),
      );
    case 'note':
      return readersOf(reader, news.note);
  }
};
