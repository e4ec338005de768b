// Who could approve an action that waits for a second person: by name, for those who moderate there.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { ActionKind } from '../policy/measures.ts';
import { childrenOf } from './action-store.ts';
import { capabilityFor } from './draft.ts';
import { actionsWithParts, readAction, subjectAgain } from './read-action.ts';
import { entitled } from './staff.ts';

/** Not who took it, nor whom it concerns. @throws Refusal `unauthenticated`, `forbidden`, `not-found` */
export const readApprovers =
  ({ db: { read }, clock }: { db: Pick<Database, 'read'>; clock: Clock }) =>
  async (actor: Actor, number: number): Promise<string[]> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const action = await readAction(read, number);
    may(actor, { do: 'moderate', can: 'see-cases', scope: action.row.scope });
    const carried = await actionsWithParts(read, await childrenOf(read, number));
    const decides = carried[0] ?? action;
    const asked = { kind: decides.row.kind as ActionKind, subject: subjectAgain(decides) };
    const not = new Set([action.actor?.member, ...[action, ...carried].map(({ person }) => person?.member)]);
    const able = await entitled(read, capabilityFor(asked), decides.row.scope, clock.now());
    return able
      .filter(({ publicId }) => !not.has(publicId))
      .map(({ name }) => name)
      .sort();
  };
