// GET /federation/v1/charter?since=v: the chain of certified versions, for everybody who asks, and taking it from a peer.
import { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import { parseStrictJson, StrictJsonError } from '../base/strict-json.ts';
import type { Clock } from '../base/time.ts';
import type { Database, Reader } from '../db/database.ts';
import type { Wake } from '../events/wake.ts';
import { type Adopted, adoptCharter } from '../forum/charter/adopt-charter.ts';
import type { CertifiedVersion } from '../forum/charter/certificate.ts';
import { latestVersion, listVersions } from '../forum/charter/charter-store.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { may } from '../forum/policy/may.ts';
import type { SigningKey } from '../journal/keys.ts';
import type { Client } from './net/client.ts';

export const CHARTER_PATH = '/federation/v1/charter';
const ANSWER_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

export const charterAnswerSchema = z.object({
  versions: z.array(z.object({ bytes: z.string(), certificate: z.string(), effective: z.int().min(0) })).max(10_000),
});
export type CharterAnswer = { versions: CertifiedVersion[] };

/** Answers the call. Empty outside a coalition. @param since the version that the caller has; 0 for none */
export const serveCharter =
  (needs: { db: { readonly read: Reader } }) =>
  async (since: number): Promise<CharterAnswer> => {
    const { read } = needs.db;
    const latest = await latestVersion(read);
    const versions = latest ? await listVersions(read, latest.coalition, since) : [];
    return { versions: versions.map(({ bytes, certificate, effective }) => ({ bytes, certificate, effective })) };
  };

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  origin: string;
  governance: { key(): SigningKey | undefined };
  client: Pick<Client, 'request'>;
};

const unavailable = (url: string, why: string) => new Refusal('unavailable', `url: ${url}: ${why}.`, { field: 'url' });

const parseAnswer = (url: string, body: Uint8Array): CharterAnswer => {
  try {
    const parsed = charterAnswerSchema.safeParse(parseStrictJson(Buffer.from(body).toString()));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error;
  }
  throw unavailable(url, 'its answer is not one to this question');
};

/**
 * For a founder that does not have the charter: asks one peer for it, checks it and puts it in force. The whole chain is asked
 * for, since it is checked from its first version on.
 * @param url of any instance of the coalition
 * @throws Refusal `forbidden`, `unavailable` (the peer, or the governance key), `invalid`, `conflict`
 */
export const fetchCharter =
  (needs: Needs) =>
  async (actor: Actor, url: string): Promise<Adopted> => {
    may(actor, { do: 'found-coalition' });
    if (!URL.canParse(CHARTER_PATH, url))
      throw new Refusal('invalid', `url: "${url}" is no address.`, { field: 'url' });
    const target = new URL(CHARTER_PATH, url);
    target.searchParams.set('since', '0');
    const answer = await needs.client.request({
      method: 'GET',
      url: target.href,
      headers: { accept: 'application/json' },
      maxBytes: ANSWER_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
    if (!answer.ok) throw unavailable(url, answer.why);
    if (answer.status !== 200) throw unavailable(url, `it answered ${answer.status}`);
    const { versions } = parseAnswer(url, answer.body);
    if (versions.length === 0) throw unavailable(url, 'it is in no coalition');
    return adoptCharter(needs)(actor, versions);
  };
