// A member changes a post of their own on a plank: a new revision, said in the own journal.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { EditInput } from '../threads/input.ts';
import { findPlaceById } from '../threads/place-store.ts';
import { findPost, isStart, placeOf } from '../threads/post-store.ts';
import { type PlankNeeds, seal, speak } from './speak.ts';

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden`, `gone`, `invalid` (title), `unavailable` */
export const editPost =
  (needs: PlankNeeds) =>
  async (actor: Actor, key: PostKey, input: EditInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      const place = post && (await findPlaceById(tx, post.place_id));
      if (!post || place?.kind !== 'plank') throw new Refusal('not-found', 'There is no such post.');
      mayAsMember(actor, {
        do: 'edit-post',
        place: placeOf(post),
        post: { authorMemberId: post.author_member_id, state: post.state },
      });
      needs.checkClock();
      const start = isStart(post);
      if (input.title !== undefined && !start)
        throw new Refusal('invalid', 'title: only the post that starts a thread has one.', { field: 'title' });
      const content = seal(needs, {
        ...(start ? { title: input.title ?? post.title } : {}),
        body: input.body ?? post.body,
      });
      await speak(tx, needs, place.coalition, (speaker) =>
        speaker.say('post.edited', { post: nameOfPost(key) }, content),
      );
    });
    needs.wake.ring();
  };
