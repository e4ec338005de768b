// A member deletes a post of their own on a plank: all instances are asked to drop its contents, every revision of them.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import { query } from '../../db/statement.ts';
import type { Range } from '../../journal/records.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { findPlaceById } from '../threads/place-store.ts';
import { findPost, placeOf } from '../threads/post-store.ts';
import { type PlankNeeds, speak } from './speak.ts';

const edits = query<{ post: number }>()((db, p) =>
  db.selectFrom('revision').select('seq').where('post_id', '=', p.post).orderBy('seq'),
);

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden`, `gone`, `unavailable` */
export const deletePost =
  (needs: PlankNeeds) =>
  async (actor: Actor, key: PostKey): Promise<void> => {
    await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      const place = post && (await findPlaceById(tx, post.place_id));
      if (!post || place?.kind !== 'plank') throw new Refusal('not-found', 'There is no such post.');
      mayAsMember(actor, {
        do: 'delete-post',
        place: placeOf(post),
        post: { authorMemberId: post.author_member_id, state: post.state },
      });
      const seqs = new Set([
        post.seq,
        post.edit_seq,
        ...(await tx.all(edits, { post: post.id })).map((row) => row.seq),
      ]);
      const erases = [...seqs].sort((a, b) => a - b).map((seq): Range => [seq, seq]);
      await speak(tx, needs, place.coalition, (speaker) =>
        speaker.say('post.deleted', { post: nameOfPost(key), erases: erases.map(([from, to]) => [from, to]) }, null),
      );
    });
    needs.wake.ring();
  };
