// Rows of marks: how far a member has read in a thread, and in a whole place.
import { sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { markedThreads } from './unread.ts';

/** A place in the order of arrival. */
export type Arrival = { at: number; origin: string; seq: number };

const markOf = query<{ member: number; thread: number }>()((db, p) =>
  db
    .selectFrom(markedThreads(sql`${p.member}`, sql`thread.id = ${p.thread}`).as<'marked'>('marked'))
    .select([sql<number>`at`.as('at'), sql<string>`o`.as('origin'), sql<number>`s`.as('seq')]),
);

/** The mark that counts in a thread; undefined where nothing is read. */
export const findMark = async (reader: Reader, member: number, thread: number): Promise<Arrival | undefined> => {
  const mark = await reader.get(markOf, { member, thread });
  return mark && mark.at >= 0 ? mark : undefined;
};

type Beyond = Arrival & { thread: number };

const arrivals = { at: 'arrived_at as at', origin: 'origin', seq: 'seq' } as const;
const lastPost = (side: '<=' | '<') =>
  query<Beyond>()((db, p) =>
    db
      .selectFrom('post')
      .select([arrivals.at, arrivals.origin, arrivals.seq])
      .where('thread_id', '=', p.thread)
      .where((eb) => eb(eb.refTuple('arrived_at', 'origin', 'seq'), side, eb.tuple(p.at, p.origin, p.seq)))
      .orderBy('arrived_at', 'desc')
      .orderBy('origin', 'desc')
      .orderBy('seq', 'desc')
      .limit(1),
  );
const upTo = lastPost('<=');
const before = lastPost('<');

/** The last post of a thread that arrived no later than the mark. */
export const lastUpTo = async (reader: Reader, thread: number, mark: Arrival): Promise<Arrival | undefined> =>
  reader.get(upTo, { thread, at: mark.at, origin: mark.origin, seq: mark.seq });

export const lastBefore = async (reader: Reader, thread: number, mark: Arrival): Promise<Arrival | undefined> =>
  reader.get(before, { thread, at: mark.at, origin: mark.origin, seq: mark.seq });

export const END: Arrival = { at: Number.MAX_SAFE_INTEGER, origin: '', seq: 0 };
export const START: Arrival = { at: -1, origin: '', seq: 0 };

type Below = Beyond & { shownAt: number; shownOrigin: string; shownSeq: number };

const firstBelow = query<Below>()((db, p) =>
  db
    .selectFrom('post')
    .select([arrivals.at, arrivals.origin, arrivals.seq])
    .where('thread_id', '=', p.thread)
    .where((eb) => eb(eb.refTuple('arrived_at', 'origin', 'seq'), '>', eb.tuple(p.at, p.origin, p.seq)))
    .where((eb) => eb(eb.refTuple('at', 'origin', 'seq'), '>', eb.tuple(p.shownAt, p.shownOrigin, p.shownSeq)))
    .orderBy('arrived_at')
    .orderBy('origin')
    .orderBy('seq')
    .limit(1),
);

/**
 * How far the order of arrival is read by somebody who has read the thread, as it is shown, down to `shown`: up to the first
 * post that stands below it. Nothing that they have not seen is passed by.
 */
export const arrivalOfShown = async (
  reader: Reader,
  thread: number,
  shown: Arrival,
  from: Arrival,
): Promise<Arrival | undefined> => {
  const to = { shownAt: shown.at, shownOrigin: shown.origin, shownSeq: shown.seq };
  const next = await reader.get(firstBelow, { thread, at: from.at, origin: from.origin, seq: from.seq, ...to });
  return lastBefore(reader, thread, next ?? END);
};

type Mark = {
  member: number;
  origin: string;
  seq: number;
  at: number;
  postOrigin: string;
  postSeq: number;
  posts: number;
  below: 0 | 1;
  now: number;
};

const values = (p: Required<Mark>) => ({
  member_id: p.member,
  thread_origin: p.origin,
  thread_seq: p.seq,
  arrived_at: p.at,
  post_origin: p.postOrigin,
  post_seq: p.postSeq,
  posts: p.posts,
  below: p.below,
  read_at: p.now,
});
const forward = command<Mark>()((db, p) =>
  db
    .insertInto('read_mark')
    .values(values(p))
    .onConflict((oc) =>
      oc
        .columns(['member_id', 'thread_origin', 'thread_seq'])
        .doUpdateSet({
          arrived_at: p.at,
          post_origin: p.postOrigin,
          post_seq: p.postSeq,
          posts: p.posts,
          read_at: p.now,
        })
        .where((eb) =>
          eb(
            eb.refTuple('read_mark.arrived_at', 'read_mark.post_origin', 'read_mark.post_seq'),
            '<',
            eb.tuple(p.at, p.postOrigin, p.postSeq),
          ),
        ),
    ),
);
const set = command<Mark>()((db, p) =>
  db
    .insertInto('read_mark')
    .values(values(p))
    .onConflict((oc) =>
      oc.columns(['member_id', 'thread_origin', 'thread_seq']).doUpdateSet({
        arrived_at: p.at,
        post_origin: p.postOrigin,
        post_seq: p.postSeq,
        posts: p.posts,
        below: p.below,
        read_at: p.now,
      }),
    ),
);

type NewMark = {
  member: number;
  thread: PostKey;
  mark: Arrival;
  /** How many posts the thread has, where the mark is at its end: then nothing need be looked for. */
  posts?: number | undefined;
  now: number;
};
const row = ({ member, thread, mark, posts = -1, now }: NewMark, below: 0 | 1): Mark => ({
  posts,
  member,
  origin: thread.origin,
  seq: thread.seq,
  at: mark.at,
  postOrigin: mark.origin,
  postSeq: mark.seq,
  below,
  now,
});

/** Moves a mark forward; one that stands further stays. */
export const moveMark = async (tx: Writer, mark: NewMark): Promise<void> => {
  await tx.run(forward, row(mark, 0));
};

/** Sets a mark back, below a mark of the whole place too. */
export const setMarkBack = async (tx: Writer, mark: NewMark): Promise<void> => {
  await tx.run(set, row(mark, 1));
};

const putPlace = command<{ member: number; place: number; at: number }>()((db, p) =>
  db
    .insertInto('place_mark')
    .values({ member_id: p.member, place_id: p.place, arrived_at: p.at })
    .onConflict((oc) =>
      oc.columns(['member_id', 'place_id']).doUpdateSet({ arrived_at: p.at }).where('place_mark.arrived_at', '<', p.at),
    ),
);
const liftBelow = command<{ member: number; place: number }>()((db, p) =>
  db
    .updateTable('read_mark')
    .set({ below: 0 })
    .where('member_id', '=', p.member)
    .where('below', '=', 1)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('thread')
          .select('thread.id')
          .whereRef('thread.origin', '=', 'read_mark.thread_origin')
          .whereRef('thread.seq', '=', 'read_mark.thread_seq')
          .where('thread.place_id', '=', p.place),
      ),
    ),
);

/** Everything in the place that has arrived by `at` is read: one row, whatever it holds. */
export const markPlace = async (tx: Writer, member: number, place: number, at: number): Promise<void> => {
  await tx.run(putPlace, { member, place, at });
  await tx.run(liftBelow, { member, place });
};

const placeMark = query<{ member: number; place: number }>()((db, p) =>
  db.selectFrom('place_mark').select('arrived_at').where('member_id', '=', p.member).where('place_id', '=', p.place),
);

/** -1 where the place was never marked. */
export const findPlaceMark = async (reader: Reader, member: number, place: number): Promise<number> =>
  (await reader.get(placeMark, { member, place }))?.arrived_at ?? -1;
