// Rows of cases: one for each thing that is reported, in the queue where it waits.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { CaseQueue, CaseState } from '../../db/tables/cases.ts';
import type { Row } from '../../db/tables.ts';

export type Case = Row<'moderation_case'>;

/** A moderator who claimed a case has it to themselves for so long. */
export const LEASE = 20 * 60_000;

const QUEUES: Readonly<Record<CaseState, CaseQueue>> = {
  open: 'waiting',
  escalated: 'waiting',
  claimed: 'claimed',
  actioned: 'decided',
  dismissed: 'decided',
  closed: 'closed',
};
export const queueOf = (state: CaseState): CaseQueue => QUEUES[state];

/** Whether somebody still has to look at it. */
export const isOpen = (state: CaseState): boolean => queueOf(state) === 'waiting' || state === 'claimed';

/** Above any time in epoch milliseconds. */
const TIME = 10_000_000_000_000;
/** The list shows the highest first: by priority, and of one priority what waits longest. */
export const rankOf = (priority: number, openedAt: number): number => priority * TIME + (TIME - 1 - openedAt);

const byPublicId = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('moderation_case').selectAll().where('public_id', '=', p.publicId),
);
const bySubject = query<{ subject: string }>()((db, p) =>
  db.selectFrom('moderation_case').selectAll().where('subject', '=', p.subject),
);
const byId = query<{ id: number }>()((db, p) => db.selectFrom('moderation_case').selectAll().where('id', '=', p.id));

export const findCase = async (reader: Reader, publicId: string): Promise<Case | undefined> =>
  reader.get(byPublicId, { publicId });
export const findCaseOf = async (reader: Reader, subject: string): Promise<Case | undefined> =>
  reader.get(bySubject, { subject });
export const caseById = async (reader: Reader, id: number): Promise<Case | undefined> => reader.get(byId, { id });

export type NewCase = {
  publicId: string;
  subject: string;
  scope: string;
  person: string;
  revision: number | null;
  reason: string;
  priority: number;
  rank: number;
  at: number;
  automatic: 0 | 1;
};

const insert = command<NewCase>()((db, p) =>
  db
    .insertInto('moderation_case')
    .values({
      public_id: p.publicId,
      subject: p.subject,
      scope: p.scope,
      person: p.person,
      revision: p.revision,
      reason: p.reason,
      state: 'open',
      queue: 'waiting',
      rank: p.rank,
      priority: p.priority,
      opened_at: p.at,
      changed_at: p.at,
      automatic: p.automatic,
    })
    .onConflict((oc) => oc.column('subject').doNothing()),
);

/** Opens a case, unless there is one of this subject by now. */
export const insertCase = async (tx: Writer, fresh: NewCase): Promise<void> => {
  await tx.run(insert, fresh);
};

type Change = {
  id: number;
  version: number;
  state: CaseState;
  queue: CaseQueue;
  rank: number;
  priority: number;
  reason: string;
  person: string;
  scope: string;
  revision: number | null;
  reports: number;
  appeals: number;
  claimedBy: number | null;
  claimedUntil: number | null;
  openedAt: number;
  outcome: 'actioned' | 'dismissed' | null;
  decidedAt: number | null;
  decidedBy: number | null;
  closedAt: number | null;
  escalated: 0 | 1;
  at: number;
};

const update = command<Change>()((db, p) =>
  db
    .updateTable('moderation_case')
    .set((eb) => ({
      state: p.state,
      queue: p.queue,
      rank: p.rank,
      priority: p.priority,
      reason: p.reason,
      person: p.person,
      scope: p.scope,
      revision: p.revision,
      reports: p.reports,
      appeals: p.appeals,
      claimed_by: p.claimedBy,
      claimed_until: p.claimedUntil,
      opened_at: p.openedAt,
      outcome: p.outcome,
      decided_at: p.decidedAt,
      decided_by: p.decidedBy,
      closed_at: p.closedAt,
      escalated: p.escalated,
      changed_at: p.at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', p.id)
    .where('version', '=', p.version),
);

export type CaseChange = Partial<
  Omit<Case, 'id' | 'public_id' | 'subject' | 'queue' | 'rank' | 'version' | 'changed_at'>
>;

/** Changes a case if nobody else did since it was read. Answers whether it could. */
export const updateCase = async (tx: Writer, before: Case, change: CaseChange, at: number): Promise<boolean> => {
  const after = { ...before, ...change };
  return (
    (await tx.run(update, {
      id: before.id,
      version: before.version,
      state: after.state,
      queue: queueOf(after.state),
      rank: rankOf(after.priority, after.opened_at),
      priority: after.priority,
      reason: after.reason,
      person: after.person,
      scope: after.scope,
      revision: after.revision,
      reports: after.reports,
      appeals: after.appeals,
      claimedBy: after.claimed_by,
      claimedUntil: after.claimed_until,
      openedAt: after.opened_at,
      outcome: after.outcome,
      decidedAt: after.decided_at,
      decidedBy: after.decided_by,
      closedAt: after.closed_at,
      escalated: after.escalated,
      at,
    })) === 1
  );
};

const lapsed = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('moderation_case')
    .selectAll()
    .where('claimed_until', '<=', p.now)
    .where('state', '=', 'claimed')
    .limit(p.limit),
);
const settled = query<{ before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('moderation_case')
    .selectAll()
    .where('queue', '=', 'decided')
    .where('decided_at', '<=', p.before)
    .limit(p.limit),
);

/** Claimed by somebody who did nothing for the time of the lease. */
export const lapsedCases = async (reader: Reader, now: number, limit: number): Promise<Case[]> =>
  reader.all(lapsed, { now, limit });
/** Decided, and left alone since then. */
export const settledCases = async (reader: Reader, before: number, limit: number): Promise<Case[]> =>
  reader.all(settled, { before, limit });
