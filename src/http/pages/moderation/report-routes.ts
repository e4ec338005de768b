// A member reports a post from its menu, or a member from their page.
import { z } from 'zod';
import { reportInput } from '../../../forum/cases/report-input.ts';
import { seeOther } from '../../answer.ts';
import { keyOf, NameParams } from '../../api/forum-shapes.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { PostCard } from '../parts.tsx';
import type { ModerationNeeds } from './moderation-needs.ts';
import { reportPage } from './report-page.tsx';

const DONE = '/decisions/reports?done=reported';
const nothing = { reason: '', words: '' };

const posts = (needs: ModerationNeeds): Route[] => {
  const { reads, cases, lookOf, publicUrl } = needs;
  const common = { ...pageCommon(needs), path: '/posts/{name}/report', summary: 'Report a post', params: NameParams };
  return [
    defineRoute({
      ...common,
      method: 'get',
      async handler(call) {
        const { actor, params, path } = call;
        if (actor.kind !== 'member') return signInFirst(path);
        const post: PostCard = JSON.parse(await reads.post(actor, keyOf(params.name)));
        return reportPage({ look: await lookOf(call), post, typed: nothing });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      takes: [FORM_TYPE],
      async handler(call) {
        const { actor, params } = call;
        const { reason = '', words = '' } = readForm(call, publicUrl);
        const key = keyOf(params.name);
        return orAgain(
          async () => {
            await cases.reportPost(actor, key, check(reportInput, { reason, words }));
            return seeOther(DONE);
          },
          async ({ problem }) => {
            const post: PostCard = JSON.parse(await reads.post(actor, key));
            return reportPage({ look: await lookOf(call), post, typed: { reason, words }, problem });
          },
        );
      },
    }),
  ];
};

const members = (needs: ModerationNeeds): Route[] => {
  const { cases, lookOf, publicUrl } = needs;
  const params = z.object({ name: z.string().max(300) });
  const common = { ...pageCommon(needs), path: '/members/{name}/report', summary: 'Report a member', params };
  return [
    defineRoute({
      ...common,
      method: 'get',
      async handler(call) {
        if (call.actor.kind !== 'member') return signInFirst(call.path);
        return reportPage({ look: await lookOf(call), member: call.params.name, typed: nothing });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      takes: [FORM_TYPE],
      handler(call) {
        const { actor, params: named } = call;
        const { reason = '', words = '' } = readForm(call, publicUrl);
        return orAgain(
          async () => {
            await cases.reportMember(actor, named.name, check(reportInput, { reason, words }));
            return seeOther(DONE);
          },
          async ({ problem }) =>
            reportPage({ look: await lookOf(call), member: named.name, typed: { reason, words }, problem }),
        );
      },
    }),
  ];
};

export const reportRoutes = (needs: ModerationNeeds): Route[] => [...posts(needs), ...members(needs)];
