// Sends a founding's draft and words to the other founders: right after signing, and again until each has all of them. What
// an answer brings is taken in too, so that a founder whom nobody can call gets everything by calling.
import { compareBytes } from '../base/names.ts';
import type { Reader } from '../db/database.ts';
import type { Constituent } from '../forum/charter/charter.ts';
import { checkDelivery } from '../forum/charter/founding-delivery.ts';
import {
  type Founding,
  findFounding,
  foundingsSignedBy,
  messagesOfFounding,
  readKeptDraft,
} from '../forum/charter/founding-store.ts';
import { FOUNDING_BYTES } from '../forum/charter/propose-founding.ts';
import { takeInFounding } from '../forum/charter/receive-founding.ts';
import { operator } from '../forum/policy/actor.ts';
import { FOUNDING_PATH, type FoundingAnswer, type FoundingNeeds, foundingAnswerSchema } from './founding.ts';
import { listPeers, noteReached } from './sync/peer-store.ts';

const ANSWER_BYTES = 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** What came of sending to one founder. */
export type Sent =
  | { to: string; ok: true; state: FoundingAnswer['state']; signed: readonly string[] }
  | { to: string; ok: false; why: string };

/** As many of the messages as fit into one body, the first always. */
const fill = (draft: string, own: string, others: readonly string[]): { body: string; taken: number } => {
  for (let taken = others.length; ; taken--) {
    const body = JSON.stringify({ draft, signatures: [own, ...others.slice(0, taken)] });
    if (taken === 0 || Buffer.byteLength(body) <= FOUNDING_BYTES) return { body, taken };
  }
};

/** @returns why it was refused, in the words of the other side, shortened and without what a terminal would obey */
const detailOf = (body: Uint8Array): string => {
  try {
    const { detail } = JSON.parse(Buffer.from(body).toString()) as { detail?: unknown };
    return typeof detail === 'string' ? `: ${detail.slice(0, 300).replace(/[\p{Cc}\p{Cf}]/gu, '?')}` : '';
  } catch {
    return '';
  }
};

const post = async (
  { client }: FoundingNeeds,
  url: string,
  body: string,
): Promise<{ ok: true; answer: FoundingAnswer } | { ok: false; why: string }> => {
  const answer = await client.request({
    method: 'POST',
    url: new URL(FOUNDING_PATH, url).href,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body,
    maxBytes: ANSWER_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return { ok: false, why: `it answered ${answer.status}${detailOf(answer.body)}` };
  try {
    return { ok: true, answer: foundingAnswerSchema.parse(JSON.parse(Buffer.from(answer.body).toString())) };
  } catch {
    return { ok: false, why: 'its answer is not one to a founding' };
  }
};

/** Keeps what an answer brought and we do not have. */
const learn = async (needs: FoundingNeeds, draft: string, signatures: readonly string[]): Promise<void> => {
  if (signatures.length === 0) return;
  const self = { origin: needs.origin, gov: needs.governance.key()?.publicJwk, now: needs.clock.now() };
  await takeInFounding(needs)(operator, checkDelivery({ draft, signatures }, self));
};

const sendTo = async (needs: FoundingNeeds, founding: Founding, founder: Constituent): Promise<Sent> => {
  const to = founder.id;
  const theirs = new Set<string>();
  for (;;) {
    const messages = await messagesOfFounding(needs.db.read, founding.hash);
    const own = messages.get(needs.origin);
    if (own === undefined) return { to, ok: false, why: 'not signed here yet' };
    const others = [...messages].flatMap(([origin, message]) =>
      origin === needs.origin || theirs.has(origin) ? [] : [message],
    );
    const { body, taken } = fill(founding.bytes, own, others);
    const sent = await post(needs, founder.url, body);
    if (!sent.ok) return { to, ok: false, why: sent.why };
    const { state, signed, signatures } = sent.answer;
    await learn(
      needs,
      founding.bytes,
      signatures.filter((message) => ![...messages.values()].includes(message)),
    );
    const before = theirs.size;
    for (const origin of signed) theirs.add(origin);
    // Done when all went at once, or when another round would bring the other side nothing new.
    if (state !== 'draft' || taken === others.length || theirs.size === before) return { to, ok: true, state, signed };
  }
};

const sendSafely = async (needs: FoundingNeeds, founding: Founding, founder: Constituent): Promise<Sent> => {
  try {
    return await sendTo(needs, founding, founder);
  } catch (error) {
    // What came with the answer was refused here.
    return { to: founder.id, ok: false, why: error instanceof Error ? error.message : 'its answer was refused here' };
  }
};

const isInForce = async (reader: Reader, hash: string): Promise<boolean> =>
  (await findFounding(reader, hash))?.state === 'in-force';

/** Sends one founding to these founders, all at once, and notes who has it in force. */
const sendToAll = async (
  needs: FoundingNeeds,
  founding: Founding,
  founders: readonly Constituent[],
): Promise<Sent[]> => {
  const all = await Promise.all(founders.map((founder) => sendSafely(needs, founding, founder)));
  const there = all.filter((sent) => sent.ok && sent.state === 'in-force');
  if (there.length > 0 && (await isInForce(needs.db.read, founding.hash)))
    await needs.db.write(async (tx) => {
      for (const { to } of there)
        await noteReached(tx, { coalition: founding.hash, origin: to, at: needs.clock.now(), v: 1 });
    });
  for (const sent of all)
    if (!sent.ok) needs.log.debug({ founding: founding.hash, to: sent.to, why: sent.why }, 'a founder was not reached');
  return all;
};

const othersOf = (needs: FoundingNeeds, founding: Founding): Constituent[] =>
  readKeptDraft(founding)
    .constituents.filter(({ id }) => id !== needs.origin)
    .sort((a, b) => compareBytes(a.id, b.id));

/** Sends the draft and every word on it to all other founders. Best effort: see {@link spreadFoundings}. */
export const sendFounding =
  (needs: FoundingNeeds) =>
  async (hash: string): Promise<Sent[]> => {
    const founding = await findFounding(needs.db.read, hash);
    return founding ? sendToAll(needs, founding, othersOf(needs, founding)) : [];
  };

/**
 * For a loop: sends what this instance has signed to those who are not known to have it in force. Costs two look-ups when
 * there is nothing to send. Never throws for what others do.
 */
export const spreadFoundings = (needs: FoundingNeeds) => async (): Promise<Sent[]> => {
  const sent: Sent[] = [];
  for (const founding of await foundingsSignedBy(needs.db.read, needs.origin)) {
    if (founding.state === 'refused') continue;
    const peers = await listPeers(needs.db.read, founding.hash);
    const done = new Set(peers.filter(({ charter_v }) => charter_v > 0).map(({ origin }) => origin));
    if (founding.state === 'in-force' && done.size === peers.length) continue;
    const lacking = othersOf(needs, founding).filter(({ id }) => !done.has(id));
    if (lacking.length > 0) sent.push(...(await sendToAll(needs, founding, lacking)));
  }
  return sent;
};
