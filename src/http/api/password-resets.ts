// A new password for who has lost theirs: by a mailed link, or by one that an admin makes.
import { z } from 'zod';
import type { ResetLink } from '../../forum/identity/make-reset-link.ts';
import type { ResetRequest } from '../../forum/identity/request-reset.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, created, nothing } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, Time } from './shapes.ts';

export type PasswordResetRouteNeeds = {
  requestReset(input: ResetRequest): Promise<void>;
  redeemReset(input: { token: string; password: string }): Promise<{ name: string }>;
  makeResetLink(actor: Actor, input: { name: string }): Promise<ResetLink>;
};

const Request = z
  .object({ account: z.string().max(320).meta({ description: 'A name, or a confirmed mail address.' }) })
  .meta({ id: 'PasswordResetRequest' });
const Redemption = z
  .object({
    token: z.string().max(200).meta({ description: 'From the link.' }),
    password: z.string().max(1000).meta({ description: 'The new one.' }),
  })
  .meta({ id: 'PasswordReset' });
const Link = z
  .object({ url: z.string().meta({ description: 'Shown once; good for one use.' }), expiresAt: Time })
  .meta({ id: 'PasswordResetLink' });

const tag = 'sessions';

export const passwordResetRoutes = (needs: PasswordResetRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/password-resets',
    summary: 'Have a link to a new password mailed; the answer is the same whether there is such a member',
    tag,
    auth: 'own',
    body: Request,
    answers: { 202: null },
    async handler({ body, address }): Promise<Answer> {
      await needs.requestReset({ ...body, from: address });
      return { ...nothing, status: 202 };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/password-resets/redeem',
    summary: 'Set a new password with the token of a link, which ends every session',
    tag,
    auth: 'own',
    body: Redemption,
    answers: { 204: null },
    async handler({ body }): Promise<Answer> {
      await needs.redeemReset(body);
      return nothing;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/members/{name}/password-reset',
    summary: 'Make a link to a new password for a member, to hand over by other means',
    tag: 'members',
    auth: 'admin',
    params: z.object({ name: z.string() }),
    answers: { 201: Link },
    async handler({ actor, params }): Promise<Answer> {
      const { url, expiresAt } = await needs.makeResetLink(actor, params);
      return created({ url, expiresAt: isoTime(expiresAt) });
    },
  }),
];
