// Events as followers read them: in the order of their ids, with the names of what they tell of.
import { nameOfPost } from '../base/names.ts';
import type { Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import type { PlaceKind, Visibility } from '../db/tables.ts';
import type { EventKind } from './append.ts';

export type StoredEvent = {
  readonly id: number;
  readonly kind: EventKind;
  readonly at: number;
  readonly placeId: number | null;
  readonly threadId: number | null;
  readonly postId: number | null;
  /** JSON, see appendEvent. */
  readonly data: string;
  /** As the place is now, not as it was when the event happened. */
  readonly place: {
    readonly kind: PlaceKind;
    readonly slug: string;
    readonly visibility: Visibility;
    readonly state: string;
  } | null;
  readonly thread: string | null;
  readonly post: string | null;
};

const after = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('event')
    .leftJoin('place', 'place.id', 'event.place_id')
    .leftJoin('thread', 'thread.id', 'event.thread_id')
    // Numbers of posts may come back as others, those of threads never do.
    .leftJoin('post', (join) =>
      join.onRef('post.id', '=', 'event.post_id').onRef('post.thread_id', '=', 'event.thread_id'),
    )
    .select([
      'event.id',
      'event.kind',
      'event.at',
      'event.place_id as placeId',
      'event.thread_id as threadId',
      'event.post_id as postId',
      'event.data',
      'place.kind as placeKind',
      'place.slug',
      'place.visibility',
      'place.state as placeState',
      'thread.origin as threadOrigin',
      'thread.seq as threadSeq',
      'post.origin as postOrigin',
      'post.seq as postSeq',
    ])
    .where('event.id', '>', p.after)
    .orderBy('event.id')
    .limit(p.limit),
);

const nameOf = (origin: string | null, seq: number | null): string | null =>
  origin === null || seq === null ? null : nameOfPost({ origin, seq });

/** At most `limit` events with higher ids than `after`, lowest first. */
export const eventsAfter = async (reader: Reader, from: number, limit: number): Promise<StoredEvent[]> =>
  (await reader.all(after, { after: from, limit })).map((row) => ({
    id: row.id,
    kind: row.kind as EventKind,
    at: row.at,
    placeId: row.placeId,
    threadId: row.threadId,
    postId: row.postId,
    data: row.data,
    place:
      row.placeKind && row.slug !== null && row.visibility && row.placeState
        ? { kind: row.placeKind, slug: row.slug, visibility: row.visibility, state: row.placeState }
        : null,
    thread: nameOf(row.threadOrigin, row.threadSeq),
    post: nameOf(row.postOrigin, row.postSeq),
  }));

const plain = query<{ after: number; limit: number }>()((db, p) =>
  db.selectFrom('event').select(['id', 'kind', 'data']).where('id', '>', p.after).orderBy('id').limit(p.limit),
);

export type PlainEvent = { id: number; kind: string; data: string };

/** Like {@link eventsAfter}, without what they are about. */
export const plainEventsAfter = async (reader: Reader, from: number, limit: number): Promise<PlainEvent[]> =>
  reader.all(plain, { after: from, limit });

const ends = query()((db) =>
  db
    .selectFrom('event')
    .select((eb) => [eb.fn.coalesce(eb.fn.min('id'), eb.lit(0)).as('oldest')])
    .select((eb) => [eb.fn.coalesce(eb.fn.max('id'), eb.lit(0)).as('newest')]),
);

/** Ids of the oldest and the newest event kept; 0 where there is none. */
export const eventEnds = async (reader: Reader): Promise<{ oldest: number; newest: number }> =>
  (await reader.get(ends, {})) ?? { oldest: 0, newest: 0 };

const firstAfter = query<{ after: number }>()((db, p) =>
  db.selectFrom('event').select('at').where('id', '>', p.after).orderBy('id').limit(1),
);

/** Whether whoever saw everything up to `from` can go on from there: nothing since is gone, or older than `since`. */
export const canGoOn = async (reader: Reader, from: number, since: number): Promise<boolean> => {
  const { oldest, newest } = await eventEnds(reader);
  if (from > newest || (from < oldest - 1 && newest > 0)) return false;
  const next = await reader.get(firstAfter, { after: from });
  return !next || next.at >= since;
};

const cursorOf = query<{ name: string }>()((db, p) =>
  db.selectFrom('cursor').select('event_id').where('name', '=', p.name),
);
const putCursor = command<{ name: string; event: number }>()((db, p) =>
  db
    .insertInto('cursor')
    .values({ name: p.name, event_id: p.event })
    .onConflict((oc) => oc.column('name').doUpdateSet({ event_id: p.event })),
);

/** Where a follower of this name stands: the id of the last event that it is done with; undefined for a new one. */
export const readCursor = async (reader: Reader, name: string): Promise<number | undefined> =>
  (await reader.get(cursorOf, { name }))?.event_id;

export const saveCursor = async (tx: Writer, name: string, event: number): Promise<void> => {
  await tx.run(putCursor, { name, event });
};

const oldest = query<{ limit: number }>()((db, p) =>
  db.selectFrom('event').select(['id', 'at']).orderBy('id').limit(p.limit),
);
const drop = command<{ to: number }>()((db, p) =>
  db
    .deleteFrom('event')
    .where('id', '<=', p.to)
    .where('id', '<', (eb) => eb.selectFrom('event').select((max) => max.fn.max('id').as('id')))
    .where('id', '<=', (eb) =>
      eb.selectFrom('cursor').select((min) => min.fn.coalesce(min.fn.min('event_id'), min.lit(9e15)).as('id')),
    ),
);

/** Events that go in one transaction. */
const DROPPED = 1_000;

/**
 * Drops events from before `before` that every follower with a cursor is done with, some of them. The newest always stays: on SQLite
 * the ids would begin anew without it. Answers how many went: with none, there are no more.
 */
export const dropEvents = async (tx: Writer, before: number): Promise<number> => {
  const rows = await tx.all(oldest, { limit: DROPPED });
  const young = rows.findIndex(({ at }) => at >= before);
  const to = rows.at(young === -1 ? -1 : young - 1)?.id;
  return young === 0 || to === undefined ? 0 : tx.run(drop, { to });
};
