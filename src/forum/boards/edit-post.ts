// A member changes a post of their own on a board; what it said before stays readable.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { boardAttachments, insertBoardAttachments } from '../threads/attachment-store.ts';
import type { EditInput } from '../threads/input.ts';
import { bumpPlace } from '../threads/place-store.ts';
import { findPost, isStart, keepRevision, placeOf, showRevision } from '../threads/post-store.ts';
import { bumpThread, describeThread } from '../threads/thread-store.ts';
import { spendUploads } from '../uploads/upload-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden`, `gone`, `invalid` (title, attachments), `conflict` */
export const editPost =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, input: EditInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      if (post?.place_kind !== 'board') throw new Refusal('not-found', 'There is no such post.');
      const member = mayAsMember(actor, {
        do: 'edit-post',
        place: placeOf(post),
        post: { authorMemberId: post.author_member_id, state: post.state },
      });
      const start = isStart(post);
      if (input.title !== undefined && !start)
        throw new Refusal('invalid', 'title: only the post that starts a thread has one.', { field: 'title' });
      const at = Math.max(needs.clock.now(), post.at);
      const title = input.title ?? post.title;
      const kept = await boardAttachments(tx, { post: post.id, revision: post.edit_seq });
      const { attachments: named } = input;
      const images = named === undefined ? kept : await spendUploads(tx, member.memberId, named, kept);
      await keepRevision(tx, {
        postId: post.id,
        seq: post.edit_seq,
        title: post.title,
        body: post.body,
        at: post.edited_at ?? post.at,
      });
      const shown = await showRevision(tx, {
        id: post.id,
        expect: post.edit_seq,
        seq: post.edit_seq + 1,
        title,
        body: input.body ?? post.body,
        at,
      });
      if (!shown) throw new Refusal('conflict', 'Somebody changed this post at the same time. Read it again.');
      await insertBoardAttachments(tx, { post: post.id, revision: post.edit_seq + 1 }, images);
      if (start) await describeThread(tx, post.thread_id, title, 1);
      else await bumpThread(tx, post.thread_id);
      await bumpPlace(tx, post.place_id);
      await appendEvent(tx, {
        kind: 'post.edited',
        at,
        placeId: post.place_id,
        threadId: post.thread_id,
        postId: post.id,
      });
    });
    needs.wake.ring();
  };
