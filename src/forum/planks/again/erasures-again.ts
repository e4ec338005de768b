// What was erased, derived anew: an erasure that a fork or a charter has cut off counts no more, and what it took is a hole like any
// other. Ranges that rightly erase were listed before (names.ts).
import type { Writer } from '../../../db/database.ts';
import { command, query } from '../../../db/statement.ts';
import { erasingKeys } from '../../../journal/erasing-keys.ts';
import { dropErasure, listErasures, openErasure } from '../../../journal/erasure-statement.ts';
import { thumbprint } from '../../../journal/keys.ts';
import type { Range } from '../../../journal/records.ts';
import type { FoldFacts } from '../apply/fold.ts';
import { keepRanges, rangesWithin } from './names.ts';

/** What statements erase that stand outside any chain: those of keys that count; the others go. */
export const countedStatements = async (
  tx: Writer,
  { coalition, versions }: FoldFacts,
): Promise<{ journal: number; erases: readonly Range[] }[]> => {
  const governance = versions.flatMap(({ charter }) => charter.constituents.map(({ gov }) => thumbprint(gov)));
  const counted: { journal: number; erases: readonly Range[] }[] = [];
  for (const { journal_id: journal, hash, statement } of await listErasures(tx, coalition)) {
    const opened = openErasure(statement);
    if (!opened.ok) continue;
    const kids = [...governance, ...(await erasingKeys(tx, journal)).map(thumbprint)];
    if (kids.includes(opened.kid)) counted.push({ journal, erases: opened.payload.erases });
    else await dropErasure(tx, journal, hash);
  }
  return counted;
};

/** Notes what they rightly erase. */
export const listStatements = async (tx: Writer, facts: FoldFacts): Promise<void> => {
  for (const { journal, erases } of await countedStatements(tx, facts)) await keepRanges(tx, journal, erases);
};

type RangeRow = { journal_id: number; from_seq: number; to_seq: number };
const wrong = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom('erased_range as e')
    .leftJoin('fold_range as f', (join) =>
      join
        .onRef('f.journal_id', '=', 'e.journal_id')
        .onRef('f.to_seq', '=', 'e.to_seq')
        .onRef('f.from_seq', '=', 'e.from_seq'),
    )
    .select(['e.journal_id', 'e.from_seq', 'e.to_seq'])
    .where('f.journal_id', 'is', null)
    .orderBy('e.journal_id')
    .orderBy('e.to_seq')
    .orderBy('e.from_seq')
    .limit(p.limit),
);
const dropRange = command<RangeRow>()((db, p) =>
  db
    .deleteFrom('erased_range')
    .where('journal_id', '=', p.journal_id)
    .where('to_seq', '=', p.to_seq)
    .where('from_seq', '=', p.from_seq),
);
const within = query<RangeRow & { limit: number }>()((db, p) =>
  db
    .selectFrom('entry')
    .select(['seq', 'content_state'])
    .where('journal_id', '=', p.journal_id)
    .where('seq', '>=', p.from_seq)
    .where('seq', '<=', p.to_seq)
    .orderBy('seq')
    .limit(p.limit),
);
const open = command<{ journal: number; seq: number }>()((db, p) =>
  db
    .updateTable('entry')
    .set({ content_state: 'missing' })
    .where('journal_id', '=', p.journal)
    .where('seq', '=', p.seq)
    .where('content_state', '=', 'erased'),
);

const putRange = command<RangeRow>()((db, p) =>
  db
    .insertInto('erased_range')
    .values({ journal_id: p.journal_id, from_seq: p.from_seq, to_seq: p.to_seq })
    .onConflict((oc) => oc.columns(['journal_id', 'to_seq', 'from_seq']).doNothing()),
);

/** Opens some of what was erased wrongly. Answers whether there may be more. */
export const openSome = async (tx: Writer, limit: number): Promise<boolean> => {
  let left = limit;
  for (const range of await tx.all(wrong, { limit })) {
    const rows = await tx.all(within, { ...range, limit: left });
    const rightly = await rangesWithin(tx, range.journal_id, range.from_seq, range.to_seq);
    for (const { seq, content_state } of rows)
      if (content_state === 'erased' && !rightly.some(([from, to]) => from <= seq && seq <= to))
        await tx.run(open, { journal: range.journal_id, seq });
    const last = rows.at(-1)?.seq ?? range.to_seq;
    const more = rows.length === left && last < range.to_seq;
    await tx.run(dropRange, range);
    // What is left of it is looked at in the next step.
    if (more) await tx.run(putRange, { ...range, from_seq: last + 1 });
    left -= Math.max(1, rows.length);
    if (more || left <= 0) return true;
  }
  return false;
};
