// What a moderator looks up before acting: how much waits, everything about one person, and who could approve what waits.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { CaseView } from '../../forum/cases/read-cases.ts';
import type { DeskCounts } from '../../forum/moderation/desk-counts.ts';
import type { Modlog } from '../../forum/moderation/read-modlog.ts';
import type { PersonPosts } from '../../forum/moderation/read-person-posts.ts';
import type { Person } from '../../forum/moderation/resolve-subject.ts';
import { type SubjectInput, subjectInput } from '../../forum/moderation/subject-named.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { may } from '../../forum/policy/may.ts';
import type { Subject } from '../../forum/policy/measures.ts';
import { ok } from '../answer.ts';
import { DoneFilter, named, personNamed } from '../desk-filter.ts';
import { defineRoute, type Route } from '../route.ts';
import { CaseShape, caseJson } from './case-shapes.ts';
import { PageQuery, Where } from './forum-shapes.ts';
import { ActionEntry, entryOf } from './moderation-shapes.ts';
import { isoTime, pageOf, Time, TimeInput } from './shapes.ts';

export type DeskRouteNeeds = {
  origin: string;
  moderation: {
    deskCounts(actor: Actor): Promise<DeskCounts | undefined>;
    approvers(actor: Actor, number: number): Promise<string[]>;
    personPosts(actor: Actor, person: Person, since: number): Promise<PersonPosts>;
    subjectNamed(input: SubjectInput): Promise<Subject>;
    modlog: Pick<Modlog, 'ofPerson' | 'carried' | 'inForce' | 'onSubject'>;
  };
  cases: { ofPerson(actor: Actor, person: Person, limit: number): Promise<CaseView[]> };
};

const tag = 'moderation';
const NumberParams = z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const MemberParams = z.object({
  name: z.string().max(300).meta({ description: 'ada, or ada@other.example.' }),
});
const Newest = z.object({ limit: z.coerce.number().int().min(1).max(100).default(50) });

const Counts = z
  .object({ cases: z.int(), held: z.int(), peers: z.int(), automation: z.int() })
  .meta({ id: 'DeskCounts', description: 'What waits where you moderate; 100 means so many or more.' });
const PersonPost = z
  .object({
    name: z.string(),
    at: Time,
    place: Where,
    title: z.string().meta({ description: 'Of its thread.' }),
    start: z.string().meta({ description: 'How it begins.' }),
    veiled: z.boolean().meta({ description: 'Hidden or held already.' }),
  })
  .meta({ id: 'PersonPost' });

/** What is on this one thing. */
const onOne = z.object({
  post: z.string().max(300).optional(),
  thread: z.string().max(300).optional(),
  member: z.string().max(300).optional().meta({ description: 'ada, or ada@other.example.' }),
  peer: z.string().max(255).optional(),
});
/** @throws Refusal `invalid` where more than one is named */
const subjectAsked = (on: z.output<typeof onOne>): SubjectInput | undefined => {
  const named = Object.entries(on).filter(([, name]) => name !== undefined);
  if (named.length > 1) throw new Refusal('invalid', 'post: name one thing at most.', { field: 'post' });
  return named.length === 0 ? undefined : subjectInput.parse(Object.fromEntries(named));
};

export const deskRoutes = (needs: DeskRouteNeeds): Route[] => {
  const { moderation, cases } = needs;
  const personOf = (actor: Actor, name: string) => personNamed(needs, actor, name);
  return [
    defineRoute({
      method: 'get',
      path: '/moderation/measures',
      summary: 'What is in force where you moderate, newest first; or on one thing there',
      tag,
      auth: 'member',
      query: PageQuery(30).extend({
        ...DoneFilter.shape,
        automatic: z
          .enum(['yes', 'no'])
          .default('no')
          .meta({ description: 'yes: only what is automatic, and nobody has confirmed.' }),
        ...onOne.shape,
      }),
      answers: { 200: pageOf(ActionEntry) },
      async handler({ actor, query: { automatic, cursor, limit, scope, person, kind, reason, ...on } }) {
        const about = subjectAsked(on);
        if (about) {
          may(actor, { do: 'moderate', can: 'see-cases' });
          const found = await moderation.modlog.onSubject(actor, await moderation.subjectNamed(about));
          return ok({ items: found.map(entryOf), next: null });
        }
        const asked = await named(needs, actor, { cursor, limit, scope, person, kind, reason });
        const { items, next } = await moderation.modlog.inForce(actor, { ...asked, automatic: automatic === 'yes' });
        return ok({ items: items.map(entryOf), next });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/moderation/counts',
      summary: 'How much waits where you moderate',
      tag,
      auth: 'member',
      answers: { 200: Counts },
      async handler({ actor }) {
        may(actor, { do: 'moderate', can: 'see-cases' });
        return ok((await moderation.deskCounts(actor)) ?? { cases: 0, held: 0, peers: 0, automation: 0 });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/moderation/actions/{number}/approvers',
      summary: 'Who could approve an action that waits for a second person, by name',
      tag,
      auth: 'member',
      params: NumberParams,
      answers: { 200: z.object({ items: z.array(z.string()) }) },
      handler: async ({ actor, params }) => ok({ items: await moderation.approvers(actor, params.number) }),
    }),
    defineRoute({
      method: 'get',
      path: '/moderation/actions/{number}/carried',
      summary: 'What an action carries, in order: undoing it undoes just these',
      tag,
      auth: 'member',
      params: NumberParams,
      query: PageQuery(30),
      answers: {
        200: z.object({
          items: z.array(ActionEntry),
          next: z.string().nullable(),
          count: z.int().meta({ description: 'All of them.' }),
        }),
      },
      async handler({ actor, params, query }) {
        const { items, next, count } = await moderation.modlog.carried(actor, params.number, query);
        return ok({ items: items.map(entryOf), next, count });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/moderation/members/{name}/actions',
      summary: 'What was decided about a member, here or of another instance, newest first, where you moderate',
      tag,
      auth: 'member',
      params: MemberParams,
      query: Newest,
      answers: { 200: z.object({ items: z.array(ActionEntry) }) },
      async handler({ actor, params, query }) {
        const person = await personOf(actor, params.name);
        const items = person ? await moderation.modlog.ofPerson(actor, person, query.limit) : [];
        return ok({ items: items.map(entryOf) });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/moderation/members/{name}/cases',
      summary: 'The newest cases about a member, where you moderate; nobody sees those about themselves',
      tag,
      auth: 'member',
      params: MemberParams,
      query: Newest,
      answers: { 200: z.object({ items: z.array(CaseShape) }) },
      async handler({ actor, params, query }) {
        const person = await personOf(actor, params.name);
        const items = person ? await cases.ofPerson(actor, person, query.limit) : [];
        return ok({ items: items.map(caseJson) });
      },
    }),
    defineRoute({
      method: 'get',
      path: '/moderation/members/{name}/posts',
      summary: 'What a member wrote since a time, newest first, where you may act: what a bulk action would be on',
      tag,
      auth: 'member',
      params: MemberParams,
      query: z.object({ since: TimeInput }),
      answers: {
        200: z.object({
          items: z.array(PersonPost),
          more: z.boolean().meta({ description: 'There are older ones beyond 5,000.' }),
        }),
      },
      async handler({ actor, params, query }) {
        const person = await personOf(actor, params.name);
        const since = Date.parse(query.since);
        const { posts, more } = person
          ? await moderation.personPosts(actor, person, since)
          : { posts: [], more: false };
        return ok({ items: posts.map((one) => ({ ...one, at: isoTime(one.at) })), more });
      },
    }),
  ];
};
