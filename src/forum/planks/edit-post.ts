// A member changes a post of their own on a plank: a new revision, said in the own journal.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { plankAttachments } from '../threads/attachment-store.ts';
import type { EditInput } from '../threads/input.ts';
import { findPlaceById } from '../threads/place-store.ts';
import { findPost, isStart, placeOf } from '../threads/post-store.ts';
import { spendUploads } from '../uploads/upload-store.ts';
import { holdBlobs } from './apply/attach.ts';
import { type PlankNeeds, seal, speak } from './speak.ts';

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden`, `gone`, `invalid` (title, attachments), `unavailable` */
export const editPost =
  (needs: PlankNeeds) =>
  async (actor: Actor, key: PostKey, input: EditInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      const place = post && (await findPlaceById(tx, post.place_id));
      if (!post || place?.kind !== 'plank') throw new Refusal('not-found', 'There is no such post.');
      const member = mayAsMember(actor, {
        do: 'edit-post',
        place: placeOf(post),
        post: { authorMemberId: post.author_member_id, state: post.state },
      });
      needs.checkClock();
      const start = isStart(post);
      if (input.title !== undefined && !start)
        throw new Refusal('invalid', 'title: only the post that starts a thread has one.', { field: 'title' });
      const kept = await plankAttachments(tx, { post: post.id, revision: post.edit_seq });
      const { attachments: named } = input;
      const images = named === undefined ? kept : await spendUploads(tx, member.memberId, named, kept);
      const fresh = images.filter(({ digest }) => !kept.some((one) => one.digest === digest));
      // An edit that says nothing of images goes back to those that the post began with.
      const content = seal(needs, {
        ...(start ? { title: input.title ?? post.title } : {}),
        body: input.body ?? post.body,
        ...(kept.length > 0 || named !== undefined ? { attachments: images } : {}),
      });
      await speak(tx, needs, place.coalition, async (speaker) => {
        await holdBlobs(tx, needs.origin, fresh);
        await speaker.say('post.edited', { post: nameOfPost(key) }, content);
      });
    });
    needs.wake.ring();
  };
