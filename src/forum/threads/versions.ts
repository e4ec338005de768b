// Does what a reader has still hold? One indexed look-up answers, with what policy needs to know.
import type { PostKey } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';

const thread = query<PostKey>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .select(['thread.id', 'thread.version', 'place.kind', 'place.visibility', 'place.state'])
    .where('thread.origin', '=', p.origin)
    .where('thread.seq', '=', p.seq),
);
const place = query<{ kind: PlaceKind; slug: string }>()((db, p) =>
  db
    .selectFrom('place')
    .select(['id', 'version', 'kind', 'visibility', 'state'])
    .where('kind', '=', p.kind)
    .where('slug', '=', p.slug)
    .orderBy('id')
    .limit(1),
);

export type Versioned = { id: number; version: number; kind: PlaceKind; visibility: Visibility; state: string };

export const threadVersion = async (reader: Reader, key: PostKey): Promise<Versioned | undefined> =>
  reader.get(thread, key);

export const placeVersion = async (reader: Reader, kind: PlaceKind, slug: string): Promise<Versioned | undefined> =>
  reader.get(place, { kind, slug });
