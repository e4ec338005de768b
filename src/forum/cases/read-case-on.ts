// The case about one thing, in whatever queue, for those who moderate where it is.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import { can } from '../policy/capabilities.ts';
import { may } from '../policy/may.ts';
import { type Subject, subjectText } from '../policy/measures.ts';
import { findCaseOf } from './case-store.ts';
import { type CaseView, viewOfCase } from './read-cases.ts';
import { concerns } from './work-case.ts';

/** Undefined: there is none, or not for the actor. @throws Refusal `unauthenticated`, `forbidden` */
export const readCaseOn =
  ({ db: { read }, clock, origin }: { db: Pick<Database, 'read'>; clock: Clock; origin: string }) =>
  async (actor: Actor, subject: Subject): Promise<CaseView | undefined> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const found = await findCaseOf(read, subjectText(subject));
    if (!found || !can(actor, 'see-cases', found.scope) || concerns(found, actor)) return undefined;
    return viewOfCase(read, { actor, now: clock.now(), home: origin }, found);
  };
