// What one transaction is too small for: told or taken back in slices, each of which says how far it came.
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { MAIL_DELAY, SLICE } from './kinds.ts';
import { endOfRows } from './notification-store.ts';
import { dropEmptyPiles, sweepRows } from './pile-store.ts';
import { type Done, type ToldPost, tellFollowers } from './tell-followers.ts';

type Kind = 'thread' | 'place' | 'drop' | 'sweep';
export type NewWork = { kind: Kind; thread: PostKey; post: PostKey; at: number };
export type Work = NewWork & { id: number; after: number };

type Flat = {
  kind: Kind;
  threadOrigin: string;
  threadSeq: number;
  postOrigin: string;
  postSeq: number;
  at: number;
  after: number;
};

const insert = command<Flat>()((db, p) =>
  db.insertInto('notification_work').values({
    kind: p.kind,
    thread_origin: p.threadOrigin,
    thread_seq: p.threadSeq,
    post_origin: p.postOrigin,
    post_seq: p.postSeq,
    at: p.at,
    after_id: p.after,
  }),
);
const first = query()((db) => db.selectFrom('notification_work').selectAll().orderBy('id').limit(1));
const move = command<{ id: number; from: number; to: number }>()((db, p) =>
  db.updateTable('notification_work').set({ after_id: p.to }).where('id', '=', p.id).where('after_id', '=', p.from),
);
const finish = command<{ id: number; from: number }>()((db, p) =>
  db.deleteFrom('notification_work').where('id', '=', p.id).where('after_id', '=', p.from),
);

export const addWork = async (tx: Writer, { kind, thread, post, at }: NewWork, after: number): Promise<void> => {
  await tx.run(insert, {
    kind,
    threadOrigin: thread.origin,
    threadSeq: thread.seq,
    postOrigin: post.origin,
    postSeq: post.seq,
    at,
    after,
  });
};

/** The oldest that is left. */
export const readWork = async (reader: Reader): Promise<Work | undefined> => {
  const row = await reader.get(first, {});
  return (
    row && {
      id: row.id,
      kind: row.kind,
      thread: { origin: row.thread_origin, seq: row.thread_seq },
      post: { origin: row.post_origin, seq: row.post_seq },
      at: row.at,
      after: row.after_id,
    }
  );
};

const told = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .innerJoin('thread', 'thread.id', 'post.thread_id')
    .select([
      'post.place_id as placeId',
      'post.arrived_at as arrivedAt',
      'author.origin as authorOrigin',
      'author.public_id as publicId',
      'author.member_id as memberId',
      'thread.origin as threadOrigin',
      'thread.seq as threadSeq',
    ])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq)
    .where('post.state', 'in', ['live', 'missing']),
);

/** Undefined where there is nothing to tell of any more. */
const findTold = async (tx: Writer, key: PostKey): Promise<ToldPost | undefined> => {
  const row = await tx.get(told, key);
  return (
    row && {
      ...key,
      thread: { origin: row.threadOrigin, seq: row.threadSeq },
      placeId: row.placeId,
      arrivedAt: row.arrivedAt,
      author: { origin: row.authorOrigin, publicId: row.publicId, memberId: row.memberId },
    }
  );
};

const nothing: Done = { members: [], after: undefined, looked: 0 };

const slice = async (tx: Writer, work: NewWork, after: number, home: string, known?: ToldPost): Promise<Done> => {
  if (work.kind === 'sweep') {
    const last = await endOfRows(tx, after, SLICE);
    if (last === undefined) return nothing;
    return { members: await sweepRows(tx, after, last, home), after: last, looked: SLICE };
  }
  if (work.kind === 'drop') return dropEmptyPiles(tx, { thread: work.thread, home, after, limit: SLICE });
  const post = known ?? (await findTold(tx, work.post));
  if (!post) return nothing;
  return tellFollowers(tx, work.kind, { post, home, after, limit: SLICE, at: work.at, mailAt: work.at + MAIL_DELAY });
};

/** Begins it; what is left stays as work. @param post what it tells of, where that is at hand */
export const firstSlice = async (tx: Writer, work: NewWork, home: string, post?: ToldPost): Promise<Done> => {
  const done = await slice(tx, work, 0, home, post);
  if (done.after !== undefined) await addWork(tx, work, done.after);
  return done;
};

/** The next slice of work that was left; does nothing where somebody was faster. */
export const doWork = async (tx: Writer, { id, after, ...work }: Work, home: string): Promise<Done> => {
  const done = await slice(tx, work, after, home);
  const mine =
    done.after === undefined
      ? await tx.run(finish, { id, from: after })
      : await tx.run(move, { id, from: after, to: done.after });
  if (mine === 0) throw new Error('Another process does the same work.');
  return done;
};
