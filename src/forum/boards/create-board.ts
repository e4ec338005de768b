// An admin opens a board on this instance.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { insertPlace } from '../threads/place-store.ts';
import { type PlaceView, placeView } from '../threads/place-view.ts';
import type { BoardInput } from './board-input.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `unauthenticated`, `forbidden`, `conflict` (slug) */
export const createBoard =
  (needs: Needs) =>
  async (actor: Actor, input: BoardInput, alongside?: Alongside<PlaceView>): Promise<PlaceView> => {
    may(actor, { do: 'manage-boards' });
    const created = await needs.db.write(async (tx) => {
      const at = needs.clock.now();
      const place = await insertPlace(tx, {
        kind: 'board',
        coalition: '',
        slug: input.slug,
        title: input.title,
        text: input.text ?? '',
        visibility: input.visibility ?? 'public',
        position: input.position,
        at,
      });
      if (!place) throw new Refusal('conflict', 'slug: another board has this name.', { field: 'slug' });
      const view = placeView(place);
      await alongside?.(tx, view);
      await appendEvent(tx, { kind: 'place.changed', at, placeId: place.id });
      return view;
    });
    needs.wake.ring();
    return created;
  };
