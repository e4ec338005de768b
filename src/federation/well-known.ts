// What an instance tells about itself to whoever asks: `/.well-known/koinon` (protocol.md, Exchange). Not signed: its
// keys are compared by people before they count.
import { z } from 'zod';
import { ORIGIN } from '../base/names.ts';
import { parseStrictJson } from '../base/strict-json.ts';
import { isHash } from '../journal/forms.ts';
import type { Client } from './net/client.ts';

const MAX_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;
export const WELL_KNOWN_PATH = '/.well-known/koinon';

const hash = z.string().refine(isHash, 'not 32 bytes of base64url');
/** Fields that others may add (`kid`, `use`) are dropped, the rest is put in order. */
const jwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: hash });

export const wellKnownSchema = z.object({
  software: z.object({ name: z.string().min(1).max(64), version: z.string().max(64) }),
  /** Protocol versions that it speaks. */
  protocols: z.array(z.number().int().min(1).max(1000)).min(1).max(16),
  /** The id under which it is, or wants to be, admitted. */
  origin: z.string().regex(ORIGIN),
  name: z.string().min(1).max(200),
  /** The operations key is null until a journal is open. */
  keys: z.object({ operations: jwk.nullable(), governance: jwk }),
  /** Null as long as it takes part in none. */
  coalition: hash.nullable(),
  charter: z.object({ v: z.number().int().min(1), hash }).nullable(),
  /** Where the calls are: `https://greens.example/federation/v1`. */
  base: z.url({ protocol: /^https?$/ }).max(2048),
});
export type WellKnown = z.infer<typeof wellKnownSchema>;

export type FetchedWellKnown = { ok: true; document: WellKnown } | { ok: false; why: string };

const fail = (why: string): FetchedWellKnown => ({ ok: false, why });

const parseDocument = (bytes: Uint8Array): unknown => {
  try {
    return parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};

/** @param url an instance's public URL, or any below it */
export const fetchWellKnown = async (client: Pick<Client, 'request'>, url: string): Promise<FetchedWellKnown> => {
  if (!URL.canParse(url)) return fail('refused: not a URL');
  const target = new URL(WELL_KNOWN_PATH, url);
  const answer = await client.request({
    method: 'GET',
    url: target.href,
    headers: { accept: 'application/json' },
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return fail(`it answered ${answer.status} instead of its well-known document`);
  const type = answer.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type)) return fail('its well-known document is not application/json');
  const json = parseDocument(answer.body);
  if (json === undefined) return fail('its well-known document is not strict JSON');
  const parsed = wellKnownSchema.safeParse(json);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'it is no object';
    return fail(`its well-known document breaks a rule: ${field}`);
  }
  // It speaks for itself, not for others.
  if (new URL(parsed.data.base).origin !== target.origin) return fail('its well-known document sends calls elsewhere');
  return { ok: true, document: parsed.data };
};
