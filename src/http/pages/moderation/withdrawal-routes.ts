// Taking back a post of an own member on a plank, for all instances; and letting it stand again.
import { z } from 'zod';
import type { Actor } from '../../../forum/policy/actor.ts';
import { mayAsMember } from '../../../forum/policy/may.ts';
import { reasons, scopeOf } from '../../../forum/policy/measures.ts';
import { type Answer, seeOther } from '../../answer.ts';
import { keyOf, NameParams } from '../../api/forum-shapes.ts';
import type { Problem } from '../../failure.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import type { Asked } from '../look.ts';
import { pageCommon } from '../page-needs.ts';
import { type PostCard, postPath } from '../parts.tsx';
import type { ModerationNeeds } from './moderation-needs.ts';
import { withdrawalPage } from './withdrawal-page.tsx';

type Asking = Asked & { actor: Actor };
type Fields = Readonly<Record<string, string>>;

const DAY = 86_400_000;
const withdrawalInput = z.object({
  reason: z.enum(reasons),
  rule: z.string().max(200).default(''),
  words: z.string().max(4_000).default(''),
});

export const withdrawalRoutes = (needs: ModerationNeeds): Route[] => {
  const { advice, reads, lookOf, publicUrl, clock } = needs;
  const common = { ...pageCommon(needs), path: '/posts/{name}/withdrawal', params: NameParams };

  const show = async (call: Asking, name: string, typed: Fields, problem?: Problem): Promise<Answer> => {
    const post: PostCard = JSON.parse(await reads.post(call.actor, keyOf(name)));
    mayAsMember(call.actor, { do: 'moderate', can: 'act', scope: scopeOf(post.place) });
    return withdrawalPage({ look: await lookOf(call), post, typed, problem });
  };

  return [
    defineRoute({
      ...common,
      method: 'get',
      summary: 'Take back a post for all instances',
      handler: async (call) =>
        call.actor.kind === 'member' ? show(call, call.params.name, {}) : signInFirst(call.path),
    }),
    defineRoute({
      ...common,
      method: 'post',
      summary: 'Take it back, or let it stand again',
      takes: [FORM_TYPE],
      handler(call) {
        const typed = readForm(call, publicUrl);
        const { name } = call.params;
        return orAgain(
          async () => {
            if (typed.do === 'reinstate') await advice.reinstatePost(call.actor, keyOf(name), { words: '' });
            else {
              const lasts = { until: clock.now() + (Number(typed.days) || 30) * DAY };
              await advice.withdrawPost(call.actor, keyOf(name), { ...check(withdrawalInput, typed), lasts });
            }
            return seeOther(postPath(name));
          },
          ({ problem }) => show(call, name, typed, problem),
        );
      },
    }),
  ];
};
