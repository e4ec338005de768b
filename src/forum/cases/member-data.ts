// What cases keep of a member: it leaves with them, and stands in their archive. A report stays in its case without its reporter,
// a decided appeal without who made it and what was said: it is counted.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { releaseOfMember } from './forget-work.ts';

type Of = { memberId: number };

const publicIdOf = query<Of>()((db, p) => db.selectFrom('member').select('public_id').where('id', '=', p.memberId));
const dropReporter = command<Of>()((db, p) =>
  db.updateTable('report').set({ member_id: null, words: '' }).where('member_id', '=', p.memberId),
);
const dropAppeals = command<Of>()((db, p) =>
  db.deleteFrom('appeal').where('member_id', '=', p.memberId).where('state', '=', 'open'),
);
const unsayAppeals = command<Of>()((db, p) =>
  db.updateTable('appeal').set({ member_id: null, words: '', reasons: '' }).where('member_id', '=', p.memberId),
);
const countAppeals = command<Of>()((db, p) =>
  db
    .updateTable('moderation_case')
    .set((eb) => ({ appeals: eb('appeals', '-', 1), version: eb('version', '+', 1) }))
    .where('appeals', '>', 0)
    .where('id', 'in', (eb) =>
      eb.selectFrom('appeal').select('case_id').where('member_id', '=', p.memberId).where('state', '=', 'open'),
    ),
);
const dropNotices = command<Of>()((db, p) => db.deleteFrom('peer_notice').where('member_id', '=', p.memberId));
const dropPerson = command<{ from: string; to: string }>()((db, p) =>
  db.updateTable('moderation_case').set({ person: '' }).where('person', '>=', p.from).where('person', '<', p.to),
);

export const forgetCasesOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  const publicId = (await tx.get(publicIdOf, { memberId }))?.public_id;
  await tx.run(dropReporter, { memberId });
  await tx.run(countAppeals, { memberId });
  await tx.run(dropAppeals, { memberId });
  await tx.run(unsayAppeals, { memberId });
  await tx.run(dropNotices, { memberId });
  await releaseOfMember(tx, memberId);
  if (publicId === undefined) return;
  // `@` is followed by `A` in the order of bytes.
  await tx.run(dropPerson, { from: `${publicId}@`, to: `${publicId}A` });
};

const ownReports = query<Of>()((db, p) =>
  db
    .selectFrom('report')
    .innerJoin('moderation_case', 'moderation_case.id', 'report.case_id')
    .select([
      'report.public_id as id',
      'moderation_case.subject',
      'report.reason',
      'report.words',
      'report.at',
      'report.outcome',
      'report.outcome_at as outcomeAt',
    ])
    .where('report.member_id', '=', p.memberId)
    .orderBy('report.id'),
);
const ownAppeals = query<Of>()((db, p) =>
  db
    .selectFrom('appeal')
    .leftJoin('report', 'report.id', 'appeal.report_id')
    .select([
      'appeal.public_id as id',
      'appeal.action as decision',
      'report.public_id as report',
      'appeal.words',
      'appeal.at',
      'appeal.state',
      'appeal.reasons',
      'appeal.decided_at as decidedAt',
    ])
    .where('appeal.member_id', '=', p.memberId)
    .orderBy('appeal.id'),
);
const ownNotices = query<Of>()((db, p) =>
  db
    .selectFrom('peer_notice')
    .select(['public_id as id', 'peer', 'content', 'at', 'ended_at as endedAt', 'appeal_words as appeal'])
    .select(['appeal_at as appealedAt', 'appeal_state as appealState', 'appeal_reasons as appealReasons'])
    .where('member_id', '=', p.memberId)
    .orderBy('id'),
);
const notesForPerson = query<{ from: string; to: string }>()((db, p) =>
  db
    .selectFrom('case_note')
    .innerJoin('moderation_case', 'moderation_case.id', 'case_note.case_id')
    .select(['moderation_case.subject', 'case_note.words', 'case_note.at'])
    .where('moderation_case.person', '>=', p.from)
    .where('moderation_case.person', '<', p.to)
    .where('case_note.audience', '=', 'person')
    .orderBy('case_note.id'),
);

export const exportCasesOfMember = async (reader: Reader, memberId: number) => {
  const publicId = (await reader.get(publicIdOf, { memberId }))?.public_id ?? '';
  return {
    reports: await reader.all(ownReports, { memberId }),
    appeals: await reader.all(ownAppeals, { memberId }),
    notices: (await reader.all(ownNotices, { memberId })).map(({ content, ...row }) => ({
      ...row,
      said: JSON.parse(content),
    })),
    notes: await reader.all(notesForPerson, { from: `${publicId}@`, to: `${publicId}A` }),
  };
};
