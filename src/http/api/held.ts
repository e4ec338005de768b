// What was written and does not appear yet; and who moderates what.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { DutyChange, DutyChanged, StaffView } from '../../forum/moderation/change-duties.ts';
import type { HeldDecided, HeldDecision } from '../../forum/moderation/decide-held.ts';
import type { HeldFromPeer } from '../../forum/moderation/held-from-peers.ts';
import type { HeldFilter, HeldView } from '../../forum/moderation/read-held.ts';
import type { SubjectInput } from '../../forum/moderation/subject-named.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { capabilities } from '../../forum/policy/duties.ts';
import { reasons, SCOPE, type Scope, type Subject } from '../../forum/policy/measures.ts';
import { nothing, ok } from '../answer.ts';
import { named, PlaceAndPerson, WaitingFilter } from '../desk-filter.ts';
import { defineRoute, type Route } from '../route.ts';
import { PageQuery, Where } from './forum-shapes.ts';
import { HeldPost, heldJson, heldStates } from './held-shape.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

type Paging = { cursor?: string | undefined; limit: number };
export type HeldRouteNeeds = {
  origin: string;
  moderation: {
    subjectNamed(input: SubjectInput): Promise<Subject>;
    ownHeld(actor: Actor, page: Paging): Promise<Page<HeldView>>;
    waitingHeld(actor: Actor, page: Paging & HeldFilter): Promise<Page<HeldView>>;
    readHeld(actor: Actor, id: string): Promise<HeldView>;
    heldFromPeers(actor: Actor, page: Paging & Omit<HeldFilter, 'reason'>): Promise<Page<HeldFromPeer>>;
    decideHeld(actor: Actor, id: string, decision: HeldDecision): Promise<HeldDecided>;
    withdrawHeld(actor: Actor, id: string): Promise<void>;
    listStaff(actor: Actor): Promise<StaffView[]>;
    grantDuty(actor: Actor, change: DutyChange): Promise<DutyChanged>;
    revokeDuty(actor: Actor, change: DutyChange): Promise<DutyChanged>;
  };
};

const FromPeer = z
  .object({
    post: z.string(),
    thread: z.string(),
    place: Where,
    author: z.string().nullable(),
    title: z.string(),
    body: z.string(),
    at: Time,
    action: z.int().meta({ description: 'The measure on the instance, or on the author, in the log.' }),
  })
  .meta({ id: 'HeldFromPeer' });

const heldPage = ({ items, next }: Page<HeldView>) => ok({ items: items.map(heldJson), next });

const Decision = z
  .object({
    release: z.boolean(),
    reason: z.enum(reasons).optional(),
    rule: z.string().max(200).optional(),
    words: z.string().max(4_000).default('').meta({ description: 'To its author.' }),
  })
  .meta({ id: 'HeldDecision' });

const Decided = z
  .object({
    state: z.enum(heldStates).meta({ description: 'As before while the decision waits.' }),
    post: z.string().nullable().meta({ description: 'The post that it became.' }),
    action: z.int().nullable().meta({ description: 'The decision in the log. Null: nothing held it any more.' }),
    awaits: z.enum(['', 'approval', 'wait']).meta({ description: 'Empty: it is in effect.' }),
    effectiveAt: Time.nullable().meta({ description: 'When it takes effect without an approval.' }),
  })
  .meta({ id: 'HeldDecided' });

const Staff = z
  .object({
    name: z.string(),
    role: z.enum(['member', 'moderator', 'admin']),
    duties: z.array(z.object({ scope: z.string(), can: z.array(z.enum(capabilities)) })),
  })
  .meta({ id: 'Staff' });

const StaffChange = Staff.extend({
  action: z.int().meta({ description: 'Its number in the log.' }),
  awaits: z.enum(['', 'approval', 'wait']).meta({
    description: 'Empty: it is in effect. Else all is as before until another admin approves, or 24 hours.',
  }),
  effectiveAt: Time.nullable().meta({ description: 'When it takes effect without an approval.' }),
}).meta({ id: 'StaffChange' });
const withTime = <T extends { effectiveAt: number | null }>(one: T) => ({
  ...one,
  effectiveAt: one.effectiveAt === null ? null : isoTime(one.effectiveAt),
});
const changeOf = (changed: DutyChanged) => ok(withTime(changed));

const IdParams = z.object({ id: z.string().max(64) });
const DutyParams = z.object({ name: z.string().max(64), scope: z.string().regex(SCOPE) });
const tag = 'moderation';

export const heldRoutes = ({ moderation, origin }: HeldRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/me/held',
    summary: 'What you wrote that does not appear yet',
    tag: 'me',
    auth: 'member',
    query: PageQuery(30),
    answers: { 200: pageOf(HeldPost) },
    handler: async ({ actor, query }) => heldPage(await moderation.ownHeld(actor, query)),
  }),
  defineRoute({
    method: 'delete',
    path: '/me/held/{id}',
    summary: 'Take back what does not appear yet',
    tag: 'me',
    auth: 'member',
    params: IdParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await moderation.withdrawHeld(actor, params.id);
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/held',
    summary: 'What waits to be looked at, oldest first',
    tag,
    auth: 'member',
    query: PageQuery(30).extend(WaitingFilter.shape),
    answers: { 200: pageOf(HeldPost) },
    handler: async ({ actor, query }) =>
      heldPage(await moderation.waitingHeld(actor, await named({ moderation, origin }, actor, query))),
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/held/posts/{id}',
    summary: 'One of what was put aside, whatever became of it',
    tag,
    auth: 'member',
    params: IdParams,
    answers: { 200: HeldPost },
    handler: async ({ actor, params }) => ok(heldJson(await moderation.readHeld(actor, params.id))),
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/held/peers',
    summary:
      'What is held here of other instances, oldest first: to let it through, keep it (POST /moderation/actions)',
    tag,
    auth: 'member',
    query: PageQuery(30).extend(PlaceAndPerson.shape),
    answers: { 200: pageOf(FromPeer) },
    async handler({ actor, query }) {
      const { items, next } = await moderation.heldFromPeers(actor, await named({ moderation, origin }, actor, query));
      return ok({ items: items.map((one) => ({ ...one, at: isoTime(one.at) })), next });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/held/{id}/decision',
    summary: 'Let through what was put aside, or not',
    tag,
    auth: 'member',
    params: IdParams,
    body: Decision,
    answers: { 200: Decided },
    handler: async ({ actor, params, body }) => ok(withTime(await moderation.decideHeld(actor, params.id, body))),
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/staff',
    summary: 'Who moderates what',
    tag,
    auth: 'member',
    answers: { 200: z.object({ items: z.array(Staff) }) },
    handler: async ({ actor }) => ok({ items: await moderation.listStaff(actor) }),
  }),
  defineRoute({
    method: 'put',
    path: '/moderation/staff/{name}/{scope}',
    summary: 'Give a member something to moderate; for admins',
    tag,
    auth: 'admin',
    params: DutyParams,
    body: z
      .object({ can: z.array(z.enum(capabilities)).min(1).max(capabilities.length).optional() })
      .meta({ id: 'NewDuty', description: 'Without can: to see cases, act, reverse and decide appeals.' }),
    answers: { 200: StaffChange },
    handler: async ({ actor, params, body }) =>
      changeOf(
        await moderation.grantDuty(actor, {
          name: params.name,
          scope: params.scope as Scope,
          ...(body.can ? { can: body.can } : {}),
        }),
      ),
  }),
  defineRoute({
    method: 'delete',
    path: '/moderation/staff/{name}/{scope}',
    summary: 'Take back what a member moderates; for admins',
    tag,
    auth: 'admin',
    params: DutyParams,
    answers: { 200: StaffChange },
    handler: async ({ actor, params }) =>
      changeOf(await moderation.revokeDuty(actor, { name: params.name, scope: params.scope as Scope })),
  }),
];
