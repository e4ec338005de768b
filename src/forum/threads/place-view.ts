// A place as readers get it, and the places that a reader may know of.
import { Refusal } from '../../base/errors.ts';
import type { Database, Reader } from '../../db/database.ts';
import type { PlaceKind, Visibility } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { may, maySee } from '../policy/may.ts';
import { findPlace, listPlaces, type Place } from './place-store.ts';

export type PlaceView = {
  kind: PlaceKind;
  slug: string;
  title: string;
  text: string;
  visibility: Visibility;
  /** `archived` boards and `closed` planks take no new posts. */
  state: 'open' | 'archived' | 'closed';
  position: number;
  threads: number;
  posts: number;
  activeAt: string | null;
  at: string;
};

const iso = (ms: number): string => new Date(ms).toISOString();

export const placeView = (place: Place): PlaceView => ({
  kind: place.kind,
  slug: place.slug,
  title: place.title,
  text: place.text,
  visibility: place.visibility,
  state: place.state,
  position: place.position,
  threads: place.thread_count,
  posts: place.post_count,
  activeAt: place.active_at === null ? null : iso(place.active_at),
  at: iso(place.created_at),
});

type Needs = { db: Pick<Database, 'read'> };

/** In their order; without those that the reader may not know of. */
export const readPlaces =
  (needs: Needs) =>
  async (actor: Actor, kind: PlaceKind): Promise<PlaceView[]> =>
    (await listPlaces(needs.db.read, kind)).filter((place) => maySee(actor, place)).map(placeView);

/** @throws Refusal `not-found`, also where the reader may not know of it */
export const placeForReader = async (reader: Reader, actor: Actor, kind: PlaceKind, slug: string): Promise<Place> => {
  const place = await findPlace(reader, kind, slug);
  if (!place) throw new Refusal('not-found', 'There is nothing here, or not for you.');
  may(actor, { do: 'read', place });
  return place;
};
