// Of one place: whether everything is looked at before it appears, which stays until it is changed; and the end of its brake.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type PlaceName, scopeOf } from '../policy/measures.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

const put = command<PlaceName & { value: 0 | 1 }>()((db, p) =>
  db.updateTable('place').set({ premoderated: p.value }).where('kind', '=', p.kind).where('slug', '=', p.slug),
);
const endBrake = command<PlaceName & { now: number; origin: string }>()((db, p) =>
  db
    .updateTable('place_brake')
    // Who came until then is not counted again.
    .set({ until_at: p.now, from_at: p.now })
    .where('until_at', '>', p.now)
    .where('origin', '=', p.origin)
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

/**
 * What it holds stays held: that is decided, or undone with the action that carries it.
 * @param origin whose members it is for; '' are those here
 * @throws Refusal `not-found`: there is none
 */
export const liftBrake =
  (needs: Needs) =>
  async (actor: Actor, place: PlaceName, origin = ''): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act', scope: scopeOf(place) });
      const now = needs.clock.now();
      if ((await tx.run(endBrake, { ...place, origin, now })) === 0)
        throw new Refusal('not-found', 'There is no brake on this place now.');
      await appendEvent(tx, { kind: 'filter.changed', at: now, data: { place: scopeOf(place) } });
    });
    needs.wake.ring();
  };
