// A member's mail address: given, confirmed, taken back. Nobody but the member sees it.
import { z } from 'zod';
import type { EmailChange } from '../../forum/identity/change-email.ts';
import type { EmailView } from '../../forum/identity/email-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { type Answer, json, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';

export type EmailRouteNeeds = {
  changeEmail(actor: Actor, input: EmailChange): Promise<EmailView>;
  removeEmail(actor: Actor): Promise<void>;
  confirmEmail(input: { token: string }): Promise<{ name: string; address: string }>;
};

export const Email = z
  .object({
    address: z.string(),
    confirmed: z.boolean().meta({ description: 'Only what was confirmed gets notices, and links to a new password.' }),
    pending: z.string().nullable().meta({ description: 'The address that takes its place once it is confirmed.' }),
  })
  .meta({ id: 'Email' });

const NewEmail = z.object({ address: z.string().max(320), password: z.string().max(1000) }).meta({ id: 'NewEmail' });
const Confirmation = z
  .object({ token: z.string().max(200).meta({ description: 'From the link in the mail.' }) })
  .meta({ id: 'Confirmation' });
const Confirmed = z.object({ name: z.string(), address: z.string() }).meta({ id: 'Confirmed' });

const tag = 'me';

export const emailRoutes = (needs: EmailRouteNeeds): Route[] => [
  defineRoute({
    method: 'put',
    path: '/me/email',
    summary: 'Give a mail address; a mail asks to confirm it',
    tag,
    auth: 'member',
    body: NewEmail,
    answers: { 202: Email },
    async handler({ actor, body, address }): Promise<Answer> {
      return json(202, await needs.changeEmail(actor, { ...body, from: address }));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/me/email',
    summary: 'Take your mail address back',
    tag,
    auth: 'member',
    answers: { 204: null },
    async handler({ actor }): Promise<Answer> {
      await needs.removeEmail(actor);
      return nothing;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/email-confirmations',
    summary: 'Confirm a mail address with the token that was mailed to it',
    tag,
    auth: 'own',
    body: Confirmation,
    answers: { 200: Confirmed },
    async handler({ body }): Promise<Answer> {
      return ok(await needs.confirmEmail(body));
    },
  }),
];
