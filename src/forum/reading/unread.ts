// What is unread, thread by thread. A mark is a post's place in the order of arrival (when it arrived, origin, seq); what stands
// beyond it, by others, is unread. Never a time shown: a post that took a day to get here is new all the same.
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { numbersOf, textsOf } from '../../db/dialect.ts';
import { type Dialect, query } from '../../db/statement.ts';
import type { ReaderFacts } from './reader-facts.ts';

/** Unread posts are counted up to here: so many means so many or more. */
export const MOST = 100;
/** Comes after every origin: a mark of a whole place takes everything of its millisecond. */
const LAST = '~';

/**
 * Common table `marked` of rows (id, newest, at, o, s …): threads with the reader's mark in each, -1 where there is none. A mark
 * of the whole place counts where it reaches further, unless the thread was set back by hand.
 * @param columns further columns of `thread`, each followed by a comma
 * @param where on `thread`
 */
export const markedThreads = (
  member: RawBuilder<number>,
  where: RawBuilder<unknown>,
  columns: RawBuilder<unknown> = sql``,
): RawBuilder<never> => {
  const whole = sql`coalesce(m.below, 0) = 0 and pm.arrived_at >= coalesce(m.arrived_at, -1)`;
  return sql`(select thread.id, ${columns} thread.arrived_at as newest,
      case when ${whole} then pm.arrived_at else coalesce(m.arrived_at, -1) end as at,
      case when ${whole} then ${sql.lit(LAST)} else coalesce(m.post_origin, '') end as o,
      case when ${whole} then 0 else coalesce(m.post_seq, 0) end as s
    from thread
    left join read_mark m on m.member_id = ${member} and m.thread_origin = thread.origin and m.thread_seq = thread.seq
    left join place_mark pm on pm.member_id = ${member} and pm.place_id = thread.place_id
    where ${where})`;
};

type Skip = { skip: string; skipOrigins: string };

/** `from … where …`: the posts of a row of `marked` that are unread. All of it stands in the index post_by_arrival. */
export const unreadOf = (dialect: Dialect, p: Skip): RawBuilder<unknown> =>
  sql`from post where post.thread_id = marked.id
    and (post.arrived_at, post.origin, post.seq) > (marked.at, marked.o, marked.s)
    and post.author_id not in ${numbersOf(dialect, p.skip)} and post.origin not in ${textsOf(dialect, p.skipOrigins)}`;

const nameOfRow = sql`case when origin = '' then 'b' || cast(seq as text) else cast(seq as text) || '@' || origin end`;

const ofThreads = query<Skip & { member: number; threads: string }>()((db, p, dialect) => {
  const where = sql`thread.id in ${numbersOf(dialect, p.threads)}`;
  const unread = unreadOf(dialect, p);
  return db
    .with(
      'marked',
      () => markedThreads(sql`${p.member}`, where) as RawBuilder<{ id: number; newest: number; at: number }>,
    )
    .selectFrom('marked')
    .select([
      'id',
      sql<number>`(select count(*) from (select 1 ${unread} limit ${sql.lit(MOST)}) as counted)`.as('unread'),
      // The topmost of those that came first: who reads on from there misses none of them.
      sql<string | null>`(select ${nameOfRow} from (select post.at, post.origin, post.seq ${unread}
        order by post.arrived_at, post.origin, post.seq limit ${sql.lit(MOST)}) as counted order by at, origin, seq limit 1)`.as(
        'first',
      ),
    ])
    .whereRef('newest', '>=', 'at');
});

export type Unread = { unread: number; firstUnread: string | null };
const NONE: Unread = { unread: 0, firstUnread: null };

/** By thread id; threads without anything unread may be left out. `firstUnread` is a post's name. */
export const unreadOfThreads = async (
  reader: Reader,
  { memberId, skip, skipOrigins }: ReaderFacts,
  threads: readonly number[],
): Promise<(thread: number) => Unread> => {
  const params = { member: memberId, threads: JSON.stringify(threads), skip, skipOrigins };
  const found = new Map<number, Unread>();
  for (const row of await reader.all(ofThreads, params))
    found.set(row.id, { unread: row.unread, firstUnread: row.first });
  return (thread) => found.get(thread) ?? NONE;
};

/** For a card, see extendCard. */
export const unreadFields = ({ unread, firstUnread }: Unread): string =>
  firstUnread === null ? `"unread":${unread},"firstUnread":null` : `"unread":${unread},"firstUnread":"${firstUnread}"`;
