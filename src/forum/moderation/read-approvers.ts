// Who could approve an action that waits for a second person: by name, for those who moderate there.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { approvalNeeds } from './approval-needs.ts';
import { readAction } from './read-action.ts';
import { entitledToAll } from './staff.ts';

/** Not who took it, nor whom it concerns. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const readApprovers =
  ({ db: { read }, clock }: { db: Pick<Database, 'read'>; clock: Clock }) =>
  async (actor: Actor, number: number): Promise<string[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const action = await readAction(read, number);
    may(actor, { do: 'moderate', can: 'see-cases', scope: action.row.scope });
    const { demands, not } = await approvalNeeds(read, action);
    const able = await entitledToAll(read, demands, clock.now());
    return able
      .filter(({ publicId }) => !not.has(publicId))
      .map(({ name }) => name)
      .sort();
  };
