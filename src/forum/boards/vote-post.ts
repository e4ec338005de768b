// A member votes on a post of a board, votes otherwise, or takes the vote back.
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { readVoting } from '../instance/settings.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { showVotesOn } from '../threads/board-votes.ts';
import { findPost, placeOf } from '../threads/post-store.ts';
import { type Votes, votesOf } from '../threads/read-votes.ts';
import { keepVote, type Value } from '../threads/vote-store.ts';

export type Voted = { myVote: Value; votes: Votes };

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `not-found`, `unauthenticated`, `forbidden` (own post), `gone`, `closed`, `invalid` (switched off here) */
export const votePost =
  (needs: Needs) =>
  async (actor: Actor, key: PostKey, value: Value): Promise<Voted> => {
    const voted = await needs.db.write(async (tx) => {
      const post = await findPost(tx, key);
      if (post?.place_kind !== 'board') throw new Refusal('not-found', 'There is no such post.');
      const voting = await readVoting(tx);
      const member = mayAsMember(actor, {
        do: 'vote',
        place: placeOf(post),
        post: { authorMemberId: post.author_member_id, state: post.state },
        voting,
        value,
      });
      const at = needs.clock.now();
      if (await keepVote(tx, { member: member.memberId, post: key, value, at })) {
        await showVotesOn(tx, voting, post.seq);
        await appendEvent(tx, {
          kind: 'votes.changed',
          at,
          placeId: post.place_id,
          threadId: post.thread_id,
          postId: post.id,
        });
      }
      const { up, down } = (await findPost(tx, key)) ?? post;
      return { myVote: value, votes: await votesOf(tx, { id: post.id, kind: 'board', up, down }) };
    });
    needs.wake.ring();
    return voted;
  };
