// Rows of entries: envelopes for ever, contents until they are erased.
import type { Eventually, Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import type { ContentState, Effect, Row } from '../db/tables.ts';

export type EntryRow = Row<'entry'>;

export type NewEntry = {
  journal: number;
  epoch: number;
  seq: number;
  hash: string;
  type: string;
  at: number;
  envelope: string;
  content: Uint8Array | null;
  state: ContentState;
  arrivedAt: number;
};

const insert = command<NewEntry>()((db, p) =>
  db.insertInto('entry').values({
    journal_id: p.journal,
    epoch: p.epoch,
    seq: p.seq,
    hash: p.hash,
    type: p.type,
    at: p.at,
    envelope: p.envelope,
    content: p.content,
    content_state: p.state,
    effect: 'applied',
    arrived_at: p.arrivedAt,
  }),
);

/** The caller has moved the epoch's head to it in the same transaction, so that no other entry has its number. */
export const insertEntry = (
  tx: Writer,
  entry: Omit<NewEntry, 'envelope' | 'content'>,
  envelope: string,
  content: Uint8Array | null,
): Eventually<number> =>
  tx.run(insert, {
    journal: entry.journal,
    epoch: entry.epoch,
    seq: entry.seq,
    hash: entry.hash,
    type: entry.type,
    at: entry.at,
    envelope,
    content,
    state: entry.state,
    arrivedAt: entry.arrivedAt,
  });

const bySeq = query<{ journal: number; seq: number }>()((db, p) =>
  db.selectFrom('entry').selectAll().where('journal_id', '=', p.journal).where('seq', '=', p.seq),
);
const hashBySeq = query<{ journal: number; seq: number }>()((db, p) =>
  db.selectFrom('entry').select('hash').where('journal_id', '=', p.journal).where('seq', '=', p.seq),
);
const inRange = query<{ journal: number; from: number; to: number; limit: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .selectAll()
    .where('journal_id', '=', p.journal)
    .where('seq', '>=', p.from)
    .where('seq', '<=', p.to)
    .orderBy('seq')
    .limit(p.limit),
);

export const findEntry = async (reader: Reader, journal: number, seq: number): Promise<EntryRow | undefined> =>
  reader.get(bySeq, { journal, seq });

const countedBySeq = query<{ journal: number; seq: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'entry.journal_id').onRef('epoch.epoch', '=', 'entry.epoch'),
    )
    .selectAll('entry')
    .where('entry.journal_id', '=', p.journal)
    .where('entry.seq', '=', p.seq)
    .where((eb) => eb.or([eb('epoch.forked_seq', 'is', null), eb('epoch.forked_seq', '>', eb.ref('entry.seq'))])),
);

/** Like {@link findEntry}, but what a fork cut off is as good as unknown: not everybody has heard of it. */
export const findCounted = async (reader: Reader, journal: number, seq: number): Promise<EntryRow | undefined> =>
  reader.get(countedBySeq, { journal, seq });

/** The hash of the entry's envelope; undefined when it is not held. */
export const hashOfEntry = async (reader: Reader, journal: number, seq: number): Promise<string | undefined> =>
  (await reader.get(hashBySeq, { journal, seq }))?.hash;

/** Entries from `from` to `to`, both included, at most `limit`, in the order of seq. */
export const entriesBetween = async (
  reader: Reader,
  journal: number,
  from: number,
  to: number,
  limit: number,
): Promise<EntryRow[]> => reader.all(inRange, { journal, from, to, limit });

const setEffect = command<{ journal: number; seq: number; effect: Effect }>()((db, p) =>
  db.updateTable('entry').set({ effect: p.effect }).where('journal_id', '=', p.journal).where('seq', '=', p.seq),
);

export const markEffect = async (tx: Writer, journal: number, seq: number, effect: Effect): Promise<void> => {
  await tx.run(setEffect, { journal, seq, effect });
};

const fill = command<{ journal: number; seq: number; content: Uint8Array }>()((db, p) =>
  db
    .updateTable('entry')
    .set({ content: p.content, content_state: 'held' })
    .where('journal_id', '=', p.journal)
    .where('seq', '=', p.seq)
    .where('content_state', '=', 'missing'),
);

/** Closes a hole with content whose digest was checked. Answers false when it was none, or is erased by now. */
export const fillHole = async (tx: Writer, journal: number, seq: number, content: Uint8Array): Promise<boolean> =>
  (await tx.run(fill, { journal, seq, content })) > 0;

const withhold = command<{ journal: number; seq: number }>()((db, p) =>
  db
    .updateTable('entry')
    .set({ content: null, content_state: 'withheld' })
    .where('journal_id', '=', p.journal)
    .where('seq', '=', p.seq)
    .where('content_state', '=', 'held'),
);

/** Drops a content that this instance must not keep: the envelope stays, and nobody asks for it again. */
export const withholdContent = async (tx: Writer, journal: number, seq: number): Promise<void> => {
  await tx.run(withhold, { journal, seq });
};

const holes = query<{ journal: number; limit: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .select(['seq', 'epoch'])
    .where('journal_id', '=', p.journal)
    .where('content_state', '=', 'missing')
    .orderBy('seq')
    .limit(p.limit),
);
const holeCounts = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select((eb) => ['entry.journal_id', 'entry.epoch', eb.fn.countAll<number>().as('count')])
    .where('journal.coalition', '=', p.coalition)
    .where('entry.content_state', '=', 'missing')
    .groupBy(['entry.journal_id', 'entry.epoch']),
);

/** Numbers of the first entries whose content is missing though nothing erased it. */
export const findHoles = async (reader: Reader, journal: number, limit: number): Promise<number[]> =>
  (await reader.all(holes, { journal, limit })).map((row) => row.seq);

export const countHoles = async (
  reader: Reader,
  coalition: string,
): Promise<{ journal_id: number; epoch: number; count: number }[]> => reader.all(holeCounts, { coalition });

const voidCounts = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .select((eb) => ['entry.journal_id', eb.fn.countAll<number>().as('count')])
    .where('journal.coalition', '=', p.coalition)
    .where('entry.effect', '=', 'void')
    .groupBy('entry.journal_id'),
);

/** Entries that are kept and passed on, and have no effect. */
export const countVoids = async (reader: Reader, coalition: string): Promise<{ journal_id: number; count: number }[]> =>
  reader.all(voidCounts, { coalition });
