// A member reports a post from its menu, or a member from their page.
import { z } from 'zod';
import { Refusal } from '../../../base/errors.ts';
import { encodeCursor } from '../../../base/page.ts';
import { postReportInput, reportInput } from '../../../forum/cases/report-input.ts';
import type { Actor } from '../../../forum/policy/actor.ts';
import { seeOther } from '../../answer.ts';
import { keyOf, NameParams, type Revision } from '../../api/forum-shapes.ts';
import { check } from '../../input.ts';
import { defineRoute, type Route } from '../../route.ts';
import { FORM_TYPE, orAgain, readForm, signInFirst } from '../form.ts';
import { pageCommon } from '../page-needs.ts';
import type { PostCard } from '../parts.tsx';
import type { ModerationNeeds } from './moderation-needs.ts';
import { reportPage } from './report-page.tsx';

const DONE = '/decisions/reports?done=reported';
const RevisionId = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined);
const nothing = { reason: '', words: '' };

type Read = z.infer<typeof Revision>;

/** The post as it reads, or read in that revision: what is reported is what was read. @throws Refusal `not-found` */
const reportedOf = async ({ reads }: ModerationNeeds, actor: Actor, name: string, asked?: number) => {
  const key = keyOf(name);
  const post: PostCard = JSON.parse(await reads.post(actor, key));
  const first = async (cursor?: string): Promise<Read | undefined> =>
    JSON.parse(await reads.revisions(actor, key, { limit: 1, ...(cursor === undefined ? {} : { cursor }) })).items[0];
  const shown = await first();
  if (asked === undefined || !shown || shown.id === String(asked)) return { post, revision: shown?.id };
  const earlier = await first(encodeCursor([0, '', asked + 1]));
  if (earlier?.id !== String(asked)) throw new Refusal('not-found', 'There is no such revision.');
  const { attachments, ...rest } = post;
  const images = earlier.attachments ?? attachments;
  return { post: { ...rest, html: earlier.html, ...(images ? { attachments: images } : {}) }, revision: earlier.id };
};

const posts = (needs: ModerationNeeds): Route[] => {
  const { cases, lookOf, publicUrl } = needs;
  const common = { ...pageCommon(needs), path: '/posts/{name}/report', summary: 'Report a post', params: NameParams };
  return [
    defineRoute({
      ...common,
      method: 'get',
      query: z.object({ revision: RevisionId }),
      async handler(call) {
        const { actor, params, path, query } = call;
        if (actor.kind !== 'member') return signInFirst(path);
        const reported = await reportedOf(needs, actor, params.name, query.revision);
        return reportPage({ look: await lookOf(call), ...reported, typed: nothing });
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      takes: [FORM_TYPE],
      async handler(call) {
        const { actor, params } = call;
        const { reason = '', words = '', revision: read } = readForm(call, publicUrl);
        const revision = RevisionId.parse(read);
        return orAgain(
          async () => {
            const input = check(postReportInput, { reason, words, ...(revision === undefined ? {} : { revision }) });
            await cases.reportPost(actor, keyOf(params.name), input);
            return seeOther(DONE);
          },
          async ({ problem }) => {
            const reported = await reportedOf(needs, actor, params.name, revision);
            return reportPage({ look: await lookOf(call), ...reported, typed: { reason, words }, problem });
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
