// Rows of notifications: written by the follower of the events, read and marked by their members.
import { sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import type { NotificationKind } from '../../db/tables/notifications.ts';
import { appendEvent } from '../../events/append.ts';
import { KEEP_READ, KEEP_UNREAD, MOST } from './kinds.ts';

export type NewNotification = {
  member: number;
  kind: NotificationKind;
  thread: PostKey | null;
  post: PostKey | null;
  about: string | null;
  at: number;
  readAt: number | null;
  filtered: 0 | 1;
  mailAt: number | null;
};

type Flat = Omit<NewNotification, 'thread' | 'post'> & {
  threadOrigin: string | null;
  threadSeq: number | null;
  postOrigin: string | null;
  postSeq: number | null;
};

const insert = command<Flat>()((db, p) =>
  db
    .insertInto('notification')
    .values({
      member_id: p.member,
      kind: p.kind,
      thread_origin: p.threadOrigin,
      thread_seq: p.threadSeq,
      post_origin: p.postOrigin,
      post_seq: p.postSeq,
      about: p.about,
      at: p.at,
      read_at: p.readAt,
      filtered: p.filtered,
      mail_at: p.mailAt,
    })
    // Where the member was told of this post by name already.
    .onConflict((oc) =>
      oc
        .columns(['member_id', 'post_origin', 'post_seq'])
        .where(sql<boolean>`kind in ('mention', 'reply')`)
        .doNothing(),
    ),
);

/** All kinds but piles. Answers false where the member was told of the post before. */
export const addNotification = async (tx: Writer, row: NewNotification): Promise<boolean> => {
  const { thread, post, ...rest } = row;
  const flat = {
    ...rest,
    threadOrigin: thread?.origin ?? null,
    threadSeq: thread?.seq ?? null,
    postOrigin: post?.origin ?? null,
    postSeq: post?.seq ?? null,
  };
  return (await tx.run(insert, flat)) > 0;
};

const counted = (filtered: 0 | 1) =>
  query<{ member: number }>()((db, p) =>
    db
      .selectFrom(
        db
          .selectFrom('notification')
          .select(sql<number>`1`.as('one'))
          .where('member_id', '=', p.member)
          .where('read_at', 'is', null)
          .where('filtered', '=', sql.lit(filtered))
          .limit(sql.lit(MOST))
          .as('some'),
      )
      .select((eb) => eb.fn.countAll<number>().as('count')),
  );
const unreadCount = counted(0);
const filteredCount = counted(1);

/** Both up to 100. */
export type NotificationCounts = { unread: number; filtered: number };

/** Right at every moment: of the index that holds what is unread. */
export const countNotifications = async (reader: Reader, member: number): Promise<NotificationCounts> => ({
  unread: Number((await reader.get(unreadCount, { member }))?.count ?? 0),
  filtered: Number((await reader.get(filteredCount, { member }))?.count ?? 0),
});

type Mark = { member: number; now: number };

const readAll = command<Mark>()((db, p) =>
  db
    .updateTable('notification')
    .set({ read_at: p.now, mail_at: null })
    .where('member_id', '=', p.member)
    .where('read_at', 'is', null)
    .where('filtered', '=', sql.lit(0)),
);
const readUpTo = command<Mark & { at: number; id: number }>()((db, p) =>
  db
    .updateTable('notification')
    .set({ read_at: p.now, mail_at: null })
    .where('member_id', '=', p.member)
    .where('read_at', 'is', null)
    .where('filtered', '=', sql.lit(0))
    .where((eb) => eb(eb.refTuple('at', 'id'), '<=', eb.tuple(p.at, p.id))),
);
const readThese = command<Mark & { ids: string }>()((db, p, dialect) =>
  db
    .updateTable('notification')
    .set({ read_at: p.now, mail_at: null })
    .where('member_id', '=', p.member)
    .where('read_at', 'is', null)
    .where('id', 'in', numbersOf(dialect, p.ids)),
);
const timeOf = query<{ member: number; id: number }>()((db, p) =>
  db.selectFrom('notification').select('at').where('id', '=', p.id).where('member_id', '=', p.member),
);

export type ReadWhich = 'all' | { upTo: number } | { ids: readonly number[] };

/** Answers how many were unread; undefined where `upTo` is none of theirs. */
export const markNotifications = async (
  tx: Writer,
  member: number,
  which: ReadWhich,
  now: number,
): Promise<number | undefined> => {
  if (which === 'all') return tx.run(readAll, { member, now });
  if ('ids' in which) return tx.run(readThese, { member, now, ids: JSON.stringify(which.ids) });
  const row = await tx.get(timeOf, { member, id: which.upTo });
  return row && tx.run(readUpTo, { member, now, at: row.at, id: which.upTo });
};

type InThread = Mark & { threadOrigin: string; threadSeq: number };
type Until = InThread & { at: number; origin: string; seq: number };

// What tells of one post has no place in the order of arrival of its own: the post has.
const readPosts = command<Until>()((db, p) =>
  db
    .updateTable('notification')
    .set({ read_at: p.now, mail_at: null })
    .where('member_id', '=', p.member)
    .where('thread_origin', '=', p.threadOrigin)
    .where('thread_seq', '=', p.threadSeq)
    .where('read_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb.and([
          eb('kind', 'in', ['thread', 'place']),
          eb(eb.refTuple('to_at', 'post_origin', 'post_seq'), '<=', eb.tuple(p.at, p.origin, p.seq)),
        ]),
        eb.and([
          eb('kind', 'in', ['mention', 'reply']),
          eb.exists(
            eb
              .selectFrom('post')
              .select('post.id')
              .whereRef('post.origin', '=', 'notification.post_origin')
              .whereRef('post.seq', '=', 'notification.post_seq')
              .where((p2) =>
                p2(p2.refTuple('post.arrived_at', 'post.origin', 'post.seq'), '<=', p2.tuple(p.at, p.origin, p.seq)),
              ),
          ),
        ]),
      ]),
    ),
);
/** A pile that was read in part begins behind what was read. */
const shortenPiles = command<Until>()((db, p) =>
  db
    .updateTable('notification')
    .set({ from_at: p.at, from_origin: p.origin, from_seq: p.seq })
    .where('member_id', '=', p.member)
    .where('thread_origin', '=', p.threadOrigin)
    .where('thread_seq', '=', p.threadSeq)
    .where('read_at', 'is', null)
    .where('kind', 'in', ['thread', 'place'])
    .where((eb) => eb(eb.refTuple('from_at', 'from_origin', 'from_seq'), '<', eb.tuple(p.at, p.origin, p.seq))),
);

/** The member has read the thread up to a place in the order of arrival. Answers how many notifications that takes. */
export const readNotificationsOfThread = async (
  tx: Writer,
  { member, thread, mark, now }: { member: number; thread: PostKey; mark: { at: number } & PostKey; now: number },
): Promise<number> => {
  const until = {
    member,
    now,
    threadOrigin: thread.origin,
    threadSeq: thread.seq,
    at: mark.at,
    origin: mark.origin,
    seq: mark.seq,
  };
  const read = await tx.run(readPosts, until);
  await tx.run(shortenPiles, until);
  return read;
};

const readOfPlace = command<Mark & { place: number }>()((db, p) =>
  db
    .updateTable('notification')
    .set({ read_at: p.now, mail_at: null })
    .where('member_id', '=', p.member)
    .where('read_at', 'is', null)
    .where('filtered', '=', sql.lit(0))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('thread')
          .select('thread.id')
          .whereRef('thread.origin', '=', 'notification.thread_origin')
          .whereRef('thread.seq', '=', 'notification.thread_seq')
          .where('thread.place_id', '=', p.place),
      ),
    ),
);

/** The member is done with a whole place. */
export const readNotificationsOfPlace = async (
  tx: Writer,
  { member, place, now }: { member: number; place: number; now: number },
): Promise<number> => tx.run(readOfPlace, { member, place, now });

const readAbout = command<{ kind: NotificationKind; about: string; now: number }>()((db, p) =>
  db
    .updateTable('notification')
    .set({ read_at: p.now, mail_at: null })
    .where('kind', '=', p.kind)
    .where('about', '=', p.about)
    .where('read_at', 'is', null)
    .returning('member_id as member'),
);

/** What it tells of is done: nobody needs to look any more. Answers whose they were. */
export const settleNotifications = async (
  tx: Writer,
  kind: NotificationKind,
  about: string,
  now: number,
): Promise<number[]> => (await tx.rows(readAbout, { kind, about, now })).map(({ member }) => member);

const publicIds = query<{ ids: string }>()((db, p, dialect) =>
  db.selectFrom('member').select('public_id').where('id', 'in', numbersOf(dialect, p.ids)).orderBy('id'),
);

/** Members' live streams tell them that their count is another. Comes last in a transaction. */
export const tellMembers = async (tx: Writer, members: Iterable<number>, at: number): Promise<void> => {
  const ids = [...new Set(members)];
  if (ids.length === 0) return;
  const names = (await tx.all(publicIds, { ids: JSON.stringify(ids) })).map(({ public_id }) => public_id);
  await appendEvent(tx, { kind: 'notifications.changed', at, data: { members: names } });
};

const dropOld = command<{ after: number; last: number; read: number; unread: number }>()((db, p) =>
  db
    .deleteFrom('notification')
    .where('id', '>', p.after)
    .where('id', '<=', p.last)
    .where((eb) => eb.or([eb('read_at', '<', p.read), eb('at', '<', p.unread)])),
);
const nextIds = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom(
      db.selectFrom('notification').select('id').where('id', '>', p.after).orderBy('id').limit(p.limit).as('part'),
    )
    .select((eb) => [eb.fn.max('part.id').as('last'), eb.fn.countAll<number>().as('count')]),
);

/** The next rows in the order of their ids: the last of them, undefined where there are none. */
export const endOfRows = async (reader: Reader, after: number, limit: number): Promise<number | undefined> =>
  (await reader.get(nextIds, { after, limit }))?.last ?? undefined;

/** Forgets old ones among the next so many rows. Answers where to go on, 0 at the end. */
export const dropOldNotifications = async (tx: Writer, after: number, now: number, limit = 500): Promise<number> => {
  const last = await endOfRows(tx, after, limit);
  if (last === undefined) return 0;
  await tx.run(dropOld, { after, last, read: now - KEEP_READ, unread: now - KEEP_UNREAD });
  return last;
};
