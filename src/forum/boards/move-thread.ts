// A moderator moves a thread to another board of this instance.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { findPlace, growPlace } from '../threads/place-store.ts';
import { findThread } from '../threads/thread-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };
type Move = { thread: number; from: number; to: number };

const putThread = command<Move>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ place_id: p.to, version: eb('version', '+', 1), card: null }))
    .where('id', '=', p.thread)
    .where('place_id', '=', p.from),
);
const movePosts = command<Move>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ place_id: p.to, version: eb('version', '+', 1), card: null }))
    .where('thread_id', '=', p.thread)
    .where('place_id', '=', p.from),
);

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid` (board), `closed`, `conflict` */
export const moveThread =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, { board }: { board: string }): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'move-thread' });
      const thread = await findThread(tx, key);
      if (!thread) throw new Refusal('not-found', 'There is no such thread.');
      if (thread.place_kind !== 'board')
        throw new Refusal('invalid', 'board: a thread on a plank is shared, and stays on it.', { field: 'board' });
      const place = await findPlace(tx, 'board', board);
      if (!place) throw new Refusal('invalid', 'board: there is no such board.', { field: 'board' });
      if (place.state !== 'open') throw new Refusal('closed', 'board: takes no threads.', { field: 'board' });
      if (place.id === thread.place_id) return;
      const move = { thread: thread.id, from: thread.place_id, to: place.id };
      if ((await tx.run(putThread, move)) === 0) throw new Refusal('conflict', 'The thread was moved meanwhile.');
      await tx.run(movePosts, move);
      const posts = thread.post_count;
      await growPlace(tx, { id: move.from, threads: -1, posts: -posts, at: 0 });
      await growPlace(tx, { id: move.to, threads: 1, posts, at: thread.active_at });
      const at = needs.clock.now();
      await appendEvent(tx, { kind: 'place.changed', at, placeId: move.from });
      await appendEvent(tx, { kind: 'thread.moved', at, placeId: move.to, threadId: thread.id });
    });
    needs.wake.ring();
  };
