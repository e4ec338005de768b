// What stands behind piles: the posts of theirs that count, and what becomes of piles in which none does any more.
import { type RawBuilder, sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { numbersOf, textsOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { MOST, OLD } from './kinds.ts';
import type { Done } from './tell-followers.ts';

const text = (value: unknown) => sql<string>`cast(${value} as text)`;

/** From a row `n` of piles: a post that counts in it, for its member. @param home the origin of this instance */
export const countsInPile = (
  home: RawBuilder<unknown>,
): RawBuilder<boolean> => sql<boolean>`exists (select 1 from thread
  join post on post.thread_id = thread.id join author on author.id = post.author_id
  where thread.origin = n.thread_origin and thread.seq = n.thread_seq
    and (post.arrived_at, post.origin, post.seq) > (n.from_at, n.from_origin, n.from_seq)
    and (post.arrived_at, post.origin, post.seq) <= (n.to_at, n.post_origin, n.post_seq)
    and post.state in ('live', 'missing') and post.arrived_at - post.at <= ${sql.lit(OLD)}
    and (author.member_id is null or author.member_id <> n.member_id)
    and not exists (select 1 from hidden h where h.member_id = n.member_id
      and h.origin = case when author.origin = ${home} then '' else author.origin end and h.public_id in (author.public_id, ''))
    and not exists (select 1 from notification o where o.member_id = n.member_id and o.post_origin = post.origin
      and o.post_seq = post.seq and o.kind in ('mention', 'reply')))`;

type Emptied = { threadOrigin: string; threadSeq: number; after: number; last: number; home: string };

const pilesEnd = query<{ threadOrigin: string; threadSeq: number; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom('notification')
        .select('member_id')
        .where('thread_origin', '=', p.threadOrigin)
        .where('thread_seq', '=', p.threadSeq)
        .where('member_id', '>', p.after)
        .orderBy('member_id')
        .limit(p.limit)
        .as('part'),
    )
    .select((eb) => [eb.fn.max('part.member_id').as('last'), eb.fn.countAll<number>().as('count')]),
);
const dropEmpty = command<Emptied>()((db, p) =>
  db
    .deleteFrom('notification as n')
    .where('n.thread_origin', '=', p.threadOrigin)
    .where('n.thread_seq', '=', p.threadSeq)
    .where('n.member_id', '>', p.after)
    .where('n.member_id', '<=', p.last)
    .where('n.kind', 'in', ['thread', 'place'])
    .where(sql<boolean>`not ${countsInPile(text(p.home))}`)
    .returning('member_id as member'),
);

/** Takes away piles of a thread in which nothing counts any more, of the next so many members. */
export const dropEmptyPiles = async (
  tx: Writer,
  { thread, home, after, limit }: { thread: PostKey; home: string; after: number; limit: number },
): Promise<Done> => {
  const where = { threadOrigin: thread.origin, threadSeq: thread.seq, after };
  const end = await tx.get(pilesEnd, { ...where, limit });
  const looked = Number(end?.count ?? 0);
  if (!end || end.last === null || looked === 0) return { members: [], after: undefined, looked: 0 };
  const rows = await tx.rows(dropEmpty, { ...where, last: end.last, home });
  return { members: rows.map(({ member }) => member), after: looked < limit ? undefined : end.last, looked };
};

/** The same for one member, who was told of one of its posts by name. */
export const dropEmptyPilesOf = async (tx: Writer, member: number, thread: PostKey, home: string): Promise<void> => {
  const where = { threadOrigin: thread.origin, threadSeq: thread.seq };
  await tx.run(dropEmpty, { ...where, after: member - 1, last: member, home });
};

const dropOfPost = command<PostKey>()((db, p) =>
  db
    .deleteFrom('notification')
    .where('post_origin', '=', p.origin)
    .where('post_seq', '=', p.seq)
    .where(sql<boolean>`kind in ('mention', 'reply')`)
    .returning('member_id as member'),
);

/** Takes away what tells of one post by name. Answers whose. */
export const dropOfDeletedPost = async (tx: Writer, { origin, seq }: PostKey): Promise<number[]> =>
  (await tx.rows(dropOfPost, { origin, seq })).map(({ member }) => member);

const sweep = command<{ after: number; last: number; home: string }>()((db, p) =>
  db
    .deleteFrom('notification as n')
    .where('n.id', '>', p.after)
    .where('n.id', '<=', p.last)
    .where('n.post_seq', 'is not', null)
    .where(
      sql<boolean>`not case when n.kind in ('thread', 'place') then ${countsInPile(text(p.home))} else exists (select 1 from post
        where post.origin = n.post_origin and post.seq = n.post_seq and post.state in ('live', 'missing')) end`,
    )
    .returning('member_id as member'),
);

/** Takes away what tells of nothing any more, of the rows with these ids: after a rebuild of the view. */
export const sweepRows = async (tx: Writer, after: number, last: number, home: string): Promise<number[]> =>
  (await tx.rows(sweep, { after, last, home })).map(({ member }) => member);

export type PileKey = {
  thread: number;
  fromAt: number;
  fromOrigin: string;
  fromSeq: number;
  toAt: number;
  toOrigin: string;
  toSeq: number;
};

const posts = query<PileKey & { member: number; skip: string; skipOrigins: string }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .select(['post.id', 'post.origin', 'post.seq'])
    .where('post.thread_id', '=', p.thread)
    .where((eb) =>
      eb(eb.refTuple('post.arrived_at', 'post.origin', 'post.seq'), '>', eb.tuple(p.fromAt, p.fromOrigin, p.fromSeq)),
    )
    .where((eb) =>
      eb(eb.refTuple('post.arrived_at', 'post.origin', 'post.seq'), '<=', eb.tuple(p.toAt, p.toOrigin, p.toSeq)),
    )
    .where('post.state', 'in', ['live', 'missing'])
    .where(sql<boolean>`post.arrived_at - post.at <= ${sql.lit(OLD)}`)
    .where('post.author_id', 'not in', numbersOf(dialect, p.skip))
    .where('post.origin', 'not in', textsOf(dialect, p.skipOrigins))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('notification as o')
            .select('o.id')
            .where('o.member_id', '=', p.member)
            .whereRef('o.post_origin', '=', 'post.origin')
            .whereRef('o.post_seq', '=', 'post.seq')
            .where(sql<boolean>`o.kind in ('mention', 'reply')`),
        ),
      ),
    )
    .orderBy('post.arrived_at')
    .orderBy('post.origin')
    .orderBy('post.seq')
    .limit(sql.lit(MOST)),
);

/** The posts of a pile that count, by arrival, up to 100. @param skip see readerFacts */
export const postsOfPile = async (
  reader: Reader,
  pile: PileKey & { member: number; skip: string; skipOrigins: string },
): Promise<({ id: number } & PostKey)[]> => reader.all(posts, pile);
