// A member's vote on a post.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Voted as VotedView } from '../../forum/boards/vote-post.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import type { Value } from '../../forum/threads/vote-store.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { keyOf, MyVote, NameParams, Votes } from './forum-shapes.ts';

const Vote = z
  .object({ value: MyVote.meta({ description: 'Up, down, or 0: taken back.' }) })
  .meta({ id: 'Vote', examples: [{ value: 1 }] });
const Voted = z.object({ myVote: MyVote, votes: Votes }).meta({ id: 'Voted' });

type VoteVerbs = { votePost(actor: Actor, post: PostKey, value: Value): Promise<VotedView> };
export type VoteRouteNeeds = { verbs: { boards: VoteVerbs; planks?: VoteVerbs | undefined } };

/** @throws Refusal `not-found` where there are no planks */
export const votingOn = ({ boards, planks }: VoteRouteNeeds['verbs'], { origin }: PostKey): VoteVerbs => {
  const verbs = origin === '' ? boards : planks;
  if (!verbs) throw new Refusal('not-found', 'This instance has no planks.');
  return verbs;
};

export const voteRoutes = ({ verbs }: VoteRouteNeeds): Route[] => [
  defineRoute({
    method: 'put',
    path: '/posts/{name}/vote',
    summary: 'Vote on a post, vote otherwise, or take the vote back',
    tag: 'posts',
    auth: 'member',
    params: NameParams,
    body: Vote,
    answers: { 200: Voted },
    async handler({ actor, params, body }) {
      const key = keyOf(params.name);
      return ok(await votingOn(verbs, key).votePost(actor, key, body.value));
    },
  }),
];
