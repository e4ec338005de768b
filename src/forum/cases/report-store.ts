// Rows of reports: whose they are is for moderators here alone, and leaves with whoever wrote them.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

export type Report = Row<'report'>;

/** A report on what has no revisions. */
export const NO_REVISION = -1;

export type NewReport = {
  publicId: string;
  caseId: number;
  memberId: number | null;
  /** The origin of the instance that forwarded it; `''` for a member here. */
  peer: string;
  /** By which that instance calls its case. */
  handle: string;
  reason: string;
  words: string;
  revision: number;
  at: number;
};

const insert = command<NewReport>()((db, p) =>
  db
    .insertInto('report')
    .values({
      public_id: p.publicId,
      case_id: p.caseId,
      member_id: p.memberId,
      peer: p.peer,
      handle: p.handle,
      reason: p.reason,
      words: p.words,
      revision: p.revision,
      at: p.at,
    })
    .onConflict((oc) => oc.doNothing()),
);

/** Answers false where this reporter has reported this revision before. */
export const insertReport = async (tx: Writer, report: NewReport): Promise<boolean> =>
  (await tx.run(insert, report)) === 1;

const since = query<{ memberId: number; since: number; limit: number }>()((db, p) =>
  db
    .selectFrom('report')
    .select('at')
    .where('member_id', '=', p.memberId)
    .where('at', '>', p.since)
    .orderBy('at', 'desc')
    .limit(p.limit),
);

/** When a member reported since then, the newest first. */
export const reportTimes = async (reader: Reader, memberId: number, from: number, limit: number): Promise<number[]> =>
  (await reader.all(since, { memberId, since: from, limit })).map(({ at }) => at);

const ofCase = query<{ caseId: number; limit: number }>()((db, p) =>
  db
    .selectFrom('report')
    .leftJoin('member', 'member.id', 'report.member_id')
    .selectAll('report')
    .select(['member.name as member_name', 'member.public_id as member_public_id'])
    .where('report.case_id', '=', p.caseId)
    .orderBy('report.id', 'desc')
    .limit(p.limit),
);
export type ReportOfCase = Report & { member_name: string | null; member_public_id: string | null };

/** The newest first. */
export const reportsOfCase = async (reader: Reader, caseId: number, limit: number): Promise<ReportOfCase[]> =>
  reader.all(ofCase, { caseId, limit });

const unsettled = query<{ caseId: number }>()((db, p) =>
  db.selectFrom('report').selectAll().where('case_id', '=', p.caseId).where('outcome', 'is', null).orderBy('id'),
);
const settle = command<{ caseId: number; outcome: string; now: number }>()((db, p) =>
  db
    .updateTable('report')
    .set({ outcome: p.outcome, outcome_at: p.now })
    .where('case_id', '=', p.caseId)
    .where('outcome', 'is', null),
);
const reopen = command<{ caseId: number; revision: number; since: number }>()((db, p) =>
  db
    .updateTable('report')
    .set({ outcome: null, outcome_at: null })
    .where('case_id', '=', p.caseId)
    .where('revision', '=', p.revision)
    .where('outcome_at', '>=', p.since),
);
const decided = query<{ caseId: number; revision: number }>()((db, p) =>
  db
    .selectFrom('report')
    .select('id')
    .where('case_id', '=', p.caseId)
    .where('revision', '=', p.revision)
    .where('outcome', 'is not', null)
    .limit(1),
);
const actioned = query<{ caseId: number }>()((db, p) =>
  db.selectFrom('report').selectAll().where('case_id', '=', p.caseId).where('outcome', '=', 'actioned').orderBy('id'),
);
const dismiss = command<{ caseId: number; now: number }>()((db, p) =>
  db
    .updateTable('report')
    .set({ outcome: 'dismissed', outcome_at: p.now })
    .where('case_id', '=', p.caseId)
    .where('outcome', '=', 'actioned'),
);

/** Whether a report on this revision was decided before. */
export const isDecided = async (reader: Reader, caseId: number, revision: number): Promise<boolean> =>
  (await reader.get(decided, { caseId, revision })) !== undefined;

/** All reports of the case that waited have this outcome now; answers which they are. */
export const settleReports = async (
  tx: Writer,
  caseId: number,
  outcome: string,
  now: number,
): Promise<readonly Report[]> => {
  const waiting = await tx.all(unsettled, { caseId });
  await tx.run(settle, { caseId, outcome, now });
  return waiting;
};

/** An appeal showed that this one was decided wrongly: it waits again, with those decided with it, and since. */
export const reopenReports = async (tx: Writer, { case_id: caseId, revision, outcome_at }: Report): Promise<void> => {
  await tx.run(reopen, { caseId, revision, since: outcome_at ?? 0 });
};

/** Nothing that was done in the case stands any more: who was told otherwise is told so. Answers which they are. */
export const dismissReports = async (tx: Writer, caseId: number, now: number): Promise<readonly Report[]> => {
  const told = await tx.all(actioned, { caseId });
  await tx.run(dismiss, { caseId, now });
  return told;
};

const ownPage = query<{ memberId: number; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('report')
    .innerJoin('moderation_case', 'moderation_case.id', 'report.case_id')
    .leftJoin('appeal', 'appeal.report_id', 'report.id')
    .selectAll('report')
    .select([
      'moderation_case.subject',
      'moderation_case.public_id as case_public_id',
      'appeal.public_id as appeal_id',
      'appeal.state as appeal_state',
    ])
    .where('report.member_id', '=', p.memberId)
    .where('report.id', '<', p.before)
    .orderBy('report.id', 'desc')
    .limit(p.limit),
);

/** A member's own, the newest first. */
export const reportsOfMember = async (reader: Reader, memberId: number, before: number, limit: number) =>
  reader.all(ownPage, { memberId, before, limit });

const byPublicId = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('report').selectAll().where('public_id', '=', p.publicId),
);
const byId = query<{ id: number }>()((db, p) => db.selectFrom('report').selectAll().where('id', '=', p.id));
export const reportById = async (reader: Reader, id: number): Promise<Report | undefined> => reader.get(byId, { id });
export const findReport = async (reader: Reader, publicId: string): Promise<Report | undefined> =>
  reader.get(byPublicId, { publicId });
