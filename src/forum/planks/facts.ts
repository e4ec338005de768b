// What the fold needs to know of the coalition: the charter's versions, and the rows of its planks.
import type { Clock } from '../../base/time.ts';
import type { Reader } from '../../db/database.ts';
import { latestVersion, readVersions } from '../charter/charter-store.ts';
import { listPlaces } from '../threads/place-store.ts';
import type { FoldFacts } from './apply/fold.ts';

/** The coalition that this instance is in; undefined while it is in none. */
export const currentCoalition = async (reader: Reader): Promise<string | undefined> =>
  (await latestVersion(reader))?.coalition;

export const readFacts = async (
  reader: Reader,
  needs: { clock: Clock; origin: string },
  coalition: string,
): Promise<FoldFacts> => {
  const places = (await listPlaces(reader, 'plank')).filter((place) => place.coalition === coalition);
  return {
    coalition,
    home: needs.origin,
    now: needs.clock.now(),
    versions: await readVersions(reader, coalition),
    places: new Map(places.map((place) => [place.slug, place.id])),
  };
};
