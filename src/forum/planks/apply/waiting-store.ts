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
const waitFor = query<{ awaits: string; limit: number }>()((db, p) =>
  db
    .selectFrom('waiting')
    .select(['journal_id', 'seq', 'awaits'])
    .where('awaits', '=', p.awaits)
    .orderBy('journal_id')
    .orderBy('seq')
    .limit(p.limit),
);
const dueBy = query<{ now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('waiting')
    .select(['journal_id', 'seq', 'awaits'])
    .where('due_at', '<=', p.now)
    .orderBy('due_at')
    .orderBy('journal_id')
    .orderBy('seq')
    .limit(p.limit),
);
const drop = command<{ journal: number; seq: number; awaits: string }>()((db, p) =>
  db.deleteFrom('waiting').where('journal_id', '=', p.journal).where('seq', '=', p.seq).where('awaits', '=', p.awaits),
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

export const anyWaitingFor = async (reader: Reader, awaits: string): Promise<boolean> =>
  (await reader.all(waitFor, { awaits, limit: 1 })).length > 0;

/** An author's acts are told in the order in which they were written. */
const inOrder = (rows: Waiting[]): Waiting[] => rows.sort((a, b) => a.journal_id - b.journal_id || a.seq - b.seq);

type Row = Waiting & { awaits: string };
const take = async (tx: Writer, rows: readonly Row[]): Promise<Waiting[]> => {
  for (const { journal_id: journal, seq, awaits } of rows) await tx.run(drop, { journal, seq, awaits });
  return inOrder(rows.map(({ journal_id, seq }) => ({ journal_id, seq })));
};

/** Entries that waited for this name, at most so many; they wait no more. `more`: others still do. */
export const takeWaiting = async (
  tx: Writer,
  awaits: string,
  limit: number,
): Promise<{ taken: Waiting[]; more: boolean }> => {
  const rows = await tx.all(waitFor, { awaits, limit: limit + 1 });
  return { taken: await take(tx, rows.slice(0, limit)), more: rows.length > limit };
};

/** Entries whose time has come, at most so many; they wait no more. */
export const takeDueEntries = async (tx: Writer, now: number, limit: number): Promise<Waiting[]> =>
  take(tx, await tx.all(dueBy, { now, limit }));

/** When the next entry is due, epoch milliseconds. */
export const nextDueAt = async (reader: Reader): Promise<number | null> => (await reader.get(nextDue, {}))?.at ?? null;
