// Of the places that somebody moderates: where everything is looked at first, and which brakes are on.
import { sql } from 'kysely';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { scopeOf } from '../policy/measures.ts';
import { RAID } from './brake.ts';
import { standingBrake } from './brake-store.ts';

const placesNow = query()((db) =>
  db.selectFrom('place').select(['place.id', 'place.kind', 'place.slug', 'place.premoderated']).orderBy('place.id'),
);
const brakesOf = query<{ place: number; now: number }>()((db, p) =>
  db
    .selectFrom('place_brake')
    .select(['origin', 'from_at', 'until_at', 'action', 'case_id'])
    .where('place_id', '=', p.place)
    .where('until_at', '>', p.now)
    .orderBy('origin'),
);
const heldBy = query<{ place: number; rule: string }>()((db, p) =>
  db
    .selectFrom('held_post')
    .innerJoin('action', 'action.number', 'held_post.action')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('held_post.state', '=', 'held')
    .where('held_post.place_id', '=', p.place)
    .where('action.rule', '=', p.rule),
);
/** Of members of another instance: their posts are here, and only held. */
const heldOf = query<{ place: number; rule: string; origin: string }>()((db, p) =>
  db
    .selectFrom('post')
    .innerJoin('author', 'author.id', 'post.author_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(sql<boolean>`post.layer like '{"state":"held"%'`)
    .where('post.place_id', '=', p.place)
    .where('author.origin', '=', p.origin)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('measure')
          .select('measure.action')
          .where('measure.rule', '=', p.rule)
          .where('measure.subject', '=', sql<string>`'post ' || post.seq || '@' || post.origin`),
      ),
    ),
);
/** `automatic`: nobody has confirmed it. `held`: posts that it put aside and nobody has decided about. */
export type Brake = { since: number; until: number; action: number; case: string; automatic: boolean; held: number };
export type WatchedPlace = {
  scope: string;
  premoderated: boolean;
  /** For members of this instance. */
  brake: Brake | null;
  /** For members of others, each on its own. */
  peerBrakes: (Brake & { peer: string })[];
};

const brakesOn = async (reader: Reader, place: number, now: number): Promise<(Brake & { peer: string })[]> => {
  const brakes: (Brake & { peer: string })[] = [];
  for (const { origin: peer, case_id, from_at: since, ...row } of await reader.all(brakesOf, { place, now })) {
    const on = await standingBrake(reader, row, now);
    if (!on) continue;
    const held = await (peer === ''
      ? reader.get(heldBy, { place, rule: RAID })
      : reader.get(heldOf, { place, rule: RAID, origin: peer }));
    brakes.push({ peer, since, ...on, case: case_id, held: Number(held?.count ?? 0) });
  }
  return brakes;
};

const brakeOf = ({ peer: _, ...brake }: Brake & { peer: string }): Brake => brake;

/** Of the places that they moderate. @throws Refusal `unauthenticated`, `forbidden` */
export const listWatched =
  ({ db, clock }: { db: Pick<Database, 'read'>; clock: Clock }) =>
  async (actor: Actor): Promise<WatchedPlace[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const now = clock.now();
    const places: WatchedPlace[] = [];
    for (const place of await db.read.all(placesNow, {})) {
      const scope = scopeOf(place);
      if (!can(actor, 'see-cases', scope)) continue;
      const brakes = await brakesOn(db.read, place.id, now);
      const own = brakes.find(({ peer }) => peer === '');
      const peerBrakes = brakes.filter(({ peer }) => peer !== '');
      places.push({ scope, premoderated: place.premoderated === 1, brake: own ? brakeOf(own) : null, peerBrakes });
    }
    return places;
  };
