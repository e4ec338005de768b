// An admin says what the instance is called and how people come in.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { markUntold } from '../planks/tally-due.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { showAllVotes } from '../threads/board-votes.ts';
import { type InstanceInput, putInstance, readVoting } from './settings.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; origin: string };

/** @throws Refusal `unauthenticated`, `forbidden` */
export const describeInstance =
  (needs: Needs) =>
  async (actor: Actor, input: InstanceInput): Promise<void> => {
    await needs.db.write(async (tx) => {
      may(actor, { do: 'manage-instance' });
      const before = await readVoting(tx);
      await putInstance(tx, input);
      const voting = await readVoting(tx);
      if (voting !== before) {
        await showAllVotes(tx, voting);
        await markUntold(tx, needs.origin, voting, needs.clock.now());
      }
      await appendEvent(tx, { kind: 'instance.changed', at: needs.clock.now() });
    });
    needs.wake.ring();
  };
