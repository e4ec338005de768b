// A member deletes a post of their own on a board: its words go, every revision of them; its place in the thread stays.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { bumpPlace } from '../threads/place-store.ts';
import { emptyPost, findPost, isStart, placeOf } from '../threads/post-store.ts';
import { bumpThread, describeThread } from '../threads/thread-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden`, `gone` */
export const deletePost =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey): Promise<void> => {
    await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      if (post?.place_kind !== 'board') throw new Refusal('not-found', 'There is no such post.');
      may(actor, {
        do: 'delete-post',
        place: placeOf(post),
        post: { authorMemberId: post.author_member_id, state: post.state },
      });
      if (!(await emptyPost(tx, post.id, 'deleted'))) throw new Refusal('gone', 'This post was deleted.');
      // A thread that nobody answered leaves the lists with its start.
      if (isStart(post)) await describeThread(tx, post.thread_id, '', 0);
      else await bumpThread(tx, post.thread_id);
      await bumpPlace(tx, post.place_id);
      await appendEvent(tx, {
        kind: 'post.deleted',
        at: needs.clock.now(),
        placeId: post.place_id,
        threadId: post.thread_id,
        postId: post.id,
      });
    });
    needs.wake.ring();
  };
