// What a member does to a post with one press: each post of a thread's page has these buttons, and all share one form.
import { Refusal } from '../../base/errors.ts';
import { nameOfPost, type PostKey } from '../../base/names.ts';
import type { MemberActor } from '../../forum/policy/actor.ts';
import { mayAsMember } from '../../forum/policy/may.ts';
import type { Reading } from '../../forum/reading/reading.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import { seeOther } from '../answer.ts';
import { keyOf } from '../api/forum-shapes.ts';
import { type VoteRouteNeeds, votingOn } from '../api/votes.ts';
import { defineRoute, type Route } from '../route.ts';
import { type Act, acts } from './act-button.tsx';
import { FORM_TYPE, readForm } from './form.ts';
import { type PageBase, pageCommon } from './page-needs.ts';
import { type PostCard, postPath, threadPath } from './parts.tsx';

export type ActNeeds = PageBase & VoteRouteNeeds & { reads: Pick<ForumReads, 'post'>; reading: Reading };

/** Done; answers where it leads. */
type Doing = (actor: MemberActor, key: PostKey) => Promise<string>;

const doings = ({ reads, reading, verbs }: ActNeeds): Record<Act, Doing> => {
  const cardOf = async (actor: MemberActor, key: PostKey): Promise<PostCard> =>
    JSON.parse(await reads.post(actor, key));
  const vote =
    (value: 1 | -1 | 0): Doing =>
    async (actor, key) => {
      await votingOn(verbs, key).votePost(actor, key, value);
      return postPath(nameOfPost(key));
    };
  const hide =
    (whom: (author: PostCard['author']) => string): Doing =>
    async (actor, key) => {
      await reading.hide(actor, whom((await cardOf(actor, key)).author));
      return postPath(nameOfPost(key));
    };
  return {
    up: vote(1),
    down: vote(-1),
    none: vote(0),
    async bookmark(actor, key) {
      await reading.bookmark(actor, key, '');
      return postPath(nameOfPost(key));
    },
    'hide-member': hide(({ name, origin }) => `${name}@${origin}`),
    'hide-instance': hide(({ origin }) => `@${origin}`),
    async unread(actor, key) {
      const { thread } = await cardOf(actor, key);
      await reading.markUnread(actor, keyOf(thread), key);
      return threadPath(thread);
    },
  };
};

export const actRoutes = (needs: ActNeeds): Route[] => {
  const does = doings(needs);
  return [
    defineRoute({
      ...pageCommon(needs),
      method: 'post',
      path: '/acts',
      summary: 'For a member: votes on a post, bookmarks it, hides who wrote it, or has it unread again',
      takes: [FORM_TYPE],
      bodyLimit: 8_192,
      async handler(call) {
        const fields = readForm(call, needs.publicUrl);
        const actor = mayAsMember(call.actor, { do: 'manage-own-account' });
        const act = acts.find((name) => fields[name] !== undefined);
        if (act === undefined) throw new Refusal('invalid', 'This form says nothing that could be done.');
        return seeOther(await does[act](actor, keyOf(fields[act] ?? '')));
      },
    }),
  ];
};
