// A draft of version 1: what a founding proposal says, who founds, and the rules that only the first version has. Pure.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { compareBytes } from '../../base/names.ts';
import type { PublicJwk } from '../../journal/keys.ts';
import {
  type Charter,
  charterBytes,
  charterHash,
  charterSchema,
  firstIssue,
  plankSchema,
  rulesSchema,
} from './charter.ts';

/** What stands in the file that a coalition is founded with. */
export const proposalSchema = z.strictObject({
  name: charterSchema.shape.name,
  planks: z
    .array(plankSchema.pick({ slug: true, title: true, text: true, audience: true, termDays: true }))
    .min(1)
    .max(50),
  rules: rulesSchema,
});
export type Proposal = z.infer<typeof proposalSchema>;

export type Founder = {
  /** Host of `url`, in lower case, with its port when it has one. */
  id: string;
  /** Without a slash at its end. */
  url: string;
  name: string;
  gov: PublicJwk;
};

export type Draft = { charter: Charter; bytes: string; hash: string };

const invalid = ({ field, rule }: { field: string; rule: string }): Refusal =>
  new Refusal('invalid', `${field || 'charter'}: ${rule}.`, { field });

/** @throws Refusal `invalid` that names the field */
export const readProposal = (value: unknown): Proposal => {
  const parsed = proposalSchema.safeParse(value);
  if (!parsed.success) throw invalid(firstIssue(parsed.error));
  return parsed.data;
};

/** ISO instant at which version 1 says that everything in it began. */
export const foundedAt = (charter: Charter): string => charter.constituents[0]?.since ?? '';

const constituentFault = ({ constituents }: Charter, since: string): [field: string, rule: string] | undefined => {
  const keys = new Set<string>();
  for (const [index, one] of constituents.entries()) {
    const at = (field: string) => `constituents.${index}.${field}`;
    const url = URL.canParse(one.url) ? new URL(one.url) : undefined;
    if (!/^https?:$/.test(url?.protocol ?? '') || url?.origin !== one.url)
      return [at('url'), 'must be an http or https address without a path'];
    if (one.id.replace(/~.*/, '') !== url.host) return [at('id'), 'must be the host of its url'];
    if (one.since !== since) return [at('since'), 'must be the time of the founding, for all the same'];
    if (!one.voting) return [at('voting'), 'must be true: all founders vote'];
    if (keys.has(one.gov.x)) return [at('gov'), 'must be a key of its own'];
    keys.add(one.gov.x);
  }
  const sorted = constituents.every(({ id }, i) => i === 0 || compareBytes(constituents[i - 1]?.id ?? '', id) < 0);
  return sorted ? undefined : ['constituents', 'must be in the order of their ids'];
};

/** What a first version must say besides what every version must; undefined when it does. */
export const foundingFault = (charter: Charter): { field: string; rule: string } | undefined => {
  const since = foundedAt(charter);
  const fault = (field: string, rule: string) => ({ field, rule });
  if (charter.v !== 1) return fault('v', 'must be 1');
  if (charter.coalition !== '') return fault('coalition', 'must be empty in version 1');
  if (charter.prev !== '') return fault('prev', 'must be empty in version 1');
  if (Object.keys(charter.cuts).length > 0) return fault('cuts', 'must be empty in version 1');
  const found = constituentFault(charter, since);
  if (found) return fault(...found);
  for (const [index, plank] of charter.planks.entries()) {
    if (plank.since !== since) return fault(`planks.${index}.since`, 'must be the time of the founding');
    if (plank.termStart !== since) return fault(`planks.${index}.termStart`, 'must be the time of the founding');
    if (plank.closed !== undefined) return fault(`planks.${index}.closed`, 'must be absent in version 1');
  }
  if (charter.rules.reviewBy <= since) return fault('rules.reviewBy', 'must be later than the founding');
  return undefined;
};

/**
 * Writes version 1: the same founders, proposal and time give the same bytes.
 * @param now epoch milliseconds: when all of it begins
 * @throws Refusal `invalid` that names the field
 */
export const draftCharter = (input: Proposal & { founders: readonly Founder[]; now: number }): Draft => {
  const since = new Date(input.now).toISOString();
  const charter = {
    type: 'charter',
    v: 1,
    coalition: '',
    prev: '',
    name: input.name,
    constituents: input.founders
      .map(({ id, url, name, gov: { kty, crv, x } }) => ({ id, url, name, gov: { kty, crv, x }, since, voting: true }))
      .sort((a, b) => compareBytes(a.id, b.id)),
    planks: input.planks.map((plank) => ({ ...plank, since, termStart: since })),
    rules: input.rules,
    cuts: {},
  };
  const parsed = charterSchema.safeParse(charter);
  if (!parsed.success) throw invalid(firstIssue(parsed.error));
  const fault = foundingFault(parsed.data);
  if (fault) throw invalid(fault);
  const bytes = charterBytes(parsed.data);
  return { charter: parsed.data, bytes, hash: charterHash(bytes) };
};
