// What is unread, thread by thread. A mark is a post's place in the order of arrival (when it arrived, origin, seq); what stands
// beyond it, by others, is unread. Never a time shown: a post that took a day to get here is new all the same.
import { type RawBuilder, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Eventually, Reader } from '../../db/database.ts';
import { numbersOf, textsOf } from '../../db/dialect.ts';
import { type Dialect, query } from '../../db/statement.ts';
import type { ReaderFacts } from './reader-facts.ts';

/** Unread posts are counted up to here: so many means so many or more. */
export const MOST = 100;
/** Comes after every origin: a mark of a whole place takes everything of its millisecond. */
const LAST = '~';

/**
 * Common table `marked` of rows (id, newest, at, o, s, more …): threads with the reader's mark in each, -1 where there is none.
 * Where not even `mayHold` holds, nothing is unread. A mark
 * of the whole place counts where it reaches further, unless the thread was set back by hand.
 * @param columns further columns of `thread`, each followed by a comma
 * @param where on `thread`
 * @param from where `thread` comes from
 */
export const markedThreads = (
  member: RawBuilder<number>,
  where: RawBuilder<unknown>,
  columns: RawBuilder<unknown> = sql``,
  from: RawBuilder<unknown> = sql`thread`,
): RawBuilder<never> => {
  const whole = sql`coalesce(m.below, 0) = 0 and pm.arrived_at >= coalesce(m.arrived_at, -1)`;
  return sql`(select thread.id, ${columns} thread.arrived_at as newest, coalesce(m.posts, -1) <> thread.post_count as more,
      case when ${whole} then pm.arrived_at else coalesce(m.arrived_at, -1) end as at,
      case when ${whole} then ${sql.lit(LAST)} else coalesce(m.post_origin, '') end as o,
      case when ${whole} then 0 else coalesce(m.post_seq, 0) end as s
    from ${from}
    left join read_mark m on m.member_id = ${member} and m.thread_origin = thread.origin and m.thread_seq = thread.seq
    left join place_mark pm on pm.member_id = ${member} and pm.place_id = thread.place_id
    where ${where})`;
};

/** A look at the row alone. What arrived in the very millisecond of the mark shows in the number of posts. */
export const mayHold = sql<boolean>`(newest > at or (newest = at and more and o <> ${sql.lit(LAST)}))`;

type Skip = { skip: string; skipOrigins: string };

const beyond = sql`from post where post.thread_id = marked.id
    and (post.arrived_at, post.origin, post.seq) > (marked.at, marked.o, marked.s)`;

/** `from … where …`: the posts of a row of `marked` that are unread. All of it stands in the index post_by_arrival. */
export const unreadOf = (dialect: Dialect, p: Skip): RawBuilder<unknown> =>
  sql`${beyond} and post.author_id not in ${numbersOf(dialect, p.skip)}
    and post.origin not in ${textsOf(dialect, p.skipOrigins)}`;

const nameOfRow = sql`case when post.origin = '' then 'b' || cast(post.seq as text)
  else cast(post.seq as text) || '@' || post.origin end`;

type OfThreads = { member: number; threads: string };
/** All that what is unread in a thread depends on, but for whom the reader skips: what is the same now holds the same unread. */
type State = { id: number; version: number; posts: number; newest: number; at: number; o: string; s: number };
type Counted = State & { unread: number; first: string | null };

const stateColumns = sql`thread.version, thread.post_count as posts,`;
// SQLite would sort the ids first, to look each up once: a fifth of what the whole statement costs.
const ofThese = (dialect: Dialect, p: Required<OfThreads>) =>
  dialect === 'sqlite'
    ? markedThreads(
        sql`${p.member}`,
        sql`true`,
        stateColumns,
        sql`json_each(${p.threads}) as given cross join thread on thread.id = given.value`,
      )
    : markedThreads(sql`${p.member}`, sql`thread.id in ${numbersOf(dialect, p.threads)}`, stateColumns);

const statesOf = query<OfThreads>()((db, p, dialect) =>
  db
    .selectFrom(
      sql<State>`(select id, version, posts, newest, at, o, s from ${ofThese(dialect, p)} as marked where ${mayHold})`.as(
        'states',
      ),
    )
    .selectAll(),
);

const ofThreads = <P extends OfThreads>(unreadBy: (dialect: Dialect, p: Required<P>) => RawBuilder<unknown>) =>
  query<P>()((db, p, dialect) => {
    const unread = unreadBy(dialect, p);
    return db
      .with('marked', () => ofThese(dialect, p) as unknown as RawBuilder<State>)
      .selectFrom('marked')
      .select(['id', 'version', 'posts', 'newest', 'at', 'o', 's'])
      .select([
        sql<number>`(select count(*) from (select 1 ${unread} limit ${sql.lit(MOST)}) as counted)`.as('unread'),
        sql<string | null>`(select ${nameOfRow} ${unread}
          order by post.arrived_at, post.origin, post.seq limit 1)`.as('first'),
      ])
      .where(mayHold);
  });

// A member speaks as two authors, on boards and on planks. For who hides nobody two comparisons do, which cost less than lists.
const plain = ofThreads<OfThreads & { own: number; other: number }>(
  (_, p) => sql`${beyond} and post.author_id <> ${p.own} and post.author_id <> ${p.other}`,
);
const choosy = ofThreads<OfThreads & Skip>(unreadOf);

const countIn = (
  reader: Reader,
  { memberId: member, own, hides, skip, skipOrigins }: ReaderFacts,
  threads: string,
): Eventually<Counted[]> => {
  const [one = 0, other = 0, ...more] = own;
  return hides || more.length > 0
    ? reader.all(choosy, { member, threads, skip, skipOrigins })
    : reader.all(plain, { member, threads, own: one, other });
};

export type Unread = { unread: number; firstUnread: string | null };
const NONE: Unread = { unread: 0, firstUnread: null };

type Kept = State & Unread & { member: number; skip: string; skipOrigins: string };
/** What was counted for so many threads and readers is kept: some 3 MB. */
const KEPT = 20_000;

const isSame = (kept: Kept, facts: ReaderFacts, now: State): boolean =>
  kept.id === now.id &&
  kept.version === now.version &&
  kept.posts === now.posts &&
  kept.newest === now.newest &&
  kept.at === now.at &&
  kept.s === now.s &&
  kept.o === now.o &&
  kept.member === facts.memberId &&
  kept.skip === facts.skip &&
  kept.skipOrigins === facts.skipOrigins;

/**
 * Counts what is unread. What was counted before holds as long as the thread, the mark and whom the reader skips are what they
 * were then, which each call reads anew.
 */
export const createUnread = (reader: Reader) => {
  const kept = new LRUCache<number, Kept>({ max: KEPT });
  /** Where two meet in one slot, isSame tells them apart. */
  const slotOf = (member: number, thread: number): number => (member * 40_503 + thread * 2_654_435) % 1_073_741_789;

  /** By thread id. `firstUnread` names the post that arrived first of them. */
  return async (facts: ReaderFacts, ids: readonly number[]): Promise<(thread: number) => Unread> => {
    const { memberId: member, skip, skipOrigins } = facts;
    const found = new Map<number, Unread>();
    const missing: number[] = [];
    for (const state of await reader.all(statesOf, { member, threads: JSON.stringify(ids) })) {
      const before = kept.get(slotOf(member, state.id));
      if (before && isSame(before, facts, state)) found.set(state.id, before);
      else missing.push(state.id);
    }
    if (missing.length > 0)
      for (const { unread, first: firstUnread, ...state } of await countIn(reader, facts, JSON.stringify(missing))) {
        const { id, version, posts, newest, at, o, s } = state;
        const one = { id, version, posts, newest, at, o, s, unread, firstUnread, member, skip, skipOrigins };
        found.set(id, one);
        kept.set(slotOf(member, id), one);
      }
    return (thread) => found.get(thread) ?? NONE;
  };
};

const topmost = query<Skip & { member: number; thread: number }>()((db, p, dialect) =>
  db
    .selectFrom(
      sql<{ at: number; origin: string; seq: number }>`(select post.at, post.origin, post.seq
        from ${markedThreads(sql`${p.member}`, sql`thread.id = ${p.thread}`)} as marked
        join post on post.thread_id = marked.id and (post.arrived_at, post.origin, post.seq) > (marked.at, marked.o, marked.s)
        where post.author_id not in ${numbersOf(dialect, p.skip)} and post.origin not in ${textsOf(dialect, p.skipOrigins)}
        order by post.arrived_at, post.origin, post.seq limit ${sql.lit(MOST)})`.as('unread'),
    )
    .select(['unread.at', 'unread.origin', 'unread.seq'])
    .orderBy('unread.at')
    .orderBy('unread.origin')
    .orderBy('unread.seq')
    .limit(1),
);

/** Where reading on begins: the topmost of the unread posts that came first. Its place as the thread is shown. */
export const topmostUnread = async (
  reader: Reader,
  { memberId: member, skip, skipOrigins }: ReaderFacts,
  thread: number,
): Promise<{ at: number; origin: string; seq: number } | undefined> =>
  reader.get(topmost, { member, thread, skip, skipOrigins });

/** For a card, see extendCard. */
export const unreadFields = ({ unread, firstUnread }: Unread): string =>
  firstUnread === null ? `"unread":${unread},"firstUnread":null` : `"unread":${unread},"firstUnread":"${firstUnread}"`;
