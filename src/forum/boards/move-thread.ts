// Whoever moderates both boards moves a thread from one to the other.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import { kept } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { recordActions } from '../moderation/record-actions.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { Reason } from '../policy/measures.ts';
import { findPlace, growPlace } from '../threads/place-store.ts';
import { findThread } from '../threads/thread-store.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };
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

export type ThreadMove = { board: string; reason?: Reason | undefined; words?: string | undefined };

/**
 * The log holds it, and who started the thread is told; it is undone by moving the thread back.
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid` (board), `closed`, `conflict`, `too-many`
 */
export const moveThread =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, { board, reason = 'off-topic', words = '' }: ThreadMove): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'moderate', can: 'act' });
      const thread = await findThread(tx, key);
      if (!thread) throw new Refusal('not-found', 'There is no such thread.');
      if (thread.place_kind !== 'board')
        throw new Refusal('invalid', 'board: a thread on a plank is shared, and stays on it.', { field: 'board' });
      const place = await findPlace(tx, 'board', board);
      if (!place) throw new Refusal('invalid', 'board: there is no such board.', { field: 'board' });
      const [from, to] = [`board:${thread.place_slug}`, `board:${board}`];
      for (const scope of [from, to]) may(actor, { do: 'moderate', can: 'act', scope });
      if (place.state !== 'open') throw new Refusal('closed', 'board: takes no threads.', { field: 'board' });
      if (place.id === thread.place_id) return;
      const move = { thread: thread.id, from: thread.place_id, to: place.id };
      const at = needs.clock.now();
      const recorded = await recordActions(tx, { ...needs, now: at }, [
        {
          ...{ by: actor, kind: 'move', subject: { kind: 'thread', key }, reason, words, basis: 'own' },
          ...{ settings: { from, to }, lasts: { permanent: kept`A thread stays where it was moved to.` } },
        },
      ]);
      if (recorded.actions.some(({ awaits }) => awaits !== ''))
        throw new Refusal('too-many', 'You took too many actions just now: wait ten minutes.', { retryAfter: 600 });
      if ((await tx.run(putThread, move)) === 0) throw new Refusal('conflict', 'The thread was moved meanwhile.');
      await tx.run(movePosts, move);
      const posts = thread.post_count;
      await growPlace(tx, { id: move.from, threads: -1, posts: -posts, at: 0 });
      await growPlace(tx, { id: move.to, threads: 1, posts, at: thread.active_at });
      const moved = [
        { kind: 'place.changed' as const, placeId: move.from },
        { kind: 'thread.moved' as const, placeId: move.to, threadId: thread.id },
      ];
      await appendEvents(tx, [...moved, ...recorded.events], at);
    });
    needs.wake.ring();
  };
