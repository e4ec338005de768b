// An admin signs a draft with the governance key. One draft at a time: whoever signed two could end in two coalitions.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { keepOperationsKey } from '../../journal/key-store.ts';
import type { SigningKey } from '../../journal/keys.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { openDraft } from './founding-delivery.ts';
import { sealFounding } from './founding-message.ts';
import { findFounding, foundingsSignedBy, keepMessage, putFoundingState } from './founding-store.ts';
import { putInForce, refuseSecondCoalition } from './put-in-force.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string; governance: { key(): SigningKey | undefined } };

/** @throws Refusal `conflict`: another draft waits for its founders under this instance's signature */
const refuseSecondDraft = async (tx: Writer, self: string, hash: string): Promise<void> => {
  const other = (await foundingsSignedBy(tx, self)).find((one) => one.hash !== hash && one.state === 'draft');
  if (!other) return;
  throw new Refusal(
    'conflict',
    `This instance has signed another draft, ${other.hash}. It must be refused here before another one is signed.`,
  );
};

/**
 * Signing again what was signed changes nothing.
 * @throws Refusal `forbidden`, `not-found`, `unavailable` (no governance key), `invalid` (another key is named for this
 *   instance), `conflict` (another draft is signed, or a coalition is in force)
 */
export const signFounding =
  ({ db, clock, wake, origin, governance }: Needs) =>
  async (actor: Actor, hash: string): Promise<{ hash: string; state: 'draft' | 'in-force' }> => {
    may(actor, { do: 'found-coalition' });
    const founding = await findFounding(db.read, hash);
    if (!founding) throw new Refusal('not-found', 'There is no such draft here.', { field: 'hash' });
    const key = governance.key();
    if (!key) throw new Refusal('unavailable', 'The governance key of this instance is not at hand.');
    const { charter } = openDraft(founding.bytes, { origin, gov: key.publicJwk, now: clock.now() });
    const { message, operations } = sealFounding(charter, hash, origin, key);

    const signed = await db.write(async (tx) => {
      await inTurn(tx, 'journal');
      await refuseSecondCoalition(tx, hash);
      await refuseSecondDraft(tx, origin, hash);
      const at = clock.now();
      const first = await keepMessage(tx, { hash, origin, message, at });
      if (first) await keepOperationsKey(tx, operations, clock);
      const was = (await findFounding(tx, hash))?.state;
      if (was === 'refused') await putFoundingState(tx, hash, 'draft');
      const complete = await putInForce(tx, origin, hash);
      const state = complete || was === 'in-force' ? ('in-force' as const) : ('draft' as const);
      const news = first || complete || was === 'refused';
      if (news) await appendEvent(tx, { kind: 'charter.changed', at, data: { founding: hash, state } });
      return { hash, state };
    });
    wake.ring();
    return signed;
  };
