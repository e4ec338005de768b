// What an admin does about a founding, with the network: draft with the others' keys, compare keys, sign and send.
import { Refusal } from '../base/errors.ts';
import { type Draft, draftCharter, type Founder, readProposal } from '../forum/charter/founding-draft.ts';
import { findFounding, readKeptDraft } from '../forum/charter/founding-store.ts';
import { proposeFounding } from '../forum/charter/propose-founding.ts';
import { signFounding } from '../forum/charter/sign-founding.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { may } from '../forum/policy/may.ts';
import { compareKey, type FoundingNeeds, type KeyComparison } from './founding.ts';
import { type Sent, sendFounding } from './founding-spread.ts';
import { fetchWellKnown } from './well-known.ts';

/** `url`, without a slash at its end, and `name` are what the charter says of this instance. */
export type FoundNeeds = FoundingNeeds & { url: string; name: string };

export type Signed = { hash: string; state: 'draft' | 'in-force'; sent: readonly Sent[] };

const ownFounder = ({ origin, url, name, governance }: FoundNeeds): Founder => {
  const key = governance.key();
  if (!key) throw new Refusal('unavailable', 'The governance key of this instance is not at hand.');
  return { id: origin, url, name, gov: key.publicJwk };
};

/** @throws Refusal `invalid`, `unavailable` (it cannot be read now), `conflict` (in a coalition) */
const fetchFounder = async ({ client }: FoundNeeds, url: string): Promise<Founder> => {
  const home = URL.canParse(url) ? new URL(url) : undefined;
  if (!home || !/^https?:$/.test(home.protocol))
    throw new Refusal('invalid', `with: "${url}" is no http or https address.`, { field: 'with' });
  const fetched = await fetchWellKnown(client, home.href);
  if (!fetched.ok) throw new Refusal('unavailable', `with: ${home.origin}: ${fetched.why}.`, { field: 'with' });
  const { origin, name, keys, coalition } = fetched.document;
  if (origin !== home.host)
    throw new Refusal('invalid', `with: ${home.origin} says that it is ${origin}.`, { field: 'with' });
  if (coalition !== null)
    throw new Refusal('conflict', `with: ${home.origin} is in a coalition already.`, { field: 'with' });
  return { id: origin, url: home.origin, name, gov: keys.governance };
};

/** How the keys of all other founders compare with what they say themselves now. Empty for a draft that is not here. */
export const compareFounders =
  (needs: FoundingNeeds) =>
  async (hash: string): Promise<KeyComparison[]> => {
    const founding = await findFounding(needs.db.read, hash);
    if (!founding) return [];
    const others = readKeptDraft(founding).constituents.filter(({ id }) => id !== needs.origin);
    return Promise.all(others.map((founder) => compareKey(needs.client, founder, hash)));
  };

/**
 * Signs and sends. A founder that cannot be reached now is no obstacle: its key is compared by people.
 * @throws Refusal `forbidden`, `not-found`, `unavailable`, `invalid`, `conflict` (see signFounding; or a founder says that its
 *   key is another)
 */
export const signAndSend =
  (needs: FoundingNeeds) =>
  async (actor: Actor, hash: string): Promise<Signed> => {
    may(actor, { do: 'found-coalition' });
    const other = (await compareFounders(needs)(hash)).find(({ state }) => state === 'other');
    if (other) throw new Refusal('conflict', `${other.id}: ${other.why}. Nothing was signed.`);
    const signed = await signFounding(needs)(actor, hash);
    const sent = await sendFounding(needs)(hash);
    const now = await findFounding(needs.db.read, hash);
    return { hash, state: now?.state === 'in-force' ? 'in-force' : signed.state, sent };
  };

/**
 * Drafts version 1 with the keys that the others publish, and keeps it unsigned.
 * @param proposal the parsed file
 * @param urls of the other founders; none for one instance alone
 * @throws Refusal `forbidden`, `invalid` (names the field), `unavailable`, `conflict`, `too-large`
 */
export const draftCoalition =
  (needs: FoundNeeds) =>
  async (actor: Actor, proposal: unknown, urls: readonly string[]): Promise<Draft> => {
    may(actor, { do: 'found-coalition' });
    const self = ownFounder(needs);
    const read = readProposal(proposal);
    const others = await Promise.all(urls.map((url) => fetchFounder(needs, url)));
    const draft = draftCharter({ ...read, founders: [self, ...others], now: needs.clock.now() });
    await proposeFounding(needs)(actor, draft.bytes);
    return draft;
  };

/** Drafts, signs and sends in one go: see {@link draftCoalition} and {@link signAndSend}. One instance alone is then a coalition. */
export const foundCoalition =
  (needs: FoundNeeds) =>
  async (actor: Actor, proposal: unknown, urls: readonly string[]): Promise<Signed & { draft: Draft }> => {
    const draft = await draftCoalition(needs)(actor, proposal, urls);
    return { ...(await signAndSend(needs)(actor, draft.hash)), draft };
  };
