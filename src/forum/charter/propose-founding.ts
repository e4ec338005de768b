// An admin proposes a founding charter: the draft is kept, to be signed and sent.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { SigningKey } from '../../journal/keys.ts';
import { ENVELOPE_BYTES } from '../../journal/limits.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { openDraft } from './founding-delivery.ts';
import type { Draft } from './founding-draft.ts';
import { keepFounding } from './founding-store.ts';
import { refuseSecondCoalition } from './put-in-force.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string; governance: { key(): SigningKey | undefined } };

/** Bytes of a body that travels between founders (protocol.md, Exchange). */
export const FOUNDING_BYTES = ENVELOPE_BYTES;
/** One founder's message and what is around it: about 1,700 bytes, and names may be long. */
const ROOM = 3_000;

/** A draft that no founder could be sent is no use to anybody. */
const checkSize = ({ bytes, charter }: Draft): void => {
  const size = Buffer.byteLength(JSON.stringify(bytes));
  if (charter.constituents.length === 1 || size <= FOUNDING_BYTES - ROOM) return;
  throw new Refusal(
    'too-large',
    `draft: it has ${size} bytes, and at most ${FOUNDING_BYTES - ROOM} travel between founders. Shorten the planks' texts, or found with fewer instances and admit the others later.`,
    { field: 'draft' },
  );
};

/** @throws Refusal `forbidden`, `invalid`, `too-large`, `conflict` (in a coalition already) */
export const proposeFounding =
  ({ db, clock, wake, origin, governance }: Needs) =>
  async (actor: Actor, bytes: string): Promise<{ hash: string }> => {
    may(actor, { do: 'found-coalition' });
    const draft = openDraft(bytes, { origin, gov: governance.key()?.publicJwk, now: clock.now() });
    checkSize(draft);
    const { hash } = draft;
    await db.write(async (tx) => {
      await inTurn(tx, 'journal');
      await refuseSecondCoalition(tx, hash);
      const at = clock.now();
      if (!(await keepFounding(tx, { hash, bytes, at }))) return;
      await appendEvent(tx, { kind: 'charter.changed', at, data: { founding: hash, state: 'draft' } });
    });
    wake.ring();
    return { hash };
  };
