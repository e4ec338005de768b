// The coalition's charter, in all its versions: what it says, and what is needed to check it.
import { z } from 'zod';
import type { Page } from '../../base/page.ts';
import { plankSchema, rulesSchema } from '../../forum/charter/charter.ts';
import type { CharterView, VersionSummary } from '../../forum/charter/read-charter.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type CharterReadNeeds = {
  readCharter(v?: number): Promise<CharterView>;
  listCharterVersions(cursor?: string): Promise<Page<VersionSummary>>;
};

const Effective = Time.nullable().meta({
  description: 'From when on it counts; null for version 1, which counts from ever on.',
});

const Constituent = z
  .object({
    id: z.string(),
    url: z.string(),
    name: z.string(),
    since: z.string(),
    voting: z.boolean(),
    fingerprint: z.string().meta({ description: 'Of the governance key, to be read to each other.' }),
    key: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }),
    self: z.boolean().meta({ description: 'Whether it is this instance.' }),
  })
  .meta({ id: 'Constituent' });

const { slug, title, text, audience, since, termStart, termDays } = plankSchema.shape;
const Fraction = z.array(z.int()).meta({ description: 'Numerator and denominator.' });
const { noticeHours, reviewBy } = rulesSchema.shape;

const Charter = z
  .object({
    v: z.int(),
    hash: z.string().meta({ description: 'Base64url SHA-256 of `bytes`.' }),
    coalition: z.string().meta({ description: 'The hash of version 1.' }),
    prev: z.string().meta({ description: 'The hash of the version before; empty for the first.' }),
    newest: z.int().meta({ description: 'The newest version that is known here.' }),
    effective: Effective,
    inForce: z.boolean().meta({ description: 'Whether it is the one that counts now.' }),
    name: z.string(),
    constituents: z.array(Constituent),
    planks: z.array(
      z.object({ slug, title, text, audience, since, termStart, termDays, closed: z.string().nullable() }),
    ),
    rules: z.object({
      ...{ admit: Fraction, expel: Fraction, plank: Fraction, amend: Fraction },
      ...{ noticeHours, reviewBy },
    }),
    predecessor: z.string().nullable(),
    signatures: z
      .array(z.object({ origin: z.string(), name: z.string(), at: z.string(), fingerprint: z.string() }))
      .meta({ description: 'Who certified it.' }),
    bytes: z.string().meta({ description: 'What is hashed and signed (RFC 8785).' }),
    certificate: z.array(z.string()).meta({ description: 'Compact JWS (RFC 7515) by those who certified it.' }),
  })
  .meta({ id: 'Charter' });

const Summary = z
  .object({
    v: z.int(),
    hash: z.string(),
    effective: Effective,
    name: z.string(),
    constituents: z.int(),
    planks: z.int(),
  })
  .meta({ id: 'CharterVersion' });

const time = (effective: number | null): string | null => (effective === null ? null : isoTime(effective));
const shown = (view: CharterView) => ({ ...view, effective: time(view.effective) });

const tag = 'coalition';

export const charterReadRoutes = (needs: CharterReadNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/charter',
    summary: 'The charter that counts now',
    tag,
    auth: 'none',
    answers: { 200: Charter },
    handler: async () => ok(shown(await needs.readCharter())),
  }),
  defineRoute({
    method: 'get',
    path: '/charter/versions',
    summary: 'All versions of the charter, the newest first',
    tag,
    auth: 'none',
    query: z.object({ cursor: z.string().max(200).optional() }),
    answers: { 200: pageOf(Summary) },
    async handler({ query }) {
      const { items, next } = await needs.listCharterVersions(query.cursor);
      return ok({ items: items.map((one) => ({ ...one, effective: time(one.effective) })), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/charter/versions/{version}',
    summary: 'A version of the charter, whether it counts or not',
    tag,
    auth: 'none',
    params: z.object({ version: z.string().regex(/^[1-9][0-9]{0,8}$/) }),
    answers: { 200: Charter },
    handler: async ({ params }) => ok(shown(await needs.readCharter(Number(params.version)))),
  }),
];
