// Which versions of the instance's texts a member accepted.
import { z } from 'zod';
import type { Acceptance, Accepts as AcceptsInput } from '../../forum/instance/accept-texts.ts';
import { acceptedKinds } from '../../forum/instance/text-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { Accepts, isoTime, pageOf, Time } from './shapes.ts';

export type AcceptanceRouteNeeds = {
  listAcceptances(memberId: number): Promise<Acceptance[]>;
  acceptTexts(actor: Actor, accepts: AcceptsInput): Promise<Acceptance[]>;
};

const Shown = z.object({ kind: z.enum(acceptedKinds), version: z.int(), at: Time }).meta({ id: 'Acceptance' });

const shownOf = (known: Acceptance[]) =>
  ok({ items: known.map(({ kind, version, at }) => ({ kind, version, at: isoTime(at) })), next: null });

const tag = 'me';

export const acceptanceRoutes = (needs: AcceptanceRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/me/acceptances',
    summary: 'Which texts you accepted, and when',
    tag,
    auth: 'member',
    answers: { 200: pageOf(Shown) },
    handler: async ({ actor }) => shownOf(await needs.listAcceptances(actor.memberId)),
  }),
  defineRoute({
    method: 'post',
    path: '/me/acceptances',
    summary: 'Accept the texts in force: the versions that GET /me names under toAccept',
    tag,
    auth: 'member',
    body: z.object({ accepts: Accepts }).meta({ id: 'NewAcceptance' }),
    answers: { 200: pageOf(Shown) },
    handler: async ({ actor, body }) => shownOf(await needs.acceptTexts(actor, body.accepts)),
  }),
];
