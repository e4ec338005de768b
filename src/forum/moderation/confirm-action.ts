// A person looks at what was done by itself and stands by it: an action of theirs supports the same effect, with an end of its own.
// What was automatic stays in the log and ends as it would; undoing either leaves the other.

import { Refusal } from '../../base/errors.ts';
import { kept } from '../../base/said.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import { extendBrake, isBrakeLeft } from '../automation/brake-store.ts';
import { settleCaseById } from '../cases/settle-automatic.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { ActionKind, Reason } from '../policy/measures.ts';
import { actionsOn, childrenOf } from './action-store.ts';
import type { ActionDraft, Lasts } from './draft.ts';
import { measureOf } from './measure-store.ts';
import { type Action, actionsWithParts, readAction, subjectAgain } from './read-action.ts';
import { type RecordedActions, recordActions } from './record-actions.ts';
import { isReversed } from './reversed.ts';
import type { ModerationNeeds } from './take-action.ts';

export type Confirmation = {
  readonly lasts: Lasts;
  /** The one of the automatic action, where it is left out. */
  readonly reason?: Reason | undefined;
  /** To whom it concerns. */
  readonly words?: string | undefined;
};

/** Whether it is in force now. What carries others by itself is a brake: so until it ends, or is taken off. */
const isInForce = async (tx: Writer, { row }: Action, now: number): Promise<boolean> => {
  if (row.kind === 'bulk')
    return (row.until_at ?? 0) > now && (await isBrakeLeft(tx, row.number, now)) && !(await isReversed(tx, row, now));
  return (await measureOf(tx, row.number))?.ended === 0;
};

const isConfirmed = async (tx: Writer, number: number, now: number): Promise<boolean> => {
  for (const one of await actionsOn(tx, number)) {
    if (one.kind === 'reversal' || one.kind === 'rejection') continue;
    if ((one.until_at ?? now + 1) > now && !(await isReversed(tx, one, now))) return true;
  }
  return false;
};

const draftOf = ({ row, words: said }: Action, by: Actor, { lasts, reason, words }: Confirmation): ActionDraft => ({
  by,
  lasts,
  kind: row.kind as ActionKind,
  subject: { kind: 'none' },
  scope: row.scope,
  reason: reason ?? (row.reason as Reason),
  rule: row.rule,
  basis: 'own',
  words: words === undefined || words === '' ? said.words : words,
  settings: JSON.parse(row.settings),
  target: row.number,
  caseId: row.case_id ?? undefined,
  sinceAt: row.at,
});

/** What carries others by itself is the brake of a place. @throws Refusal `invalid`: a brake always ends */
const endOf = (lasts: Lasts): number => {
  if ('until' in lasts) return lasts.until;
  throw new Refusal('invalid', 'until: a brake ends: say when.', { field: 'until' });
};

/** The action, and what it carries as far as that is in force and nobody has confirmed it. */
const drafts = async (tx: Writer, target: Action, by: Actor, input: Confirmation, now: number) => {
  const first = draftOf(target, by, input);
  if (target.row.kind !== 'bulk') return [{ ...first, subject: subjectAgain(target) }];
  const carried: ActionDraft[] = [];
  for (const one of await actionsWithParts(tx, await childrenOf(tx, target.row.number)))
    if ((await isInForce(tx, one, now)) && !(await isConfirmed(tx, one.row.number, now)))
      carried.push({ ...draftOf(one, by, input), subject: subjectAgain(one) });
  return [first, ...carried];
};

/**
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `invalid`, `conflict` (a person took it, it is over, or confirmed already)
 */
export const confirmAction =
  (needs: ModerationNeeds) =>
  async (
    actor: Actor,
    number: number,
    input: Confirmation,
    alongside?: Alongside<RecordedActions>,
  ): Promise<RecordedActions> => {
    may(actor, { do: 'moderate', can: 'act' });
    const taken = await needs.db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const target = await readAction(tx, number);
      const { row } = target;
      may(actor, { do: 'moderate', can: 'act', scope: row.scope });
      if (actor.kind === 'member' && target.person?.member === actor.publicId)
        throw new Refusal('forbidden', 'Nobody moderates themselves.');
      if (row.automatic === 0 || row.kind === 'reversal')
        throw new Refusal('conflict', 'Only what was done by itself is confirmed.');
      if (!(await isInForce(tx, target, now)))
        throw new Refusal('conflict', 'This action is over, or was undone: take another one.');
      if (await isConfirmed(tx, number, now)) throw new Refusal('conflict', 'This action has been confirmed already.');
      const until = row.kind === 'bulk' ? endOf(input.lasts) : undefined;
      const all = await drafts(tx, target, actor, input, now);
      const recorded = await recordActions(tx, { ...needs, now }, all);
      const [mine] = recorded.actions;
      if (mine && until !== undefined) await extendBrake(tx, number, until);
      const settled =
        row.case_id !== null && mine?.awaits === ''
          ? await settleCaseById(tx, row.case_id, {
              ...{ outcome: 'actioned', actor, at: now },
              words: kept`actioned: action ${number} confirmed`,
            })
          : [];
      await alongside?.(tx, recorded);
      await appendEvents(tx, [...settled, ...recorded.events], now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };
