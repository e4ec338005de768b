// What arrives, or is about to be kept, of a founding: a draft and founders' words on it. Checked here before any of it is
// stored. Refusals name the part that is wrong, for the founder who sent it.
import { Refusal } from '../../base/errors.ts';
import type { PublicJwk } from '../../journal/keys.ts';
import { charterHash, parseCharter } from './charter.ts';
import { type Draft, foundedAt, foundingFault } from './founding-draft.ts';
import { checkFoundingMessage, type FoundingMessage } from './founding-message.ts';

/** Clocks may differ by so much, in milliseconds. */
const AHEAD = 10 * 60_000;

/** The instance that looks at a draft. `gov` is absent where the governance key is kept elsewhere. */
export type Self = { origin: string; gov: PublicJwk | undefined; now: number };

/** @throws Refusal `invalid` on the field `draft` */
export const openDraft = (bytes: string, self: Self): Draft => {
  const refuse = (why: string) => new Refusal('invalid', `draft: ${why}.`, { field: 'draft' });
  const parsed = parseCharter(bytes);
  if (!parsed.ok) throw refuse(parsed.why);
  const { charter } = parsed;
  const fault = foundingFault(charter);
  if (fault) throw refuse(`${fault.field}: ${fault.rule}`);
  const own = charter.constituents.find(({ id }) => id === self.origin);
  if (!own) throw refuse(`does not name ${self.origin} as a founder`);
  if (self.gov && own.gov.x !== self.gov.x)
    throw refuse(`names a governance key for ${self.origin} that is not the one of this instance`);
  if (Date.parse(foundedAt(charter)) > self.now + AHEAD)
    throw refuse('its founding is more than ten minutes ahead of the clock here');
  return { charter, bytes, hash: charterHash(bytes) };
};

export type Delivery = { readonly draft: string; readonly signatures: readonly string[] };
export type CheckedDelivery = Draft & { readonly words: readonly FoundingMessage[] };

/** @throws Refusal `invalid` on the field `draft`, or `forbidden` on `signatures.0` and so on */
export const checkDelivery = ({ draft, signatures }: Delivery, self: Self): CheckedDelivery => {
  const opened = openDraft(draft, self);
  const words = signatures.map((signature, index) => {
    const checked = checkFoundingMessage(opened.charter, opened.hash, signature);
    if (checked.ok) return { origin: checked.origin, message: checked.message, epoch: checked.epoch };
    throw new Refusal('forbidden', `signatures.${index}: ${checked.why}.`, { field: `signatures.${index}` });
  });
  return { ...opened, words };
};
