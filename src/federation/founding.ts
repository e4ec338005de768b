// How a founding travels: drafts and founders' words go from founder to founder by POST /federation/v1/founding, again and
// again until each has all (protocol.md, Exchange and Charter). Here is what answers; founding-spread.ts sends, and
// found-coalition.ts is what an admin starts with.
import { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { Clock } from '../base/time.ts';
import type { Database } from '../db/database.ts';
import type { Wake } from '../events/wake.ts';
import { type Constituent, firstIssue } from '../forum/charter/charter.ts';
import { fingerprintOf } from '../forum/charter/fingerprint.ts';
import { checkDelivery } from '../forum/charter/founding-delivery.ts';
import { messagesOfFounding } from '../forum/charter/founding-store.ts';
import { FOUNDING_BYTES } from '../forum/charter/propose-founding.ts';
import { refuseSecondCoalition } from '../forum/charter/put-in-force.ts';
import { takeInFounding } from '../forum/charter/receive-founding.ts';
import { operator } from '../forum/policy/actor.ts';
import type { SigningKey } from '../journal/keys.ts';
import type { Client } from './net/client.ts';
import { fetchWellKnown } from './well-known.ts';

export const FOUNDING_PATH = '/federation/v1/founding';

export type FoundingNeeds = {
  db: Database;
  clock: Clock;
  wake: Wake;
  /** The id of this instance. */
  origin: string;
  governance: { key(): SigningKey | undefined };
  client: Pick<Client, 'request'>;
  log: Logger;
};

/** `signatures`: founders' messages, the sender's own first: it authenticates the delivery. */
const deliverySchema = z.strictObject({
  draft: z.string().min(2).max(FOUNDING_BYTES),
  signatures: z.array(z.string().max(FOUNDING_BYTES)).min(1).max(200),
});

export const foundingAnswerSchema = z.object({
  hash: z.string(),
  state: z.enum(['draft', 'in-force', 'refused']),
  /** Origins of the founders whose word is here. */
  signed: z.array(z.string()).max(200),
  /** Their messages, as far as the sender did not bring them. */
  signatures: z.array(z.string().max(FOUNDING_BYTES)).max(200),
});
export type FoundingAnswer = z.infer<typeof foundingAnswerSchema>;

export type KeyComparison = { id: string; state: 'same' | 'other' | 'unreachable'; why: string };

/** Holds what draft `hash` says of a founder against the founder's own well-known document. */
export const compareKey = async (
  client: Pick<Client, 'request'>,
  { id, url, gov }: Pick<Constituent, 'id' | 'url' | 'gov'>,
  hash: string,
): Promise<KeyComparison> => {
  const fetched = await fetchWellKnown(client, url);
  if (!fetched.ok) return { id, state: 'unreachable', why: fetched.why };
  const { origin, keys, coalition } = fetched.document;
  if (origin !== id) return { id, state: 'other', why: `${url} says that it is ${origin}` };
  if (coalition !== null && coalition !== hash)
    return { id, state: 'other', why: `${url} says that it is in another coalition` };
  const { x } = keys.governance;
  if (x === gov.x) return { id, state: 'same', why: '' };
  const theirs = fingerprintOf({ kty: 'OKP', crv: 'Ed25519', x });
  return { id, state: 'other', why: `the draft names the key ${fingerprintOf(gov)}, ${url} says ${theirs}` };
};

/** A founder who brings its first word is asked for its key where the draft says that it lives. */
const checkSender = async (needs: FoundingNeeds, sender: Constituent, hash: string): Promise<void> => {
  const { state, why } = await compareKey(needs.client, sender, hash);
  if (state === 'other') throw new Refusal('forbidden', `draft: ${sender.id}: ${why}.`, { field: 'draft' });
  if (state === 'unreachable')
    throw new Refusal('unavailable', `The well-known document of ${sender.id} could not be read: ${why}.`, {
      retryAfter: 60,
    });
};

/**
 * Answers POST /federation/v1/founding, whoever sends it.
 * @param body the parsed JSON; the door refuses more than 16 KiB before it parses
 * @param from the caller's address, for the log
 * @throws Refusal `invalid`, `too-large`, `forbidden` (a signature or key is another), `unavailable` (the sender's well-known
 *   document cannot be read now), `conflict` (in another coalition), `too-many`
 */
export const receiveFounding =
  (needs: FoundingNeeds) =>
  async (body: unknown, from: string): Promise<FoundingAnswer> => {
    const { db, clock, origin, governance, log } = needs;
    const parsed = deliverySchema.safeParse(body);
    if (!parsed.success) {
      const { field, rule } = firstIssue(parsed.error);
      throw new Refusal('invalid', `${field || 'body'}: ${rule}.`, { field });
    }
    if (Buffer.byteLength(JSON.stringify(parsed.data)) > FOUNDING_BYTES)
      throw new Refusal('too-large', `A founding travels in pieces of at most ${FOUNDING_BYTES} bytes.`);
    const delivery = checkDelivery(parsed.data, { origin, gov: governance.key()?.publicJwk, now: clock.now() });
    const { hash, charter, words } = delivery;
    const sender = charter.constituents.find(({ id }) => id === words[0]?.origin);
    if (!sender) throw new Error('A word was checked without its founder.');
    await refuseSecondCoalition(db.read, hash);
    const known = await messagesOfFounding(db.read, hash);
    if (sender.id !== origin && !known.has(sender.id)) {
      log.info({ founding: hash, sender: sender.id, from }, 'a founder brings its first word: asking for its key');
      await checkSender(needs, sender, hash);
    }

    const { state, messages } = await takeInFounding(needs)(operator, delivery);
    const brought = new Set(words.map((word) => word.origin));
    return {
      hash,
      state,
      signed: [...messages.keys()],
      signatures: [...messages].flatMap(([founder, message]) => (brought.has(founder) ? [] : [message])),
    };
  };
