// An operator says that this database is older than what the instance has said: a dump was restored, or a machine rolled back.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { markRestored } from '../../journal/mark-restored.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `forbidden` */
export const markDatabase =
  (needs: Needs) =>
  async (actor: Actor): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      await inTurn(tx, 'journal');
      await markRestored(tx);
      await appendEvent(tx, { kind: 'instance.changed', at: needs.clock.now() });
    });
    needs.wake.ring();
  };
