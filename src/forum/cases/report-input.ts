// What whoever reports says, and how often.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Writer } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import { reasons } from '../policy/measures.ts';
import { mutedUntil } from './mute-reports.ts';
import { reportTimes } from './report-store.ts';

export const REPORT_WORDS = 2_000;

export const reportInput = z.object({
  reason: z.enum(reasons).meta({ description: 'Names conduct. There is none for a view.' }),
  words: z.string().max(REPORT_WORDS).default('').meta({ description: 'For the moderators; "other" needs some.' }),
});
export type ReportInput = z.input<typeof reportInput>;

export const postReportInput = reportInput.extend({
  revision: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'The one that you read (GET /posts/{name}/revisions); the one shown now otherwise.' }),
});
export type PostReportInput = z.input<typeof postReportInput>;

/** @throws Refusal `invalid` on the field `words` */
export const checkReport = ({ reason, words = '' }: ReportInput): string => {
  const trimmed = words.trim();
  if (reason === 'other' && trimmed === '')
    throw new Refusal('invalid', 'words: say what it is about: the reason is "other".', { field: 'words' });
  if (trimmed.length > REPORT_WORDS)
    throw new Refusal('invalid', said`words: at most ${REPORT_WORDS} characters.`, { field: 'words' });
  return trimmed;
};

const DAY = 86_400_000;
/** Of one member in a day. */
export const REPORTS_A_DAY = 20;

const hold = command<{ member: number }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({ name: eb.ref('name') }))
    .where('id', '=', p.member),
);

/** One after the other. @throws Refusal `too-many`, `sanctioned`: a moderator does not take reports of this member for a time */
export const checkReporter = async (
  tx: Writer,
  member: { memberId: number; publicId: string },
  now: number,
): Promise<void> => {
  await tx.run(hold, { member: member.memberId });
  const muted = await mutedUntil(tx, { kind: 'member', member: member.publicId }, now);
  if (muted !== undefined)
    throw new Refusal(
      'sanctioned',
      said`Your reports are not taken until ${new Date(muted)}. Your decisions say why, and how to appeal.`,
    );
  const times = await reportTimes(tx, member.memberId, now - DAY, REPORTS_A_DAY);
  const oldest = times.at(-1);
  if (times.length < REPORTS_A_DAY || oldest === undefined) return;
  throw new Refusal('too-many', said`You have reported ${REPORTS_A_DAY} times within a day.`, {
    retryAfter: Math.max(1, Math.ceil((oldest + DAY - now) / 1000)),
  });
};

export const reportedBefore = () =>
  new Refusal('conflict', 'You have reported this already. GET /api/v1/me/reports says how it stands.');

/** What whoever reported is told at once. */
export type Receipt = {
  id: string;
  reason: string;
  at: number;
  /** null: nobody has decided yet. */
  outcome: string | null;
};
