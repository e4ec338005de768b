// What was erased: ranges of a journal's numbers, kept so that an erasure also reaches what arrives after it.
import type { Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import { erasableTypes, type Range } from './records.ts';

const insertRange = command<{ journal: number; from: number; to: number }>()((db, p) =>
  db
    .insertInto('erased_range')
    .values({ journal_id: p.journal, from_seq: p.from, to_seq: p.to })
    .onConflict((oc) => oc.columns(['journal_id', 'to_seq', 'from_seq']).doNothing()),
);
const rangesFrom = query<{ journal: number; from: number; to: number }>()((db, p) =>
  db
    .selectFrom('erased_range')
    .select(['from_seq', 'to_seq'])
    .where('journal_id', '=', p.journal)
    .where('to_seq', '>=', p.from)
    .where('from_seq', '<=', p.to),
);
const within = query<{ journal: number; from: number; to: number; limit: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .select(['seq', 'type', 'envelope', 'content_state as state'])
    .where('journal_id', '=', p.journal)
    .where('seq', '>=', p.from)
    .where('seq', '<=', p.to)
    .orderBy('seq')
    .limit(p.limit),
);
const drop = command<{ journal: number; seq: number }>()((db, p) =>
  db
    .updateTable('entry')
    .set({ content: null, content_state: 'erased' })
    .where('journal_id', '=', p.journal)
    .where('seq', '=', p.seq)
    .where('type', 'in', [...erasableTypes])
    .where('content_state', 'in', ['held', 'missing', 'withheld']),
);

export type Erased = { seq: number; type: string; envelope: string };

/** Where erasing stands: in the range of this index, before this number. */
export type Place = { readonly index: number; readonly seq: number };
export const BEGINNING: Place = { index: 0, seq: 0 };

/** Keeps what is to be erased: what comes from now on comes without content. */
export const noteErased = async (tx: Writer, journal: number, ranges: readonly Range[]): Promise<void> => {
  for (const [from, to] of ranges) if (!noRange([from, to])) await tx.run(insertRange, { journal, from, to });
};

/** Nothing is named. */
export const noRange = ([from, to]: Range): boolean => from > to;

/** An erasure reaches earlier entries only. @param before the number of the entry that erases, or Infinity */
export const rangesBefore = (ranges: readonly Range[], before: number): Range[] =>
  ranges.map(([from, to]): Range => [from, Math.min(to, before - 1)]);

/**
 * Erases the contents in `ranges`, of the types that can be erased, for good; from `place` on, in the order of their numbers, so that
 * a post goes before its edits.
 * @param limit entries that are looked at, at most
 * @returns the entries that lost their content now, how many of `limit` are left, and where it goes on; undefined: all is done
 */
export const eraseSome = async (
  tx: Writer,
  journal: number,
  ranges: readonly Range[],
  place: Place,
  limit: number,
): Promise<{ erased: Erased[]; left: number; next: Place | undefined }> => {
  const erased: Erased[] = [];
  let left = limit;
  let { index, seq } = place;
  for (; index < ranges.length; index++, seq = 0) {
    if (left <= 0) return { erased, left: 0, next: { index, seq } };
    const [from, to] = ranges[index] as Range;
    if (from > to) continue;
    const rows = await tx.all(within, { journal, from: Math.max(from, seq), to, limit: left });
    for (const { state, ...row } of rows)
      if (state !== 'erased' && state !== 'none' && (await tx.run(drop, { journal, seq: row.seq })) > 0)
        erased.push(row);
    const last = rows.at(-1);
    if (last && rows.length === left && last.seq < to) return { erased, left: 0, next: { index, seq: last.seq + 1 } };
    // A range without entries costs a look, too.
    left -= Math.max(1, rows.length);
  }
  return { erased, left: Math.max(0, left), next: undefined };
};

/** Says of numbers from `from` to `to` whether they were erased. */
export const erasedWithin = async (
  reader: Reader,
  journal: number,
  from: number,
  to: number,
): Promise<(seq: number) => boolean> => {
  const ranges = await reader.all(rangesFrom, { journal, from, to });
  return (seq) => ranges.some((range) => range.from_seq <= seq && seq <= range.to_seq);
};
