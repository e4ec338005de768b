// What helps to write: drafts, quotes, completion of names, and what an edit changed.
import { z } from 'zod';
import type { Actor } from '../../forum/policy/actor.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import { PLANK_NOTICE } from '../../forum/threads/input.ts';
import type { Diff } from '../../forum/threads/read-diff.ts';
import type { Completion } from '../../forum/writing/complete-mention.ts';
import type { Draft } from '../../forum/writing/draft-store.ts';
import { type DraftInput, draftInput } from '../../forum/writing/keep-draft.ts';
import { nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { Author, keyOf, NameParams } from './forum-shapes.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type WritingRouteNeeds = {
  reads: Pick<ForumReads, 'diff' | 'quote'>;
  listDrafts(actor: Actor): Promise<Draft[]>;
  keepDraft(actor: Actor, name: string, input: DraftInput): Promise<Draft>;
  dropDraft(actor: Actor, name: string): Promise<void>;
  acknowledgePlanks(actor: Actor): Promise<void>;
  completeMention(actor: Actor, beginning: string): Promise<Completion[]>;
  preview(markdown: string): string;
};

const DraftParams = z.object({ draft: z.string().regex(/^[A-Za-z0-9:@._~-]{1,100}$/) });

const DraftShape = z
  .object({
    name: z.string().meta({ description: 'As your program chose it: letters, digits and : @ . _ ~ -' }),
    for: draftInput.shape.for,
    parent: z.string().nullable(),
    title: z.string(),
    body: z.string(),
    version: z.int(),
    at: Time,
  })
  .meta({ id: 'Draft' });
const shapeOf = (draft: Draft) => ({ ...draft, at: isoTime(draft.at) });

const Part = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() }).meta({ id: 'DiffPart' });
const DiffShape = z
  .object({
    from: z.string().nullable().meta({ description: 'Id of a revision; null where nothing came before.' }),
    to: z.string(),
    title: z.array(Part).optional(),
    body: z.array(Part),
  })
  .meta({ id: 'Diff' });

const revision = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

export const writingRoutes = (needs: WritingRouteNeeds): Route[] => [
  defineRoute({
    method: 'put',
    path: '/me/acknowledgement',
    summary: 'Agree to what a plank is, before your first post on one',
    tag: 'writing',
    auth: 'member',
    body: z
      .object({ acknowledged: z.literal(true).meta({ description: `Which means: "${PLANK_NOTICE}"` }) })
      .meta({ id: 'Acknowledgement' }),
    answers: { 204: null },
    async handler({ actor }) {
      await needs.acknowledgePlanks(actor);
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/drafts',
    summary: 'Your drafts, the newest first',
    tag: 'writing',
    auth: 'member',
    answers: { 200: pageOf(DraftShape) },
    handler: async ({ actor }) => ok({ items: (await needs.listDrafts(actor)).map(shapeOf), next: null }),
  }),
  defineRoute({
    method: 'put',
    path: '/me/drafts/{draft}',
    summary: 'Keep a draft, or a newer version of it',
    tag: 'writing',
    auth: 'member',
    params: DraftParams,
    body: draftInput.meta({ id: 'NewDraft' }),
    answers: { 200: DraftShape },
    handler: async ({ actor, params, body }) => ok(shapeOf(await needs.keepDraft(actor, params.draft, body))),
  }),
  defineRoute({
    method: 'delete',
    path: '/me/drafts/{draft}',
    summary: 'Drop a draft',
    tag: 'writing',
    auth: 'member',
    params: DraftParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await needs.dropDraft(actor, params.draft);
      return nothing;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/previews',
    summary: 'How a text would be shown; nothing of it is kept',
    tag: 'writing',
    auth: 'member',
    body: z.object({ body: draftInput.shape.body }).meta({ id: 'PreviewInput' }),
    answers: { 200: z.object({ html: z.string() }).meta({ id: 'Preview' }) },
    handler: ({ body }) => ok({ html: needs.preview(body.body) }),
  }),
  defineRoute({
    method: 'get',
    path: '/mentions',
    summary: 'Who may be meant by the beginning of a name',
    tag: 'writing',
    auth: 'member',
    query: z.object({ q: z.string().regex(/^[a-z0-9_]{1,32}$/) }),
    answers: { 200: pageOf(Author) },
    handler: async ({ actor, query }) => ok({ items: await needs.completeMention(actor, query.q), next: null }),
  }),
  defineRoute({
    method: 'get',
    path: '/posts/{name}/quote',
    summary: 'A post as a quote, to begin a reply with',
    tag: 'writing',
    auth: 'none',
    params: NameParams,
    answers: { 200: z.object({ markdown: z.string() }) },
    handler: async ({ actor, params }) => ok({ markdown: await needs.reads.quote(actor, keyOf(params.name)) }),
  }),
  defineRoute({
    method: 'get',
    path: '/posts/{name}/diff',
    summary: 'What one revision changed of another, word by word; the newest of the one before, unless said',
    tag: 'posts',
    auth: 'none',
    params: NameParams,
    query: z.object({ from: revision, to: revision }),
    answers: { 200: DiffShape },
    handler: async ({ actor, params, query }): Promise<ReturnType<typeof ok>> => {
      const diff: Diff = await needs.reads.diff(actor, keyOf(params.name), query);
      return ok(diff);
    },
  }),
];
