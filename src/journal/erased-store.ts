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
const drop = command<{ journal: number; from: number; to: number }>()((db, p) =>
  db
    .updateTable('entry')
    .set({ content: null, content_state: 'erased' })
    .where('journal_id', '=', p.journal)
    .where('seq', '>=', p.from)
    .where('seq', '<=', p.to)
    .where('type', 'in', [...erasableTypes])
    .where('content_state', 'in', ['held', 'missing', 'withheld'])
    .returning(['seq', 'type', 'envelope']),
);

export type Erased = { seq: number; type: string; envelope: string };

/**
 * Erases the contents in `ranges`, of the types that can be erased, for good: of what is held, and of what may still come.
 * @param before erasures reach earlier entries only: the number of the entry that erases, or Infinity
 * @returns the entries that lost their content now
 */
export const eraseContents = async (
  tx: Writer,
  journal: number,
  ranges: readonly Range[],
  before: number,
): Promise<Erased[]> => {
  const erased: Erased[] = [];
  for (const [from, last] of ranges) {
    const to = Math.min(last, before - 1);
    if (from > to) continue;
    await tx.run(insertRange, { journal, from, to });
    erased.push(...(await tx.rows(drop, { journal, from, to })));
  }
  return erased;
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
