// Of one place: whether everything is looked at before it appears, which stays until it is changed; and the end of its brake.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { type PlaceName, scopeOf } from '../policy/measures.ts';
import { RAID } from './brake.ts';
import { standingBrake } from './brake-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

const put = command<PlaceName & { value: 0 | 1 }>()((db, p) =>
  db.updateTable('place').set({ premoderated: p.value }).where('kind', '=', p.kind).where('slug', '=', p.slug),
);
const watched = query()((db) =>
  db
    .selectFrom('place')
    .leftJoin('raid_brake', 'raid_brake.place_id', 'place.id')
    .select(['place.kind', 'place.slug', 'place.premoderated', 'raid_brake.until_at', 'raid_brake.action'])
    .select(['place.id', 'raid_brake.case_id', 'raid_brake.from_at'])
    .orderBy('place.id'),
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
const endBrake = command<PlaceName & { now: number }>()((db, p) =>
  db
    .updateTable('raid_brake')
    .set({ until_at: p.now })
    .where('until_at', '>', p.now)
    .where('place_id', 'in', (eb) =>
      eb.selectFrom('place').select('id').where('kind', '=', p.kind).where('slug', '=', p.slug),
    ),
);

const none = () => new Refusal('not-found', 'There is no such place.');

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const setPremoderation =
  (needs: Needs) =>
  async (actor: Actor, place: PlaceName, on: boolean): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'set-rules', scope: scopeOf(place) });
      if ((await tx.run(put, { ...place, value: on ? 1 : 0 })) === 0) throw none();
      await appendEvent(tx, { kind: 'filter.changed', at: needs.clock.now(), data: { place: scopeOf(place) } });
    });
    needs.wake.ring();
  };

/** What it holds stays held: that is decided, or undone with the action that carries it. @throws Refusal `not-found`: there is none */
export const liftBrake =
  (needs: Needs) =>
  async (actor: Actor, place: PlaceName): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act', scope: scopeOf(place) });
      const now = needs.clock.now();
      if ((await tx.run(endBrake, { ...place, now })) === 0)
        throw new Refusal('not-found', 'There is no brake on this place now.');
      await appendEvent(tx, { kind: 'filter.changed', at: now, data: { place: scopeOf(place) } });
    });
    needs.wake.ring();
  };

export type WatchedPlace = {
  scope: string;
  premoderated: boolean;
  /** `automatic`: nobody has confirmed it. `held`: posts that it put aside and nobody has decided about. */
  brake: { since: number; until: number; action: number; case: string; automatic: boolean; held: number } | null;
};

/** Of the places that they moderate. @throws Refusal `unauthenticated`, `forbidden` */
export const listWatched =
  ({ db, clock }: Pick<Needs, 'db' | 'clock'>) =>
  async (actor: Actor): Promise<WatchedPlace[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const now = clock.now();
    const places: WatchedPlace[] = [];
    for (const place of await db.read.all(watched, {})) {
      const scope = scopeOf(place);
      if (!can(actor, 'see-cases', scope)) continue;
      const { until_at, from_at, action, case_id } = place;
      const on = until_at && action ? await standingBrake(db.read, { action, until_at }, now) : undefined;
      const held = on ? Number((await db.read.get(heldBy, { place: place.id, rule: RAID }))?.count ?? 0) : 0;
      const brake = on && case_id !== null ? { since: from_at ?? now, ...on, case: case_id, held } : null;
      places.push({ scope, premoderated: place.premoderated === 1, brake });
    }
    return places;
  };
