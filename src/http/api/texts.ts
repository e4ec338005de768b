// The instance's rules, privacy text and imprint, in all their versions.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import type { TextKind } from '../../db/tables/coming-in.ts';
import { TEXT_MAX } from '../../forum/instance/change-text.ts';
import { type InstanceText, textKinds } from '../../forum/instance/text-store.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type TextRouteNeeds = {
  readText(kind: TextKind, version?: number): Promise<InstanceText & { html: string }>;
  listVersions(kind: TextKind, cursor?: string): Promise<Page<{ version: number; at: number }>>;
  changeText(actor: Actor, kind: TextKind, text: string): Promise<InstanceText & { html: string }>;
};

const Text = z
  .object({
    kind: z.enum(textKinds),
    version: z.int(),
    at: Time,
    text: z.string().meta({ description: 'Markdown.' }),
    html: z.string(),
  })
  .meta({ id: 'InstanceText' });

const NewText = z
  .object({ text: z.string().max(TEXT_MAX).meta({ description: 'Markdown; empty takes the text away.' }) })
  .meta({ id: 'NewInstanceText' });

const KindParams = z.object({ kind: z.enum(textKinds) });
const VersionParams = KindParams.extend({ version: z.string().regex(/^[1-9][0-9]{0,8}$/) });

const textOf = ({ kind, version, at, text, html }: InstanceText & { html: string }) => ({
  kind,
  version,
  at: isoTime(at),
  text,
  html,
});

const tag = 'instance';

export const textRoutes = (needs: TextRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/instance/texts/{kind}',
    summary: 'The rules, privacy text or imprint in force',
    tag,
    auth: 'none',
    params: KindParams,
    answers: { 200: Text },
    handler: async ({ params }) => ok(textOf(await needs.readText(params.kind))),
  }),
  defineRoute({
    method: 'put',
    path: '/instance/texts/{kind}',
    summary: 'Give a text a new version',
    tag,
    auth: 'admin',
    params: KindParams,
    body: NewText,
    answers: { 200: Text },
    handler: async ({ actor, params, body }) => ok(textOf(await needs.changeText(actor, params.kind, body.text))),
  }),
  defineRoute({
    method: 'get',
    path: '/instance/texts/{kind}/versions',
    summary: 'Since when each version of a text was in force',
    tag,
    auth: 'none',
    params: KindParams,
    query: z.object({ cursor: z.string().max(200).optional() }),
    answers: { 200: pageOf(z.object({ version: z.int(), at: Time })) },
    async handler({ params, query }) {
      const { items, next } = await needs.listVersions(params.kind, query.cursor);
      return ok({ items: items.map(({ version, at }) => ({ version, at: isoTime(at) })), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/instance/texts/{kind}/versions/{version}',
    summary: 'A version of a text, in force or not',
    tag,
    auth: 'none',
    params: VersionParams,
    answers: { 200: Text },
    handler: async ({ params }) => ok(textOf(await needs.readText(params.kind, Number(params.version)))),
  }),
];
