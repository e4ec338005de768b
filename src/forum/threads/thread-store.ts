// Rows of threads, on boards and planks alike. A thread is named by the post that started it.
import { sql } from 'kysely';
import type { PostKey } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind, Row, Visibility } from '../../db/tables.ts';

export type Thread = Row<'thread'>;
/** A thread with what policy needs to know of its place. */
export type ThreadInPlace = Thread & {
  place_kind: PlaceKind;
  place_slug: string;
  place_title: string;
  place_coalition: string;
  place_visibility: Visibility;
  place_state: 'open' | 'archived' | 'closed';
  place_layer: string | null;
};

const byKey = query<PostKey>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .selectAll('thread')
    .select([
      'place.kind as place_kind',
      'place.slug as place_slug',
      'place.title as place_title',
      'place.coalition as place_coalition',
      'place.visibility as place_visibility',
      'place.state as place_state',
      'place.layer as place_layer',
    ])
    .where('thread.origin', '=', p.origin)
    .where('thread.seq', '=', p.seq),
);

/** The thread's place, as policy asks for it. */
export const placeOfThread = (thread: ThreadInPlace) => ({
  kind: thread.place_kind,
  slug: thread.place_slug,
  title: thread.place_title,
  visibility: thread.place_visibility,
  state: thread.place_state,
});

export const findThread = async (reader: Reader, key: PostKey): Promise<ThreadInPlace | undefined> =>
  reader.get(byKey, key);

export type NewThread = {
  placeId: number;
  origin: string;
  seq: number;
  title: string;
  authorId: number;
  listed: 0 | 1;
  at: number;
  /** When it reached this instance, where that is another time. */
  arrivedAt?: number;
  /** On boards: the name of a thread on a plank. */
  about?: string | undefined;
};

const insert = command<Omit<NewThread, 'arrivedAt'> & { arrived: number; about: string | null }>()((db, p) =>
  db
    .insertInto('thread')
    .values({
      place_id: p.placeId,
      origin: p.origin,
      seq: p.seq,
      title: p.title,
      author_id: p.authorId,
      state: 'open',
      listed: p.listed,
      at: p.at,
      active_at: p.at,
      arrived_at: p.arrived,
      post_count: 1,
      card: null,
      about: p.about,
    })
    .returning('id'),
);

/** Answers the new row's id. Its start is inserted as a post of its own. */
export const insertThread = async (tx: Writer, thread: NewThread): Promise<number> =>
  tx.insert(insert, {
    placeId: thread.placeId,
    origin: thread.origin,
    seq: thread.seq,
    title: thread.title,
    authorId: thread.authorId,
    listed: thread.listed,
    at: thread.at,
    arrived: thread.arrivedAt ?? thread.at,
    about: thread.about ?? null,
  });

const grow = command<{ id: number; at: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({
      post_count: eb('post_count', '+', 1),
      // A thread whose start is gone comes back into the lists with whoever answers it.
      listed: 1,
      active_at: sql<number>`case when active_at < ${p.at} then ${p.at} else active_at end`,
      arrived_at: sql<number>`case when arrived_at < ${p.at} then ${p.at} else arrived_at end`,
      version: eb('version', '+', 1),
      card: null,
    }))
    .where('id', '=', p.id),
);
const bump = command<{ id: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.id),
);
const describe = command<{ id: number; title: string; listed: 0 | 1 }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({
      title: p.title,
      listed: sql<0 | 1>`case when post_count > 1 then 1 else ${p.listed} end`,
      version: eb('version', '+', 1),
      card: null,
    }))
    .where('id', '=', p.id),
);

/** A reply came on a board, where it arrives when it is said: `at`. */
export const growThread = async (tx: Writer, id: number, at: number): Promise<void> => {
  await tx.run(grow, { id, at });
};

/** Says that the thread would read differently now. */
export const bumpThread = async (tx: Writer, id: number): Promise<void> => {
  await tx.run(bump, { id });
};

/** Follows its start: another title, or no longer in lists, unless somebody answered. */
export const describeThread = async (tx: Writer, id: number, title: string, listed: 0 | 1): Promise<void> => {
  await tx.run(describe, { id, title, listed });
};
