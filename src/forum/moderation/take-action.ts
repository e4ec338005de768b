// A moderator takes an action: one, or many that one action carries.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database } from '../../db/database.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { Subject } from '../policy/measures.ts';
import { type ActionDraft, capabilityFor } from './draft.ts';
import { type RecordedActions, recordActions } from './record-actions.ts';

export type ModerationNeeds = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

export type NewAction = Omit<ActionDraft, 'by' | 'parent' | 'target'>;
export type NewBulk = Omit<NewAction, 'subject'> & { readonly subjects: readonly Subject[] };

/** Items of one bulk measure. */
export const MOST_SUBJECTS = 5_000;

/** Nobody decides about oneself. */
const refuseSelf = (actor: Actor, subjects: readonly Subject[]): void => {
  if (actor.kind === 'member' && subjects.some((one) => one.kind === 'member' && one.member === actor.publicId))
    throw new Refusal('forbidden', 'subject: nobody moderates themselves.', { field: 'subject' });
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found` (subject), `invalid` */
export const takeAction =
  (needs: ModerationNeeds) =>
  async (actor: Actor, action: NewAction, alongside?: Alongside<RecordedActions>): Promise<RecordedActions> => {
    // Where it holds is found with its subject; somebody who moderates nowhere gets no further.
    may(actor, { do: 'moderate', can: capabilityFor(action) });
    refuseSelf(actor, [action.subject]);
    const taken = await needs.db.write(async (tx) => {
      const now = needs.clock.now();
      const recorded = await recordActions(tx, { ...needs, now }, [{ ...action, by: actor }]);
      await alongside?.(tx, recorded);
      await appendEvents(tx, recorded.events, now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };

/** One action that carries one more for each subject: reversing it reverses just those. @throws Refusal as takeAction */
export const takeBulk =
  (needs: ModerationNeeds) =>
  async (actor: Actor, bulk: NewBulk, alongside?: Alongside<RecordedActions>): Promise<RecordedActions> => {
    const { subjects, ...action } = bulk;
    if (bulk.kind === 'purge')
      throw new Refusal('invalid', 'kind: what cannot be undone is purged one by one.', { field: 'kind' });
    const [first] = subjects;
    if (!first || subjects.length > MOST_SUBJECTS)
      throw new Refusal('invalid', said`subjects: name 1 to ${MOST_SUBJECTS}.`, { field: 'subjects' });
    may(actor, { do: 'moderate', can: capabilityFor({ kind: bulk.kind, subject: first }) });
    refuseSelf(actor, subjects);
    const parent: ActionDraft = { ...action, by: actor, kind: 'bulk', subject: { kind: 'none' }, settings: {} };
    const children = subjects.map((subject): ActionDraft => ({ ...action, by: actor, subject }));
    const taken = await needs.db.write(async (tx) => {
      const now = needs.clock.now();
      const recorded = await recordActions(tx, { ...needs, now }, [parent, ...children]);
      await alongside?.(tx, recorded);
      await appendEvents(tx, recorded.events, now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };
