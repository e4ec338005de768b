// An admin describes a board otherwise, moves it in the order, shows it to members alone, archives it or opens it again.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { describePlace, findPlace } from '../threads/place-store.ts';
import { type PlaceView, placeView } from '../threads/place-view.ts';
import type { BoardEdit } from './board-input.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const editBoard =
  (needs: Needs) =>
  async (actor: Actor, slug: string, input: BoardEdit): Promise<PlaceView> => {
    may(actor, { do: 'manage-boards' });
    const edited = await needs.db.write(async (tx) => {
      const place = await findPlace(tx, 'board', slug);
      if (!place) throw new Refusal('not-found', 'There is no such board.');
      const described = await describePlace(tx, {
        id: place.id,
        title: input.title ?? null,
        text: input.text ?? null,
        visibility: input.visibility ?? null,
        position: input.position ?? null,
        state: input.state ?? null,
      });
      if (!described) throw new Refusal('not-found', 'There is no such board.');
      await appendEvent(tx, { kind: 'place.changed', at: needs.clock.now(), placeId: place.id });
      return placeView(described);
    });
    needs.wake.ring();
    return edited;
  };
