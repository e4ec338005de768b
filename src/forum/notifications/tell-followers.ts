// Tells followers of a thread or place of a post, many members in one statement. One unread row a member and thread is a pile: it
// holds any number of posts, and which of them count is looked at when it is read (pile-store.ts).
import { type RawBuilder, sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

/** A post as its notifications ask for it. */
export type ToldPost = PostKey & {
  thread: PostKey;
  placeId: number;
  arrivedAt: number;
  author: { origin: string; publicId: string; memberId: number | null };
};

/** Members of this instance are hidden under the origin ''. */
const hiddenAs = (origin: string, home: string): string => (origin === home ? '' : origin);

type Slice = { kind: 'thread' | 'place'; origin: string; seq: number; after: number; limit: number };

const followers = query<Slice>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom('follow')
        .select('member_id')
        .where('kind', '=', p.kind)
        .where('origin', '=', p.origin)
        .where('seq', '=', p.seq)
        .where('level', '=', 'every')
        .where('member_id', '>', p.after)
        .orderBy('member_id')
        .limit(p.limit)
        .as('part'),
    )
    .select((eb) => [eb.fn.max('part.member_id').as('last'), eb.fn.countAll<number>().as('count')]),
);

type Told = {
  origin: string;
  seq: number;
  after: number;
  last: number;
  threadOrigin: string;
  threadSeq: number;
  threadId: number;
  placeId: number;
  postOrigin: string;
  postSeq: number;
  before: number;
  arrivedAt: number;
  writer: number;
  hiddenOrigin: string;
  publicId: string;
  at: number;
  mailAt: number;
};

const int = (value: unknown) => sql<number>`cast(${value} as bigint)`;
const text = (value: unknown) => sql<string>`cast(${value} as text)`;

// Of the two ends of a pile: which is further.
const newTo = sql`(excluded.to_at, excluded.post_origin, excluded.post_seq)`;
const oldTo = sql`(notification.to_at, notification.post_origin, notification.post_seq)`;
const newFrom = sql`(excluded.from_at, excluded.from_origin, excluded.from_seq)`;
const oldFrom = sql`(notification.from_at, notification.from_origin, notification.from_seq)`;
const pick = <T>(when: RawBuilder<unknown>, column: string) =>
  sql<T>`case when ${when} then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`notification.${column}`)} end`;
const later = sql`${newTo} > ${oldTo}`;
const earlier = sql`${newFrom} < ${oldFrom}`;

const tell = (kind: 'thread' | 'place') =>
  command<Told>()((db, p) => {
    const read = sql<boolean>`exists (select 1 from read_mark r where r.member_id = f.member_id and r.thread_origin = ${p.threadOrigin}
      and r.thread_seq = ${p.threadSeq} and (r.arrived_at, r.post_origin, r.post_seq) >= (${int(p.arrivedAt)}, ${text(p.postOrigin)}, ${int(p.postSeq)}))`;
    const readPlace = sql<boolean>`exists (select 1 from place_mark r where r.member_id = f.member_id and r.place_id = ${p.placeId}
      and r.arrived_at >= ${int(p.arrivedAt)})`;
    const hidden = sql<boolean>`exists (select 1 from hidden h where h.member_id = f.member_id and h.origin = ${p.hiddenOrigin}
      and h.public_id in (${p.publicId}, ''))`;
    const told = sql<boolean>`exists (select 1 from notification n where n.member_id = f.member_id and n.post_origin = ${p.postOrigin}
      and n.post_seq = ${p.postSeq} and n.kind in ('mention', 'reply'))`;
    // Who said how they follow the thread has said so instead of the place.
    const otherwise = sql<boolean>`exists (select 1 from follow t where t.member_id = f.member_id and t.kind = 'thread'
      and t.origin = ${p.threadOrigin} and t.seq = ${p.threadSeq} and (t.at <= ${int(p.arrivedAt)} or t.level <> 'every'))`;
    return db
      .insertInto('notification')
      .columns([
        'member_id',
        'kind',
        'thread_origin',
        'thread_seq',
        'post_origin',
        'post_seq',
        'from_at',
        'from_origin',
        'from_seq',
        'to_at',
        'at',
        'mail_at',
      ])
      .expression((eb) =>
        eb
          .selectFrom('follow as f')
          .innerJoin('member', 'member.id', 'f.member_id')
          .leftJoin('notification_setting as s', (join) =>
            join.onRef('s.member_id', '=', 'f.member_id').on('s.kind', '=', kind),
          )
          .select([
            'f.member_id',
            sql.lit(kind).as('kind'),
            text(p.threadOrigin).as('thread_origin'),
            int(p.threadSeq).as('thread_seq'),
            text(p.postOrigin).as('post_origin'),
            int(p.postSeq).as('post_seq'),
            int(p.arrivedAt).as('from_at'),
            text(p.postOrigin).as('from_origin'),
            int(p.before).as('from_seq'),
            int(p.arrivedAt).as('to_at'),
            int(p.at).as('at'),
            sql<number | null>`case when s.way = 'mail' then ${int(p.mailAt)} end`.as('mail_at'),
          ])
          .where('f.kind', '=', kind)
          .where('f.origin', '=', p.origin)
          .where('f.seq', '=', p.seq)
          .where('f.level', '=', 'every')
          .where('f.member_id', '>', p.after)
          .where('f.member_id', '<=', p.last)
          .where('f.member_id', '<>', p.writer)
          // Who follows it is told of what comes from then on.
          .where('f.at', '<=', p.arrivedAt)
          .where('member.state', '=', 'active')
          .where(sql<boolean>`coalesce(s.way, 'forum') <> 'off'`)
          .where(sql<boolean>`not ${hidden}`)
          .where(sql<boolean>`not ${told}`)
          .where(sql<boolean>`not ${read}`)
          .where(sql<boolean>`not ${readPlace}`)
          .$if(kind === 'place', (select) => select.where(sql<boolean>`not ${otherwise}`)),
      )
      .onConflict((oc) =>
        oc
          .columns(['member_id', 'kind', 'thread_origin', 'thread_seq'])
          .where(sql<boolean>`kind in ('thread', 'place') and read_at is null`)
          .doUpdateSet({
            at: sql<number>`excluded.at`,
            mail_at: sql<number | null>`coalesce(notification.mail_at, excluded.mail_at)`,
            to_at: pick<number>(later, 'to_at'),
            post_origin: pick<string>(later, 'post_origin'),
            post_seq: pick<number>(later, 'post_seq'),
            from_at: pick<number>(earlier, 'from_at'),
            from_origin: pick<string>(earlier, 'from_origin'),
            from_seq: pick<number>(earlier, 'from_seq'),
          }),
      )
      .returning('member_id as member');
  });
const tells = { thread: tell('thread'), place: tell('place') };

export type Done = {
  /** Whose count may be another now. */
  members: number[];
  /** Where to go on; undefined at the end. */
  after: number | undefined;
  /** How many were looked at. */
  looked: number;
};

export type Telling = { post: ToldPost; home: string; after: number; limit: number; at: number; mailAt: number };

/** Tells the next so many followers of the thread, or of the place, of a post. */
export const tellFollowers = async (
  tx: Writer,
  kind: 'thread' | 'place',
  { post, home, after, limit, at, mailAt }: Telling,
): Promise<Done> => {
  const target = kind === 'thread' ? post.thread : { origin: '', seq: post.placeId };
  const slice = { kind, origin: target.origin, seq: target.seq, after };
  const end = await tx.get(followers, { ...slice, limit });
  const looked = Number(end?.count ?? 0);
  if (!end || end.last === null || looked === 0) return { members: [], after: undefined, looked: 0 };
  const rows = await tx.rows(tells[kind], {
    ...slice,
    last: end.last,
    threadOrigin: post.thread.origin,
    threadSeq: post.thread.seq,
    threadId: 0,
    placeId: post.placeId,
    postOrigin: post.origin,
    postSeq: post.seq,
    before: post.seq - 1,
    arrivedAt: post.arrivedAt,
    writer: post.author.memberId ?? 0,
    hiddenOrigin: hiddenAs(post.author.origin, home),
    publicId: post.author.publicId,
    at,
    mailAt,
  });
  return { members: rows.map(({ member }) => member), after: looked < limit ? undefined : end.last, looked };
};
