// Invitations: made, listed with those who came by them, ended.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { Alongside } from '../../db/alongside.ts';
import { type Invited, invitationLimits, type NewInvitation } from '../../forum/identity/invite.ts';
import type { InvitationView } from '../../forum/identity/list-invitations.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { created, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type InvitationRouteNeeds = {
  invite(actor: Actor, input: NewInvitation, alongside?: Alongside<Invited>): Promise<Invited>;
  listInvitations(actor: Actor, cursor?: string): Promise<Page<InvitationView>>;
  endInvitation(actor: Actor, id: string): Promise<void>;
};

const { uses, usesOfMember, days, note } = invitationLimits;

const Input = z
  .object({
    uses: z
      .int()
      .min(1)
      .max(uses)
      .optional()
      .meta({ description: `How many it lets in; 1 unless said. Members: up to ${usesOfMember}.` }),
    days: z.int().min(1).max(days).optional().meta({ description: 'Until it ends; 14 unless said.' }),
    note: z
      .string()
      .max(2_000)
      .optional()
      .meta({ description: `For oneself, up to ${note} characters.` }),
  })
  .meta({ id: 'NewInvitation' });

const New = z
  .object({
    id: z.string(),
    code: z.string().meta({ description: 'Shown once: what somebody sends as `invitation` to POST /registrations.' }),
    uses: z.int(),
    note: z.string(),
    at: Time,
    expiresAt: Time,
  })
  .meta({ id: 'Invited' });

const Invitation = z
  .object({
    id: z.string(),
    by: z.string().nullable().meta({ description: 'Who invited; null for the operator.' }),
    note: z.string(),
    uses: z.int(),
    used: z.int(),
    at: Time,
    expiresAt: Time,
    open: z.boolean().meta({ description: 'Whether it still lets somebody in.' }),
    joined: z.array(z.object({ name: z.string(), at: Time })),
  })
  .meta({ id: 'Invitation' });

const tag = 'members';

export const invitationRoutes = (needs: InvitationRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/invitations',
    summary: 'Invite somebody: admins, or members where the instance lets them',
    tag,
    auth: 'member',
    creates: true,
    body: Input,
    answers: { 201: New },
    handler: ({ actor, body, once }) =>
      once(
        (alongside) => needs.invite(actor, body, alongside),
        (made: Invited) => created({ ...made, at: isoTime(made.at), expiresAt: isoTime(made.expiresAt) }),
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/invitations',
    summary: 'Your invitations, and who came by them; for admins everybody’s',
    tag,
    auth: 'member',
    query: z.object({ cursor: z.string().max(200).optional() }),
    answers: { 200: pageOf(Invitation) },
    async handler({ actor, query }) {
      const { items, next } = await needs.listInvitations(actor, query.cursor);
      const shown = items.map((one) => ({
        ...one,
        at: isoTime(one.at),
        expiresAt: isoTime(one.expiresAt),
        joined: one.joined.map(({ name, at }) => ({ name, at: isoTime(at) })),
      }));
      return ok({ items: shown, next });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/invitations/{id}',
    summary: 'End an invitation before its time',
    tag,
    auth: 'member',
    params: z.object({ id: z.string().max(100) }),
    answers: { 204: null },
    async handler({ actor, params }) {
      await needs.endInvitation(actor, params.id);
      return nothing;
    },
  }),
];
