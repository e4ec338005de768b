// An admin says what the instance is called and how people come in.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type InstanceInput, putInstance } from './settings.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

/** @throws Refusal `unauthenticated`, `forbidden` */
export const describeInstance =
  (needs: Needs) =>
  async (actor: Actor, input: InstanceInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      await putInstance(tx, input);
      await appendEvent(tx, { kind: 'instance.changed', at: needs.clock.now() });
    });
    needs.wake.ring();
  };
