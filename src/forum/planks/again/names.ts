// Which entries speak of a thread, a post, an advisory or a member: looked up while journals are folded anew in steps, and empty
// otherwise. Who a fork has cut off is listed too: whether an entry counts is asked when it is applied.
import { nameOfPost } from '../../../base/names.ts';
import type { Reader, Writer } from '../../../db/database.ts';
import { numbersOf } from '../../../db/dialect.ts';
import { command, query } from '../../../db/statement.ts';
import type { StoredEntry } from '../../../journal/append.ts';
import { noRange, rangesBefore } from '../../../journal/erased-store.ts';
import { parseRef, type Range } from '../../../journal/records.ts';
import { toStored } from '../apply/apply-entries.ts';

const insert = command<{ name: string; entry: number }>()((db, p) =>
  db
    .insertInto('fold_name')
    .values({ name: p.name, entry_id: p.entry })
    .onConflict((oc) => oc.columns(['name', 'entry_id']).doNothing()),
);
const insertRange = command<{ journal: number; from: number; to: number }>()((db, p) =>
  db
    .insertInto('fold_range')
    .values({ journal_id: p.journal, from_seq: p.from, to_seq: p.to })
    .onConflict((oc) => oc.columns(['journal_id', 'to_seq', 'from_seq']).doNothing()),
);
const speaking = query<{ name: string; after: number; to: number; limit: number }>()((db, p) =>
  db
    .selectFrom('fold_name')
    .select('entry_id')
    .where('name', '=', p.name)
    .where('entry_id', '>', p.after)
    .where('entry_id', '<=', p.to)
    .orderBy('entry_id')
    .limit(p.limit),
);
const last = query()((db) => db.selectFrom('fold_name').select('entry_id').where('name', '=', '').limit(1));
const forgetLast = command()((db) => db.deleteFrom('fold_name').where('name', '=', ''));
const dropNames = command<{ limit: number }>()((db, p) =>
  db
    .deleteFrom('fold_name')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('name', 'entry_id'),
        'in',
        selectFrom('fold_name as f').select(['f.name', 'f.entry_id']).limit(p.limit).$asTuple('name', 'entry_id'),
      ),
    ),
);
const dropRanges = command<{ limit: number }>()((db, p) =>
  db
    .deleteFrom('fold_range')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('journal_id', 'to_seq', 'from_seq'),
        'in',
        selectFrom('fold_range as f')
          .select(['f.journal_id', 'f.to_seq', 'f.from_seq'])
          .limit(p.limit)
          .$asTuple('journal_id', 'to_seq', 'from_seq'),
      ),
    ),
);
const rightly = query<{ journal: number; from: number; to: number }>()((db, p) =>
  db
    .selectFrom('fold_range')
    .select(['from_seq', 'to_seq'])
    .where('journal_id', '=', p.journal)
    .where('to_seq', '>=', p.from)
    .where('from_seq', '<=', p.to),
);

// In two queries: joined with their journals, all of them would be sorted for each page.
const idsAfter = query<{ after: number; limit: number }>()((db, p) =>
  db.selectFrom('entry').select('id').where('id', '>', p.after).orderBy('id').limit(p.limit),
);
const entriesById = query<{ ids: string }>()((db, p, dialect) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .innerJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'entry.journal_id').onRef('epoch.epoch', '=', 'entry.epoch'),
    )
    .selectAll('entry')
    .select(['journal.origin', 'journal.coalition', 'epoch.forked_seq'])
    .where('entry.id', 'in', numbersOf(dialect, p.ids))
    .orderBy('entry.id'),
);

/** An entry, with the number of its row. `counts`: no fork has cut it off. */
export type Listed = {
  readonly id: number;
  readonly counts: boolean;
  readonly coalition: string;
  readonly entry: StoredEntry;
};

type Row = Parameters<typeof toStored>[0] & { id: number; forked_seq: number | null; coalition: string };
const listed = (row: Row): Listed => ({
  id: row.id,
  counts: row.forked_seq === null || row.seq < row.forked_seq,
  coalition: row.coalition,
  entry: toStored(row),
});

export const readEntries = async (reader: Reader, ids: readonly number[]): Promise<Listed[]> =>
  ids.length === 0 ? [] : (await reader.all(entriesById, { ids: JSON.stringify(ids) })).map(listed);

/** Entries of all journals of a coalition in the order in which they came. `next`: where it goes on; undefined: these were the last. */
export const listEntries = async (
  reader: Reader,
  coalition: string,
  after: number,
  limit: number,
): Promise<{ entries: Listed[]; last: number; next: number | undefined }> => {
  const ids = (await reader.all(idsAfter, { after, limit })).map(({ id }) => id);
  const entries = (await readEntries(reader, ids)).filter((one) => one.coalition === coalition);
  const last = ids.at(-1) ?? after;
  return { entries, last, next: ids.length === limit ? last : undefined };
};

export const memberName = (origin: string, publicId: string): string => `${publicId}@${origin}`;

/** What the entry speaks of, by name: a reply of its thread, an edit of its post. */
export const namesIn = ({ type, ref, origin, seq }: StoredEntry): string[] => {
  switch (type) {
    case 'thread.started':
    case 'advisory.issued':
      return [nameOfPost({ origin, seq })];
    case 'reply.posted': {
      const read = parseRef(type, ref);
      return read ? [read.thread] : [];
    }
    case 'post.edited':
    case 'post.deleted':
    case 'post.withdrawn':
    case 'post.reinstated': {
      const read = parseRef(type, ref);
      return read ? [read.post] : [];
    }
    case 'votes.tallied':
      return [...new Set(parseRef(type, ref)?.tallies.map(({ post }) => post))];
    case 'member.described':
    case 'member.erased': {
      const read = parseRef(type, ref);
      return read ? [memberName(origin, read.member)] : [];
    }
    case 'advisory.withdrawn': {
      const read = parseRef(type, ref);
      return read ? [read.advisory] : [];
    }
    default:
      return [];
  }
};

const erasedBy = ({ type, ref, seq }: StoredEntry): readonly Range[] => {
  if (type !== 'post.deleted' && type !== 'member.erased') return [];
  return rangesBefore(parseRef(type, ref)?.erases ?? [], seq);
};

/** What is rightly erased: whoever erased it counts. */
export const keepRanges = async (tx: Writer, journal: number, ranges: readonly Range[]): Promise<void> => {
  for (const [from, to] of ranges) if (!noRange([from, to])) await tx.run(insertRange, { journal, from, to });
};

export const rangesWithin = async (reader: Reader, journal: number, from: number, to: number): Promise<Range[]> =>
  (await reader.all(rightly, { journal, from, to })).map(({ from_seq, to_seq }): Range => [from_seq, to_seq]);

/** Lists some of those that were not listed yet. Answers whether there may be more. */
export const listNames = async (tx: Writer, coalition: string, limit: number): Promise<boolean> => {
  const after = await newestListed(tx);
  const { entries, last: newest, next } = await listEntries(tx, coalition, after, limit);
  for (const { id, entry, counts } of entries) {
    for (const name of namesIn(entry)) await tx.run(insert, { name, entry: id });
    if (counts) await keepRanges(tx, entry.journal, erasedBy(entry));
  }
  if (newest > after) {
    await tx.run(forgetLast, {});
    await tx.run(insert, { name: '', entry: newest });
  }
  return next !== undefined;
};

/** The newest that was listed. */
export const newestListed = async (reader: Reader): Promise<number> => (await reader.get(last, {}))?.entry_id ?? 0;

/** Numbers of rows of entries that speak of it, behind `after` and up to `to`, in the order in which they came. */
export const speakingOf = async (
  reader: Reader,
  name: string,
  limit: number,
  { after, to }: { after: number; to: number } = { after: 0, to: Number.MAX_SAFE_INTEGER },
): Promise<number[]> => (await reader.all(speaking, { name, after, to, limit })).map(({ entry_id }) => entry_id);

/** Answers whether there may be more. */
export const dropSomeNames = async (tx: Writer, limit: number): Promise<boolean> => {
  const names = await tx.run(dropNames, { limit });
  const ranges = await tx.run(dropRanges, { limit });
  return names === limit || ranges === limit;
};
