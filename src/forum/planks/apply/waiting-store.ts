// Entries that cannot take effect yet, by what they wait for: the name of another entry, a plank, or a time.
import type { Reader, Writer } from '../../../db/database.ts';
import { command, query } from '../../../db/statement.ts';

const insert = command<{ journal: number; seq: number; awaits: string; due: number | null }>()((db, p) =>
  db
    .insertInto('waiting')
    .values({ journal_id: p.journal, seq: p.seq, awaits: p.awaits, due_at: p.due })
    .onConflict((oc) => oc.columns(['journal_id', 'seq', 'awaits']).doNothing()),
);
const any = query()((db) => db.selectFrom('waiting').select('seq').limit(1));
const takeFor = command<{ awaits: string }>()((db, p) =>
  db.deleteFrom('waiting').where('awaits', '=', p.awaits).returning(['journal_id', 'seq']),
);
const takeDue = command<{ now: number }>()((db, p) =>
  db.deleteFrom('waiting').where('due_at', '<=', p.now).returning(['journal_id', 'seq']),
);
const nextDue = query()((db) => db.selectFrom('waiting').select((eb) => eb.fn.min('due_at').as('at')));

export type Waiting = { journal_id: number; seq: number };

export const keepWaiting = async (
  tx: Writer,
  entry: { journal: number; seq: number },
  awaits: string,
  due?: number,
): Promise<void> => {
  await tx.run(insert, { journal: entry.journal, seq: entry.seq, awaits, due: due ?? null });
};

export const anyWaiting = async (reader: Reader): Promise<boolean> => (await reader.get(any, {})) !== undefined;

/** `returning` promises no order; an author's acts are told in the order in which they were written. */
const inOrder = (rows: Waiting[]): Waiting[] => rows.sort((a, b) => a.journal_id - b.journal_id || a.seq - b.seq);

/** Entries that waited for this name; they wait no more. */
export const takeWaiting = async (tx: Writer, awaits: string): Promise<Waiting[]> =>
  inOrder(await tx.rows(takeFor, { awaits }));

/** Entries whose time has come; they wait no more. */
export const takeDueEntries = async (tx: Writer, now: number): Promise<Waiting[]> =>
  inOrder(await tx.rows(takeDue, { now }));

/** When the next entry is due, epoch milliseconds. */
export const nextDueAt = async (reader: Reader): Promise<number | null> => (await reader.get(nextDue, {}))?.at ?? null;
