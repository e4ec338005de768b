// An instance that the charter names, but that does not have it (its database was lost, or it was down when the last founder
// signed) takes the certified versions from a peer.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { keepOperationsKey } from '../../journal/key-store.ts';
import type { SigningKey } from '../../journal/keys.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type CertifiedVersion, type CheckedVersion, checkChain } from './certificate.ts';
import { openDraft } from './founding-delivery.ts';
import { firstOperationsKey } from './founding-message.ts';
import { keepFounding, keepMessage } from './founding-store.ts';
import { putInForce, refuseSecondCoalition } from './put-in-force.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string; governance: { key(): SigningKey | undefined } };

export type Adopted = { coalition: string; v: number; name: string; news: boolean };

/** @throws Refusal `invalid` on the field `versions` */
const checkVersions = (chain: readonly CertifiedVersion[]): CheckedVersion => {
  const checked = checkChain(chain);
  const [first] = checked.ok ? checked.versions : [];
  if (!checked.ok || !first)
    throw new Refusal('invalid', `versions: ${checked.ok ? 'none' : checked.why}.`, { field: 'versions' });
  return first;
};

/**
 * A founder that lost its database gets its first operations key back, and writes nothing with it before it has opened a new
 * epoch: it cannot know what it has said (protocol.md, Restoring).
 * @param chain from version 1 on
 * @throws Refusal `forbidden`, `invalid` (what is wrong with the chain; or it does not name this instance and its key),
 *   `unavailable` (no governance key), `conflict` (in another coalition)
 */
export const adoptCharter =
  ({ db, clock, wake, origin, governance }: Needs) =>
  async (actor: Actor, chain: readonly CertifiedVersion[]): Promise<Adopted> => {
    may(actor, { do: 'found-coalition' });
    const key = governance.key();
    if (!key) throw new Refusal('unavailable', 'The governance key of this instance is not at hand.');
    const { bytes, hash, charter, words, epochs } = checkVersions(chain);
    openDraft(bytes, { origin, gov: key.publicJwk, now: clock.now() });
    const first = firstOperationsKey(key, hash);
    const usable = epochs.some(
      ({ payload, operationsKid }) => payload.origin === origin && operationsKid === first.kid,
    );

    const news = await db.write(async (tx) => {
      await inTurn(tx, 'journal');
      await refuseSecondCoalition(tx, hash);
      const at = clock.now();
      await keepFounding(tx, { hash, bytes, at });
      for (const { origin: founder, message } of words) await keepMessage(tx, { hash, origin: founder, message, at });
      if (!(await putInForce(tx, origin, hash))) return false;
      if (usable) await keepOperationsKey(tx, first, clock);
      await appendEvent(tx, { kind: 'charter.changed', at, data: { founding: hash, state: 'in-force' } });
      return true;
    });
    wake.ring();
    return { coalition: hash, v: charter.v, name: charter.name, news };
  };
