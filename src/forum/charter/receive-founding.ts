// A draft, or founders' words on one, came from another founder. They are kept and listed for the admin; nothing is done about
// a draft that this instance has not signed.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { CheckedDelivery } from './founding-delivery.ts';
import {
  countPending,
  type FoundingState,
  findFounding,
  foundingsSignedBy,
  keepFounding,
  keepMessage,
  messagesOfFounding,
} from './founding-store.ts';
import { putInForce, refuseSecondCoalition } from './put-in-force.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string };

/** Drafts that wait for the admin, from all founders and from one: a stranger cannot fill the list. */
const MOST_PENDING = 20;
const MOST_OF_ONE = 5;

export type FoundingStanding = { hash: string; state: FoundingState; messages: ReadonlyMap<string, string> };

const checkRoom = async (tx: Writer, self: string, sender: string): Promise<void> => {
  const ofOne = (await foundingsSignedBy(tx, sender)).filter(({ state }) => state === 'draft').length;
  if (ofOne < MOST_OF_ONE && (await countPending(tx, self)) < MOST_PENDING) return;
  throw new Refusal('too-many', 'Too many drafts wait for the admin here.', { retryAfter: 3_600 });
};

/** Answers false when all of it was here. */
const keepDelivery = async (tx: Writer, self: string, delivery: CheckedDelivery, at: number): Promise<boolean> => {
  const { hash, bytes, words } = delivery;
  if (!(await findFounding(tx, hash))) {
    // The first word is the sender's own: see federation/founding.ts.
    await checkRoom(tx, self, words[0]?.origin ?? '');
    await keepFounding(tx, { hash, bytes, at });
  }
  let news = 0;
  for (const { origin, message } of words) news += (await keepMessage(tx, { hash, origin, message, at })) ? 1 : 0;
  return news > 0;
};

/**
 * @param delivery what checkDelivery found right
 * @throws Refusal `conflict` (in another coalition), `too-many`
 */
export const takeInFounding =
  ({ db, clock, wake, origin }: Needs) =>
  async (actor: Actor, delivery: CheckedDelivery): Promise<FoundingStanding> => {
    may(actor, { do: 'found-coalition' });
    const { hash } = delivery;
    const standing = await db.write(async (tx) => {
      await inTurn(tx, 'journal');
      await refuseSecondCoalition(tx, hash);
      const at = clock.now();
      const news = await keepDelivery(tx, origin, delivery, at);
      if (news) await putInForce(tx, origin, hash);
      const state = (await findFounding(tx, hash))?.state ?? 'draft';
      const messages = await messagesOfFounding(tx, hash);
      if (news) await appendEvent(tx, { kind: 'charter.changed', at, data: { founding: hash, state } });
      return { hash, state, messages };
    });
    wake.ring();
    return standing;
  };
