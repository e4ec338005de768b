// Advice between instances; what this instance makes of it; and lists of measures that instances hand each other.
import { z } from 'zod';
import type { PostKey } from '../../base/names.ts';
import type { Page } from '../../base/page.ts';
import type { Alongside } from '../../db/alongside.ts';
import { adviceChoices } from '../../db/tables/advice.ts';
import {
  type AdviceSettings,
  type AdviceSettingsInput,
  adviceSettingsInput,
} from '../../forum/advice/change-advice-settings.ts';
import { type AdvisoryInput, advisoryInput, type Issued } from '../../forum/advice/issue-advisory.ts';
import {
  filterSettings,
  type Import,
  type Imported,
  type MeasureList,
  measureList,
} from '../../forum/advice/measure-lists.ts';
import type { AdvisedPost } from '../../forum/advice/read-advised.ts';
import type { AdvisoryView } from '../../forum/advice/read-advisories.ts';
import type { Withdrawal } from '../../forum/advice/withdraw-post.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { reasons } from '../../forum/policy/measures.ts';
import { json, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { Advice, keyOf, NameParams, PageQuery } from './forum-shapes.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

type Paging = { cursor?: string | undefined; limit: number };
type Asked = Paging & { post?: string | undefined; member?: string | undefined; peer?: string | undefined };
export type AdviceRouteNeeds = {
  advice: {
    issue(actor: Actor, input: AdvisoryInput, alongside?: Alongside<Issued>): Promise<Issued>;
    withdraw(actor: Actor, name: string): Promise<void>;
    list(actor: Actor, asked: Asked): Promise<Page<AdvisoryView>>;
    posts(actor: Actor, page: Paging): Promise<Page<AdvisedPost>>;
    settings(actor: Actor): Promise<AdviceSettings>;
    change(actor: Actor, input: AdviceSettingsInput): Promise<AdviceSettings>;
    withdrawPost(actor: Actor, key: PostKey, input: Withdrawal): Promise<{ action: number }>;
    reinstatePost(actor: Actor, key: PostKey, input: { words: string }): Promise<void>;
    exportMeasures(actor: Actor, after?: number): Promise<MeasureList>;
    importMeasures(actor: Actor, input: Import): Promise<Imported>;
  };
};

const tag = 'moderation';

const Advisory = z
  .object({
    name: z.string(),
    issuer: z.string(),
    own: z.boolean(),
    about: z.enum(['post', 'member', 'instance']),
    subject: z
      .string()
      .meta({ description: 'A post or an instance by name; a member as ada@host, or by an opaque id.' }),
    revision: z.int().nullable().meta({ description: 'The revision that is meant.' }),
    effect: z.string().meta({ description: 'label or collapse; others are shown, never acted on.' }),
    reason: z.string(),
    at: Time,
    until: Time,
    human: z.boolean(),
    urgent: z.boolean(),
    note: z.string().nullable(),
    state: z.enum(['standing', 'over', 'withdrawn']),
    choice: z
      .enum(adviceChoices)
      .nullable()
      .meta({ description: 'What is made of its issuer’s advice here; null: own.' }),
  })
  .meta({ id: 'Advisory' });

const Advised = Advice.extend({
  post: z.string(),
  scope: z.string(),
  shown: z.enum(['hidden', 'held', 'collapsed', 'visible']),
  collapsed: z.boolean().meta({ description: 'By this advice.' }),
  kept: z.boolean().meta({ description: 'Moderators here keep it visible.' }),
}).meta({ id: 'AdvisedPost' });

const Settings = z
  .object({
    quorum: z.boolean(),
    needed: z.int().nullable(),
    enough: z.int().meta({ description: 'How many are enough as things are.' }),
    withdrawn: z.enum(['collapse', 'show']),
    peers: z.record(z.string(), z.enum(adviceChoices)),
  })
  .meta({ id: 'AdviceSettings' });

const List = measureList;
const ImportInput = z
  .object({
    list: measureList,
    apply: z.boolean().default(false).meta({ description: 'Left out, nothing is taken: it is only shown.' }),
    take: z.array(z.int().min(0)).max(2_000).optional().meta({ description: 'Places in the list, from 0.' }),
  })
  .meta({ id: 'MeasureImport' });
const ImportResult = z
  .object({
    items: z.array(
      z.object({
        index: z.int(),
        state: z.enum(['new', 'present', 'over', 'own', 'unknown', 'unfit']),
        subject: z.string(),
        named: z.string().meta({ description: 'The same, members by name where one is known here.' }),
        kind: z.string(),
        scope: z.string(),
        reason: z.string(),
        rule: z.string(),
        settings: filterSettings.meta({ description: 'What a filter does.' }),
        since: Time,
        issuer: z.string(),
        until: Time.nullable().meta({ description: 'Of what is taken over: 365 days from now at the most.' }),
        reviewAt: Time.nullable(),
      }),
    ),
    taken: z.array(z.object({ number: z.int(), subject: z.string(), awaits: z.enum(['', 'approval', 'wait']) })),
  })
  .meta({ id: 'MeasureImported' });

const isoOrNull = (time: number | null) => (time === null ? null : isoTime(time));
const importedJson = ({ items, taken }: Imported) => ({
  items: items.map(({ index, state, subject, named, measure, until, reviewAt }) => ({
    ...{ index, state, subject, named, kind: measure.kind, scope: measure.scope, reason: measure.reason },
    ...{ rule: measure.rule, settings: measure.settings, since: measure.since },
    ...{ issuer: measure.issuer, until: isoOrNull(until), reviewAt: isoOrNull(reviewAt) },
  })),
  taken: taken.map(({ number, subject, awaits }) => ({ number, subject, awaits })),
});

const words = z.string().max(4_000).default('');
const WithdrawalInput = z
  .object({
    reason: z.enum(reasons),
    rule: z.string().max(200).default(''),
    words,
    until: Time.meta({ description: 'Then it stands again by itself.' }),
  })
  .meta({ id: 'NewWithdrawal' });

export const adviceRoutes = ({ advice }: AdviceRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/advisories',
    summary: 'What constituents advise, newest first; for those who moderate',
    tag,
    auth: 'member',
    query: PageQuery(30).extend({
      post: z.string().max(300).optional(),
      member: z.string().max(300).optional().meta({ description: 'ada, or ada@other.example.' }),
      peer: z.string().max(300).optional().meta({ description: 'About an instance: its host.' }),
    }),
    answers: { 200: pageOf(Advisory) },
    async handler({ actor, query }) {
      const { items, next } = await advice.list(actor, query);
      return ok({ items: items.map((one) => ({ ...one, at: isoTime(one.at), until: isoTime(one.until) })), next });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/advisories',
    summary: 'Advise the other constituents about a post, a member or an instance',
    tag,
    auth: 'member',
    creates: true,
    body: advisoryInput.meta({ id: 'NewAdvisory' }),
    answers: { 201: z.object({ name: z.string() }) },
    handler: ({ actor, body, once }) =>
      once(
        (alongside) => advice.issue(actor, body, alongside),
        (issued) => json(201, issued),
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/advisories/posts',
    summary: 'Posts that advice is laid over here now; for those who moderate',
    tag,
    auth: 'member',
    query: PageQuery(30),
    answers: { 200: pageOf(Advised) },
    handler: async ({ actor, query }) => ok(await advice.posts(actor, query)),
  }),
  defineRoute({
    method: 'delete',
    path: '/advisories/{name}',
    summary: 'Take back what this instance advised',
    tag,
    auth: 'member',
    params: NameParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await advice.withdraw(actor, params.name);
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/advisories/settings',
    summary: 'What this instance makes of advice',
    tag,
    auth: 'member',
    answers: { 200: Settings },
    handler: async ({ actor }) => ok(await advice.settings(actor)),
  }),
  defineRoute({
    method: 'patch',
    path: '/advisories/settings',
    summary: 'Choose whose advice is shown or counts, and whether a quorum collapses posts',
    tag,
    auth: 'admin',
    body: adviceSettingsInput.meta({ id: 'AdviceSettingsChange', description: 'What is left out stays as it is.' }),
    answers: { 200: Settings },
    handler: async ({ actor, body }) => ok(await advice.change(actor, body)),
  }),
  defineRoute({
    method: 'put',
    path: '/posts/{name}/withdrawal',
    summary: 'Take back a post of a member of this instance on a plank: all instances are told',
    tag,
    auth: 'member',
    params: NameParams,
    body: WithdrawalInput,
    answers: { 200: z.object({ action: z.int() }) },
    async handler({ actor, params, body: { until, ...more } }) {
      return ok(await advice.withdrawPost(actor, keyOf(params.name), { ...more, lasts: { until: Date.parse(until) } }));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/posts/{name}/withdrawal',
    summary: 'Let it stand again',
    tag,
    auth: 'member',
    params: NameParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await advice.reinstatePost(actor, keyOf(params.name), { words: '' });
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/measure-list',
    summary: 'The measures against peers and members elsewhere, as a list to hand on',
    tag,
    auth: 'member',
    query: z.object({
      after: z.coerce
        .number()
        .int()
        .min(0)
        .max(Number.MAX_SAFE_INTEGER)
        .default(0)
        .meta({ description: 'The `next` of the list before: one has at most 2,000 measures.' }),
    }),
    answers: { 200: List },
    handler: async ({ actor, query }) => ok(await advice.exportMeasures(actor, query.after)),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/measure-list',
    summary: 'Look at the list of another instance, and take over what you choose of it',
    tag,
    auth: 'member',
    body: ImportInput,
    answers: { 200: ImportResult },
    handler: async ({ actor, body }) => ok(importedJson(await advice.importMeasures(actor, body))),
  }),
];
