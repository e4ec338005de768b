// Applications, for those who decide them.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { Decision } from '../../forum/identity/decide-application.ts';
import type { PendingApplication } from '../../forum/identity/read-applications.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type ApplicationRouteNeeds = {
  listApplications(actor: Actor, cursor?: string): Promise<Page<PendingApplication>>;
  decideApplication(
    actor: Actor,
    id: string,
    input: Decision,
  ): Promise<{ name: string; state: 'accepted' | 'refused' }>;
};

const Application = z
  .object({
    id: z.string(),
    name: z.string(),
    displayName: z.string(),
    question: z.string().meta({ description: 'As it was asked then.' }),
    answer: z.string(),
    at: Time,
    expiresAt: Time,
  })
  .meta({ id: 'Application' });

const NewDecision = z
  .object({
    accept: z.boolean(),
    reason: z.string().max(10_000).optional().meta({ description: 'The applicant reads it; a refusal needs one.' }),
  })
  .meta({ id: 'Decision' });

const tag = 'members';

export const applicationRoutes = (needs: ApplicationRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/applications',
    summary: 'The applications that wait, oldest first; for moderators and admins',
    tag,
    auth: 'member',
    query: z.object({ cursor: z.string().max(200).optional() }),
    answers: { 200: pageOf(Application) },
    async handler({ actor, query }) {
      const { items, next } = await needs.listApplications(actor, query.cursor);
      const shown = items.map(({ at, expiresAt, ...rest }) => ({
        ...rest,
        at: isoTime(at),
        expiresAt: isoTime(expiresAt),
      }));
      return ok({ items: shown, next });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/applications/{id}/decision',
    summary: 'Let an applicant in, or not; for moderators and admins',
    tag,
    auth: 'member',
    params: z.object({ id: z.string().max(100) }),
    body: NewDecision,
    answers: { 200: z.object({ name: z.string(), state: z.enum(['accepted', 'refused']) }) },
    handler: async ({ actor, params, body }) => ok(await needs.decideApplication(actor, params.id, body)),
  }),
];
