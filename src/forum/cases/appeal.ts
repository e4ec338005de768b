// A member appeals: against a measure about them, or against how a report of theirs was decided. It works while they are suspended.
// Whoever took the decision does not decide the appeal.

import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { kept } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newPublicId } from '../identity/secret.ts';
import { readAppealReviewer } from '../instance/settings.ts';
import { readAction, subjectOf } from '../moderation/read-action.ts';
import { APPEAL_MS } from '../moderation/read-decisions.ts';
import { personText } from '../moderation/resolve-subject.ts';
import { isReversed } from '../moderation/reversed.ts';
import { entitled } from '../moderation/staff.ts';
import type { Actor, MemberActor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { appealKinds, officeKinds } from '../policy/measures.ts';
import { insertAppeal } from './appeal-store.ts';
import { type Case, caseById, findCase, isOpen } from './case-store.ts';
import { caseOf, changeCase, lockCase, reopened } from './gather.ts';
import { addNote } from './note-store.ts';
import { priorityOf } from './priority.ts';
import { findReport } from './report-store.ts';
import { type Deciders, whoDecided } from './who-decided.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

export const APPEAL_WORDS = 4_000;

export const appealInput = z.object({
  decision: z.int().min(1).optional().meta({ description: 'The number of a decision about you: GET /me/decisions.' }),
  report: z.string().max(100).optional().meta({ description: 'The id of a report of yours: GET /me/reports.' }),
  notice: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'The id of what another instance told about you: GET /me/notices. It decides.' }),
  words: z.string().trim().min(1, 'words: say why.').max(APPEAL_WORDS),
});
export type AppealInput = z.output<typeof appealInput>;

/** `alone`: nobody else could decide it now. `reviewer`: somebody outside whom an admin named for that. */
export type AppealReceipt = { id: string; at: number; state: 'open'; alone: boolean; reviewer: string };

/** What the appeal is about, and in which case; locked. */
type About = { its: Case; action: number | null; reportId: number | null; actor: string; decidedAt: number };

const publicIdOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('id', '=', p.id),
);
const notSettings = new Set<string>([
  ...(['reversal', 'approval', 'bulk', 'note', 'keep', 'accept', 'move'] as const),
  ...officeKinds,
  ...appealKinds,
]);

/** @param me `<opaque id>@<origin>` @throws Refusal `not-found`, `invalid`, `conflict`, before anything is written */
export const aboutAction = async (
  tx: Writer,
  needs: Pick<Needs, 'chance'>,
  me: string,
  number: number,
  now: number,
): Promise<About> => {
  const action = await readAction(tx, number);
  const { row } = action;
  if (!action.person || personText(action.person) !== me)
    throw new Refusal('not-found', 'decision: there is no such decision about you.');
  if (notSettings.has(row.kind)) throw new Refusal('invalid', 'decision: it restricts nothing.', { field: 'decision' });
  if (await isReversed(tx, row, now)) throw new Refusal('conflict', 'This decision has been undone already.');
  const known = row.case_id === null ? undefined : await findCase(tx, row.case_id);
  const its = known
    ? await lockCase(tx, known)
    : await caseOf(tx, needs.chance, {
        subject: subjectOf(action) ?? `action ${row.number}`,
        scope: row.scope,
        person: me,
        revision: row.revision,
        reason: row.reason,
        at: now,
      });
  const actor = action.actor?.member ?? (row.automatic ? 'automatic' : 'operator');
  return { its, action: row.number, reportId: null, actor, decidedAt: row.at };
};

const aboutReport = async (tx: Writer, member: MemberActor, id: string): Promise<About> => {
  const report = await findReport(tx, id);
  if (report?.member_id !== member.memberId)
    throw new Refusal('not-found', 'report: there is no such report of yours.');
  const known = await caseById(tx, report.case_id);
  if (!known || report.outcome === null || report.outcome_at === null)
    throw new Refusal('conflict', 'This report is not decided yet.');
  const its = await lockCase(tx, known);
  const actor = its.decided_by === null ? undefined : await tx.get(publicIdOf, { id: its.decided_by });
  return {
    its,
    action: null,
    reportId: report.id,
    actor: actor?.public_id ?? 'operator',
    decidedAt: report.outcome_at,
  };
};

/** Whether nobody could decide it who neither has a part in the decision nor appeals. */
export const isAlone = async (
  reader: Reader,
  { scope, deciders, appellant, now }: { scope: string; deciders: Deciders; appellant: string; now: number },
): Promise<boolean> =>
  (await entitled(reader, 'decide-appeals', scope, now)).every(
    ({ publicId }) => deciders.has(publicId) || publicId === appellant,
  );

/** The case waits again, for this appeal. */
export const waitFor = async (tx: Writer, its: Case, now: number): Promise<void> => {
  const appeals = its.appeals + 1;
  const stays = isOpen(its.state);
  await changeCase(
    tx,
    its,
    {
      ...(stays ? {} : reopened(now)),
      appeals,
      priority: priorityOf({ ...its, appeals, escalated: stays && its.escalated === 1 }),
    },
    now,
  );
};

/**
 * @throws Refusal `unauthenticated`, `not-found`, `invalid`, `gone` (183 days are over), `conflict` (appealed before, undone, not
 * decided yet)
 */
export const appeal =
  (needs: Needs) =>
  async (actor: Actor, input: AppealInput, alongside?: Alongside<AppealReceipt>): Promise<AppealReceipt> => {
    const { decision, report, words } = input;
    if ((decision === undefined) === (report === undefined))
      throw new Refusal('invalid', 'decision: name either a decision or a report.', { field: 'decision' });
    const receipt = await needs.db.write(async (tx): Promise<AppealReceipt> => {
      const member = mayAsMember(actor, { do: 'manage-own-account' });
      const at = needs.clock.now();
      const about =
        decision === undefined
          ? await aboutReport(tx, member, report ?? '')
          : await aboutAction(tx, needs, personText({ member: member.publicId, origin: needs.origin }), decision, at);
      if (at >= about.decidedAt + APPEAL_MS) throw new Refusal('gone', 'A decision can be appealed for 183 days.');
      const { its, action, reportId } = about;
      const id = newPublicId(needs.chance);
      const row = { publicId: id, caseId: its.id, action, reportId, memberId: member.memberId, words, at };
      if (!(await insertAppeal(tx, { ...row, actor: about.actor })))
        throw new Refusal('conflict', 'You have appealed against this already.');
      await waitFor(tx, its, at);
      const note = { caseId: its.id, memberId: null, audience: 'moderators', at } as const;
      await addNote(tx, {
        ...note,
        kind: 'appeal',
        words: action === null ? kept`by a reporter` : kept`against action ${action}`,
      });
      const deciders = await whoDecided(tx, about);
      const whose = { scope: its.scope, deciders, appellant: member.publicId, now: at };
      const answer: AppealReceipt = {
        ...{ id, at, state: 'open' },
        alone: await isAlone(tx, whose),
        reviewer: await readAppealReviewer(tx),
      };
      await alongside?.(tx, answer);
      await appendEvent(tx, { kind: 'appeal.received', at, data: { appeal: id, case: its.public_id } });
      return answer;
    });
    needs.wake.ring();
    return receipt;
  };
