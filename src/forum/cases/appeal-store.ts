// Rows of appeals: whose word stands against which decision, and who took it.
import { sql } from 'kysely';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { AppealState } from '../../db/tables/cases.ts';
import type { Row } from '../../db/tables.ts';

export type Appeal = Row<'appeal'>;

export type NewAppeal = {
  publicId: string;
  caseId: number;
  /** The number of the action; null: it is about how a report was decided. */
  action: number | null;
  reportId: number | null;
  memberId: number | null;
  words: string;
  at: number;
  /** Whose decision it is about: an opaque id, `operator` or `automatic`. */
  actor: string;
  /** Of a member elsewhere: their home, and the opaque id. */
  peer?: string;
  person?: string;
};

const insert = command<Required<NewAppeal>>()((db, p) =>
  db
    .insertInto('appeal')
    .values({
      public_id: p.publicId,
      case_id: p.caseId,
      action: p.action,
      report_id: p.reportId,
      member_id: p.memberId,
      words: p.words,
      at: p.at,
      state: 'open',
      reasons: '',
      actor: p.actor,
      peer: p.peer,
      person: p.person,
    })
    .onConflict((oc) => oc.doNothing()),
);

/** Answers false where this member has appealed against it before. */
export const insertAppeal = async (tx: Writer, appeal: NewAppeal): Promise<boolean> =>
  (await tx.run(insert, { peer: '', person: '', ...appeal })) === 1;

const ofPeer = query<{ peer: string; person: string; action: number }>()((db, p) =>
  db
    .selectFrom('appeal')
    .selectAll()
    .where('peer', '=', p.peer)
    .where('person', '=', p.person)
    .where('action', '=', p.action)
    .where('peer', '<>', sql.lit('')),
);
/** What a member elsewhere said against an action before. */
export const findAppealOfPeer = async (
  reader: Reader,
  of: { peer: string; person: string; action: number },
): Promise<Appeal | undefined> => reader.get(ofPeer, of);

const byPublicId = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('appeal').selectAll().where('public_id', '=', p.publicId),
);
export const findAppeal = async (reader: Reader, publicId: string): Promise<Appeal | undefined> =>
  reader.get(byPublicId, { publicId });

type Decided = { id: number; state: AppealState; reasons: string; by: number | null; at: number };
const decide = command<Decided>()((db, p) =>
  db
    .updateTable('appeal')
    .set({ state: p.state, reasons: p.reasons, decided_by: p.by, decided_at: p.at })
    .where('id', '=', p.id)
    .where('state', '=', 'open'),
);
/** Answers whether it waited. */
export const decideRow = async (tx: Writer, decided: Decided): Promise<boolean> =>
  (await tx.run(decide, decided)) === 1;

const ofCase = query<{ caseId: number }>()((db, p) =>
  db
    .selectFrom('appeal')
    .leftJoin('member', 'member.id', 'appeal.member_id')
    .leftJoin('member as decider', 'decider.id', 'appeal.decided_by')
    .selectAll('appeal')
    .select(['member.name', 'decider.name as decider'])
    .where('appeal.case_id', '=', p.caseId)
    .orderBy('appeal.id'),
);
export const appealsOfCase = async (reader: Reader, caseId: number) => reader.all(ofCase, { caseId });

const ofMember = query<{ memberId: number; before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('appeal')
    .leftJoin('report', 'report.id', 'appeal.report_id')
    .selectAll('appeal')
    .select('report.public_id as report_public_id')
    .where('appeal.member_id', '=', p.memberId)
    .where('appeal.id', '<', p.before)
    .orderBy('appeal.id', 'desc')
    .limit(p.limit),
);
/** A member's own, the newest first. */
export const appealsOfMember = async (reader: Reader, memberId: number, before: number, limit: number) =>
  reader.all(ofMember, { memberId, before, limit });
