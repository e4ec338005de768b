// A moderator undoes an action: exactly its effect, and that of those it carried; whatever others did to the same subject stays.

import { Refusal } from '../../base/errors.ts';
import { kept } from '../../base/said.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import { settleCaseById, settleCaseOf } from '../cases/settle-automatic.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type Basis, isOffice, type Reason } from '../policy/measures.ts';
import { childrenOf } from './action-store.ts';
import { demandsToUndo } from './approval-needs.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { type Action, actionsWithParts, readAction, subjectAgain, subjectOf } from './read-action.ts';
import { type RecordedActions, recordActions } from './record-actions.ts';
import { resolveSubject } from './resolve-subject.ts';
import { hasEffect, isFinal, isKeptNoMore, isLetThrough, isReversed, isUndoable, reachOf } from './reversed.ts';
import type { ModerationNeeds } from './take-action.ts';

export type Reversal = {
  readonly words: string;
  readonly basis?: Basis | undefined;
  readonly rule?: string | undefined;
  readonly caseId?: string | undefined;
  readonly sinceAt?: number | undefined;
};

/** Why a reversal lasts: it does not end, what it undoes may be decided again. */
export const STANDS = kept`A reversal stands.`;

/** What is gone by now, such as a post that a charter cut off, is named no more. */
const subjectStill = async (reader: Reader, home: string, action: Action) => {
  const subject = subjectAgain(action);
  try {
    await resolveSubject(reader, home, subject);
    return subject;
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'none' as const };
    throw error;
  }
};

/** @throws Refusal `conflict` (it is undone already, or cannot be), `gone` */
export const reversalOf = async (
  tx: Writer,
  home: string,
  now: number,
  by: Actor | 'automatic',
  target: Action,
  { words, basis = 'own', rule, caseId, sinceAt }: Reversal,
): Promise<ActionDraft & { weight: number }> => {
  const { row } = target;
  if (!isUndoable(row)) throw new Refusal('conflict', 'This action is none that can be undone: take another one.');
  if (await isFinal(tx, row, now))
    throw new Refusal('conflict', 'What was purged is gone for good, and what was called off is asked for anew.');
  if (await isLetThrough(tx, row)) throw new Refusal('conflict', 'It is a post by now: take an action on that.');
  if (await isKeptNoMore(tx, row)) throw new Refusal('gone', 'What was not let through is not kept any more.');
  if (await isReversed(tx, row, now)) throw new Refusal('conflict', 'This action has been undone already.');
  const carried = await childrenOf(tx, row.number);
  return {
    by,
    kind: 'reversal',
    subject: await subjectStill(tx, home, target),
    scope: row.scope,
    reason: row.reason as Reason,
    rule: rule ?? row.rule,
    basis,
    words: words === '' ? STANDS : words,
    lasts: { permanent: STANDS },
    target: row.number,
    demands: await demandsToUndo(tx, row, basis),
    caseId: caseId ?? row.case_id ?? undefined,
    sinceAt,
    // To call off what has no effect yet changes nothing that anybody sees.
    weight: (await hasEffect(tx, row, now)) ? 1 + carried.length : 0,
  };
};

/**
 * Roles and duties are for admins to give and to take; and nobody keeps their own, or those that they gave, by undoing what takes them
 * back. @throws Refusal `forbidden`
 */
const checkOffices = async (reader: Reader, actor: Actor, row: ActionRow): Promise<void> => {
  const offices = (await reachOf(reader, row)).filter(({ kind }) => isOffice(kind));
  if (offices.length === 0) return;
  may(actor, { do: 'manage-instance' });
  for (const { person, actor: by } of await actionsWithParts(reader, offices)) {
    if (actor.kind !== 'member') return;
    if (person?.member === actor.publicId) throw new Refusal('forbidden', 'Nobody undoes a measure on themselves.');
    if (by?.member === actor.publicId && !isOffice(row.kind))
      throw new Refusal('forbidden', 'This is about whom you appointed or dismissed: another admin decides.');
  }
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict`, `gone` */
export const reverseAction =
  (needs: ModerationNeeds) =>
  async (
    actor: Actor,
    number: number,
    reversal: Reversal,
    alongside?: Alongside<RecordedActions>,
  ): Promise<RecordedActions> => {
    may(actor, { do: 'moderate', can: 'reverse' });
    const taken = await needs.db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const target = await readAction(tx, number);
      if (actor.kind === 'member' && target.person?.member === actor.publicId)
        throw new Refusal('forbidden', 'Nobody undoes a measure on themselves.');
      await checkOffices(tx, actor, target.row);
      const draft = await reversalOf(tx, needs.origin, now, actor, target, reversal);
      const recorded = await recordActions(tx, { ...needs, now }, [draft]);
      const { automatic, case_id: caseId, review_at: reviewAt } = target.row;
      const outcome = {
        ...({ outcome: 'dismissed', actor, at: now } as const),
        words: kept`dismissed: action ${number} undone`,
      };
      const undone = recorded.actions[0]?.awaits === '';
      const settled = undone && automatic === 1 && caseId !== null ? await settleCaseById(tx, caseId, outcome) : [];
      const subject = subjectOf(target);
      const reviewed =
        undone && reviewAt !== null && reviewAt <= now && subject ? await settleCaseOf(tx, subject, outcome) : [];
      await alongside?.(tx, recorded);
      await appendEvents(tx, [...settled, ...reviewed, ...recorded.events], now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };
