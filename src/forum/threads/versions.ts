// Does what a reader has still hold? One indexed look-up answers, with what policy needs to know.
import type { PostKey } from '../../base/names.ts';
import type { Eventually, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';

const thread = query<PostKey>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .select(['thread.id', 'thread.version', 'place.kind', 'place.slug', 'place.visibility', 'place.state'])
    .where('thread.origin', '=', p.origin)
    .where('thread.seq', '=', p.seq),
);
const place = query<{ kind: PlaceKind; slug: string }>()((db, p) =>
  db
    .selectFrom('place')
    .select(['id', 'version', 'kind', 'slug', 'visibility', 'state'])
    .where('kind', '=', p.kind)
    .where('slug', '=', p.slug)
    .orderBy('id')
    .limit(1),
);

const post = query<PostKey>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('place', 'place.id', 'post.place_id')
    .select(['post.id', 'post.version', 'place.kind', 'place.slug', 'place.visibility', 'place.state'])
    .where('post.origin', '=', p.origin)
    .where('post.seq', '=', p.seq),
);
const places = query<{ kind: PlaceKind }>()((db, p) =>
  db
    .selectFrom('place')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('version'), eb.lit(0)).as('versions'))
    .where('kind', '=', p.kind),
);

export type Versioned = {
  id: number;
  version: number;
  kind: PlaceKind;
  slug: string;
  visibility: Visibility;
  state: string;
};

export const threadVersion = (reader: Reader, key: PostKey): Eventually<Versioned | undefined> =>
  reader.get(thread, key);

export const postVersion = (reader: Reader, key: PostKey): Eventually<Versioned | undefined> => reader.get(post, key);

export const placeVersion = (reader: Reader, kind: PlaceKind, slug: string): Eventually<Versioned | undefined> =>
  reader.get(place, { kind, slug });

/** Of the list of all places of a kind: both figures only grow. */
export const placesVersion = (
  reader: Reader,
  kind: PlaceKind,
): Eventually<{ count: number; versions: number } | undefined> => reader.get(places, { kind });

const newestEvent = query()((db) =>
  db.selectFrom('event').select((eb) => eb.fn.coalesce(eb.fn.max('id'), eb.lit(0)).as('id')),
);

/** Another one after anything that happened here: for what is made of too much to name it. */
export const anythingVersion = (reader: Reader): Eventually<string> => {
  const row = reader.get(newestEvent, {});
  const write = (found: Awaited<typeof row>) => String(found?.id ?? 0);
  return row instanceof Promise ? row.then(write) : write(row);
};
