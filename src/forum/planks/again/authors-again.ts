// Who stands behind an opaque id, derived anew: what descriptions say that count still, and whether the member was erased.
import type { Writer } from '../../../db/database.ts';
import { command, query } from '../../../db/statement.ts';
import type { Row } from '../../../db/tables.ts';
import { renewCardsOf } from '../../threads/author-store.ts';
import { applyEntries, finishFold } from '../apply/apply-entries.ts';
import { createFold, type FoldFacts } from '../apply/fold.ts';
import { memberName, readEntries, speakingOf } from './names.ts';

type Author = Row<'author'>;
const authorsBefore = query<{ before: number; limit: number }>()((db, p) =>
  db
    .selectFrom('author')
    .selectAll()
    .where('origin', '!=', '')
    .where('id', '<', p.before)
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const authorById = query<{ id: number }>()((db, p) => db.selectFrom('author').selectAll().where('id', '=', p.id));
const blank = command<{ id: number }>()((db, p) =>
  db.updateTable('author').set({ name: '', display_name: '', bio: '', seq: 0, erased_seq: 0 }).where('id', '=', p.id),
);
const dropUnnamed = command<{ id: number }>()((db, p) =>
  db
    .deleteFrom('author')
    .where('id', '=', p.id)
    .where(({ eb, not, exists, selectFrom }) =>
      not(exists(selectFrom('post').select(eb.lit(1).as('one')).where('post.author_id', '=', p.id))),
    ),
);

/** Entries of one member that are looked at: what came first of more is older than what counts. */
const OF_ONE = 1_000;

const authorAgain = async (tx: Writer, facts: FoldFacts, before: Author): Promise<void> => {
  const ids = await speakingOf(tx, memberName(before.origin, before.public_id), OF_ONE);
  const entries = (await readEntries(tx, ids)).filter(({ counts }) => counts).map(({ entry }) => entry);
  if (entries.length === 0 && (await tx.run(dropUnnamed, { id: before.id })) > 0) return;
  await tx.run(blank, { id: before.id });
  const fold = createFold(tx, facts, false);
  await applyEntries(fold, entries, true);
  fold.events.length = 0;
  await finishFold(fold);
  const after = await tx.get(authorById, { id: before.id });
  if (after?.name !== before.name || after.display_name !== before.display_name) await renewCardsOf(tx, before.id);
};

/** Those with the highest numbers first. Answers where it goes on; undefined: these were the last. */
export const authorsAgain = async (
  tx: Writer,
  facts: FoldFacts,
  before: number,
  limit: number,
): Promise<number | undefined> => {
  const rows = await tx.all(authorsBefore, { before, limit });
  for (const row of rows) await authorAgain(tx, facts, row);
  return rows.length === limit ? rows.at(-1)?.id : undefined;
};
