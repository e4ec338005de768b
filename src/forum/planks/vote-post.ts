// A member votes on a post of a plank. The vote stays at home: what peers hear are this instance's totals, a little later
// (tally-votes.ts), and what readers see are the totals that were told.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Voted } from '../boards/vote-post.ts';
import { isPlankClosed } from '../charter/charter-store.ts';
import { readVoting } from '../instance/settings.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { findPlaceById } from '../threads/place-store.ts';
import { findPost, placeOf } from '../threads/post-store.ts';
import { votesOf } from '../threads/read-votes.ts';
import { keepVote, type Value } from '../threads/vote-store.ts';
import type { FactsReader } from './facts.ts';
import { markDue } from './tally-due.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; facts: FactsReader };

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden` (own post), `gone`, `closed`, `invalid` (switched off here) */
export const votePost =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, value: Value): Promise<Voted> => {
    const voted = await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      const place = post && (await findPlaceById(tx, post.place_id));
      if (!post || place?.kind !== 'plank') throw new Refusal('not-found', 'There is no such post.');
      const { versions, now: at } = await needs.facts(tx, place.coalition);
      const state = isPlankClosed(versions, place.slug, at) ? 'closed' : place.state;
      const voting = await readVoting(tx);
      const member = mayAsMember(actor, {
        do: 'vote',
        place: { ...placeOf(post), state },
        post: { authorMemberId: post.author_member_id, state: post.state },
        voting,
        value,
      });
      if (await keepVote(tx, { member: member.memberId, post: key, value, at })) {
        await markDue(tx, key, at);
        // Names no post: who listens learns from it that somebody voted, and no more.
        await appendEvent(tx, { kind: 'votes.changed', at, placeId: post.place_id });
      }
      const { id, up, down } = post;
      return { myVote: value, votes: await votesOf(tx, { id, kind: 'plank', up, down }) };
    });
    needs.wake.ring();
    return voted;
  };
