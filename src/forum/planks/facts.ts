// What the fold needs to know of the coalition: the charter's versions, and the rows of its planks.
import type { Chance, Clock } from '../../base/time.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { readVersions } from '../charter/charter-store.ts';
import { listPlaces } from '../threads/place-store.ts';
import type { FoldFacts } from './apply/fold.ts';

const newest = query()((db) =>
  db.selectFrom('charter_version').select(['coalition', 'v', 'hash']).orderBy('v', 'desc').limit(1),
);
const newestOf = query<{ coalition: string }>()((db, p) =>
  db.selectFrom('charter_version').select('hash').where('coalition', '=', p.coalition).orderBy('v', 'desc').limit(1),
);

export type CoalitionHead = { coalition: string; v: number; hash: string };

/** The coalition that this instance is in, and its newest charter; undefined while it is in none. */
export const currentCoalition = async (reader: Reader): Promise<CoalitionHead | undefined> => reader.get(newest, {});

export type FactsReader = (reader: Reader, coalition: string) => Promise<FoldFacts>;

/** Parsed once for each newest version: a post on a plank costs one look-up here. */
export const createFactsReader = (needs: { clock: Clock; chance: Chance; origin: string }): FactsReader => {
  const known = new Map<string, Pick<FoldFacts, 'versions' | 'places'> & { hash: string }>();
  return async (reader, coalition) => {
    const hash = (await reader.get(newestOf, { coalition }))?.hash ?? '';
    let facts = known.get(coalition);
    if (facts?.hash !== hash) {
      const places = (await listPlaces(reader, 'plank')).filter((place) => place.coalition === coalition);
      facts = {
        hash,
        versions: await readVersions(reader, coalition),
        places: new Map(places.map((place) => [place.slug, place.id])),
      };
      known.set(coalition, facts);
    }
    const { versions, places } = facts;
    return { coalition, home: needs.origin, now: needs.clock.now(), chance: needs.chance, versions, places };
  };
};
