// A report joins its case: one for each thing that is reported. A case that was decided opens again for a new revision.
import type { Chance } from '../../base/time.ts';
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { newPublicId } from '../identity/secret.ts';
import { type Case, findCaseOf, insertCase, isOpen, rankOf, updateCase } from './case-store.ts';
import { addNote } from './note-store.ts';
import { graver, priorityOf } from './priority.ts';
import { insertReport, isDecided, type NewReport, NO_REVISION, settleReports } from './report-store.ts';

export type Reported = {
  subject: string;
  scope: string;
  person: string;
  /** null: it has none. */
  revision: number | null;
  reason: string;
  at: number;
  automatic?: boolean;
};

const lock = command<{ subject: string }>()((db, p) =>
  db
    .updateTable('moderation_case')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('subject', '=', p.subject),
);

/** The case of a subject, which nobody else changes before this transaction ends. */
export const caseOf = async (tx: Writer, chance: Chance, reported: Reported): Promise<Case> => {
  const { subject, scope, person, revision, reason, at, automatic = false } = reported;
  const priority = priorityOf({ reason, reports: 0, appeals: 0, escalated: false });
  await insertCase(tx, {
    ...{ publicId: newPublicId(chance), subject, scope, person, reason, at, priority },
    revision,
    rank: rankOf(priority, at),
    automatic: automatic ? 1 : 0,
  });
  return lockCase(tx, { subject });
};

/** As it is now; nobody else changes it before this transaction ends. */
export const lockCase = async (tx: Writer, { subject }: Pick<Case, 'subject'>): Promise<Case> => {
  await tx.run(lock, { subject });
  const found = await findCaseOf(tx, subject);
  if (!found) throw new Error('a case is gone');
  return found;
};

/** @throws Error where somebody else changed it: the caller holds its lock */
export const changeCase = async (
  tx: Writer,
  before: Case,
  change: Parameters<typeof updateCase>[2],
  at: number,
): Promise<void> => {
  if (!(await updateCase(tx, before, change, at))) throw new Error('a locked case changed');
};

/** Open again: it waits from now on, for whoever is next. */
export const reopened = (at: number) =>
  ({ state: 'open', claimed_by: null, claimed_until: null, opened_at: at, closed_at: null, escalated: 0 }) as const;

/**
 * Adds a report. Where its case was decided for this very revision, the report has that outcome at once. Undefined where this
 * reporter has reported this revision before.
 */
export const gather = async (
  tx: Writer,
  chance: Chance,
  reported: Reported,
  report: Omit<NewReport, 'caseId' | 'reason' | 'revision' | 'at'>,
): Promise<{ found: Case; outcome: 'actioned' | 'dismissed' | null } | undefined> => {
  const { revision, reason, at, scope, person } = reported;
  const found = await caseOf(tx, chance, reported);
  if (!(await insertReport(tx, { ...report, caseId: found.id, reason, revision: revision ?? NO_REVISION, at })))
    return undefined;
  const latest = found.revision ?? NO_REVISION;
  // An earlier revision that nobody has decided on yet is as new to the case as a later one.
  const news =
    revision === null || revision > latest || (revision < latest && !(await isDecided(tx, found.id, revision)));
  const stays = isOpen(found.state);
  const again = !stays && news;
  const reports = found.reports + 1;
  const gravest = again ? reason : graver(found.reason, reason);
  const escalated = !again && found.escalated === 1;
  await changeCase(
    tx,
    found,
    {
      ...(again ? reopened(at) : {}),
      ...{ reports, scope, person, reason: gravest },
      revision: revision === null ? null : Math.max(revision, latest),
      priority: priorityOf({ reason: gravest, reports: again ? 1 : reports, appeals: found.appeals, escalated }),
    },
    at,
  );
  if (again)
    await addNote(tx, { caseId: found.id, memberId: null, kind: 'reopened', audience: 'moderators', words: '', at });
  const outcome = stays || again ? null : found.outcome;
  if (outcome !== null) await settleReports(tx, found.id, outcome, at);
  return { found, outcome };
};
