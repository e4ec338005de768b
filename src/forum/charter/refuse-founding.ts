// An admin puts a draft aside: it is no longer listed as waiting, nor sent on, and another one may be signed. What was signed
// stays signed: should all others sign too, the charter comes into force here unless another one has.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { findFounding, putFoundingState } from './founding-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `forbidden`, `not-found`, `conflict` (it is in force) */
export const refuseFounding =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, hash: string): Promise<void> => {
    may(actor, { do: 'found-coalition' });
    await db.write(async (tx) => {
      await inTurn(tx, 'journal');
      const founding = await findFounding(tx, hash);
      if (!founding) throw new Refusal('not-found', 'There is no such draft here.', { field: 'hash' });
      if (founding.state === 'in-force') throw new Refusal('conflict', 'This charter is in force.');
      if (!(await putFoundingState(tx, hash, 'refused'))) return;
      await appendEvent(tx, {
        kind: 'charter.changed',
        at: clock.now(),
        data: { founding: hash, state: 'refused' },
      });
    });
    wake.ring();
  };
