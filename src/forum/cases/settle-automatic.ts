// A case that something automatic opened is done with once people have dealt with all that did: it leaves the queue with the
// outcome. Where anybody reported, or an appeal waits, it is decided as any other.
import { Refusal } from '../../base/errors.ts';
import { kept } from '../../base/said.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { NewEvent } from '../../events/append.ts';
import { unconfirmed } from '../moderation/confirmed.ts';
import type { Actor } from '../policy/actor.ts';
import { subjectText } from '../policy/measures.ts';
import { type Case, findCase, findCaseOf, isOpen } from './case-store.ts';
import { changeCase, lockCase } from './gather.ts';
import { addNote } from './note-store.ts';
import { isTaken, memberIdOf } from './work-case.ts';

export type Outcome = {
  readonly outcome: 'actioned' | 'dismissed';
  readonly actor: Actor;
  readonly at: number;
  /** For those who moderate. */
  readonly words: string;
};
type Events = readonly Omit<NewEvent, 'at'>[];

/** What stands in the case by itself, and nobody has confirmed. A hold that ran out waits no more. */
const waiting = query<{ caseId: string }>()((db, p) =>
  db
    .selectFrom('action')
    .innerJoin('measure', 'measure.action', 'action.number')
    .select('action.number')
    .where('action.case_id', '=', p.caseId)
    .where('measure.automatic', '=', 1)
    .where('measure.ended', '=', 0)
    .where(unconfirmed('action.number'))
    .limit(1),
);

const settle = async (tx: Writer, { subject }: Case, { outcome, actor, at, words }: Outcome): Promise<Events> => {
  const found = await lockCase(tx, { subject });
  if (!isOpen(found.state) || found.automatic === 0 || found.reports > 0 || found.appeals > 0) return [];
  const lease = { claimed_by: null, claimed_until: null };
  const decided = { outcome, escalated: 0, decided_at: at, decided_by: memberIdOf(actor) } as const;
  await changeCase(tx, found, { ...lease, ...decided, state: outcome }, at);
  const memberId = memberIdOf(actor);
  await addNote(tx, { caseId: found.id, memberId, kind: 'decided', audience: 'moderators', words, at });
  return [{ kind: 'case.changed', data: { case: found.public_id, state: outcome } }];
};

/** The case of what was put aside, which somebody decided without it. Answers the events that tell of it. */
export const settleCaseOf = async (tx: Writer, subject: string, outcome: Outcome): Promise<Events> => {
  const found = await findCaseOf(tx, subject);
  return found ? settle(tx, found, outcome) : [];
};

/** A case in which an automatic measure was confirmed or undone: it is done with where that was the last. */
export const settleCaseById = async (tx: Writer, caseId: string, outcome: Outcome): Promise<Events> => {
  const found = await findCase(tx, caseId);
  return found && !(await tx.get(waiting, { caseId })) ? settle(tx, found, outcome) : [];
};

/** The cases of what was not let through, once that has effect. @param refused ids of what was put aside */
export const settleRefused = async (
  tx: Writer,
  refused: Iterable<string>,
  by: Pick<Outcome, 'actor' | 'at'>,
): Promise<Events> => {
  const events: Omit<NewEvent, 'at'>[] = [];
  const outcome = { ...by, outcome: 'actioned', words: kept`actioned: not let through` } as const;
  for (const id of refused) events.push(...(await settleCaseOf(tx, subjectText({ kind: 'held', id }), outcome)));
  return events;
};

/** @throws Refusal `conflict`: another moderator has the case to themselves now */
export const checkUnclaimed = async (reader: Reader, subject: string, actor: Actor, now: number): Promise<void> => {
  const found = await findCaseOf(reader, subject);
  if (found && isTaken(found, actor, now)) throw new Refusal('conflict', 'Another moderator works on this case.');
};
