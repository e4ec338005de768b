// From a post's menu to an action on it, its thread or its author, without a case.
import { Refusal } from '../../../base/errors.ts';
import type { CaseView } from '../../../forum/cases/read-cases.ts';
import { can, canAnywhere } from '../../../forum/policy/capabilities.ts';
import { may } from '../../../forum/policy/may.ts';
import type { Answer } from '../../answer.ts';
import { keyOf, NameParams } from '../../api/forum-shapes.ts';
import type { Problem } from '../../failure.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Fields } from '../moderation/decision-input.ts';
import { pageCommon } from '../page-needs.ts';
import type { PostCard } from '../parts.tsx';
import { createActs } from './act.ts';
import { chosenOf, scopesOf } from './act-input.ts';
import type { Asking, MeasureNeeds } from './measures-needs.ts';
import { moderatePostPage } from './post-page.tsx';

const fullName = ({ author }: PostCard): string => `${author.name}@${author.origin}`;

/** The case about this very post, where there is one for the reader. */
const caseOf = async (needs: MeasureNeeds, { actor }: Asking, post: PostCard): Promise<CaseView | undefined> => {
  if (!canAnywhere(actor, 'see-cases')) return undefined;
  return needs.cases.on(actor, await needs.moderation.subjectNamed({ post: post.name }));
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
const createShowPost =
  (needs: MeasureNeeds) =>
  async (call: Asking, name: string, again: { typed?: Fields; problem?: Problem } = {}): Promise<Answer> => {
    const { reads, lookOf } = needs;
    const { actor } = call;
    const post: PostCard = JSON.parse(await reads.post(actor, keyOf(name)));
    may(actor, { do: 'moderate', can: 'act', scope: `${post.place.kind}:${post.place.slug}` });
    const look = await lookOf(call);
    const own = actor.kind === 'member' && post.author.origin === look.site.origin && post.author.name === actor.name;
    const places = [...(await reads.places(actor, 'plank')), ...(await reads.places(actor, 'board'))];
    const scopes = own ? [] : scopesOf(actor, 'act', places);
    return moderatePostPage({ look, post, scopes, found: await caseOf(needs, call, post), ...again });
  };

export const moderatePostRoutes = (needs: MeasureNeeds): Route[] => {
  const { reads, publicUrl } = needs;
  const acts = createActs(needs);
  const show = createShowPost(needs);
  const common = { ...pageCommon(needs), path: '/posts/{name}/moderate', params: NameParams };
  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'What to do about a post',
      handler: async (call) => (call.actor.kind === 'member' ? show(call, call.params.name) : signInFirst(call.path)),
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'Act on a post, its thread or its author',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { actor } = call;
        const { name } = call.params;
        return orAgain(
          async () => {
            const post: PostCard = JSON.parse(await reads.post(actor, keyOf(name)));
            if (!can(actor, 'act', `${post.place.kind}:${post.place.slug}`))
              throw new Refusal('forbidden', 'You do not moderate there.');
            const subjects = {
              post: { post: name },
              thread: { thread: post.thread },
              author: { member: fullName(post) },
            };
            const { on } = chosenOf(typed.kind);
            const subject = on === 'thread' || on === 'author' ? subjects[on] : subjects.post;
            return acts.act(actor, typed, subject);
          },
          ({ problem }) => show(call, name, { typed, problem }),
        );
      },
    }),
  ];
};
