// What a reader takes from one origin in a day: a flood waits at its origin, the others are unaffected (protocol.md, Budgets).
import { sql } from 'kysely';
import type { Writer } from '../db/database.ts';
import { command } from '../db/statement.ts';

type Spend = { journal: number; day: number; entries: number; bytes: number; most: number; mostBytes: number };

const renew = command<{ journal: number; day: number }>()((db, p) =>
  db
    .updateTable('journal')
    .set({ budget_day: p.day, budget_entries: 0, budget_bytes: 0 })
    .where('id', '=', p.journal)
    .where('budget_day', '!=', p.day),
);
const spend = command<Spend>()((db, p) =>
  db
    .updateTable('journal')
    .set((eb) => ({
      budget_entries: eb('budget_entries', '+', p.entries),
      budget_bytes: eb('budget_bytes', '+', p.bytes),
    }))
    .where('id', '=', p.journal)
    .where((eb) =>
      eb.or([
        eb('own', '=', 1),
        eb.and([
          sql<boolean>`budget_entries + ${p.entries} <= ${p.most}`,
          sql<boolean>`budget_bytes + ${p.bytes} <= ${p.mostBytes}`,
        ]),
      ]),
    ),
);

/** Books entries and bytes of a day (epoch milliseconds / 86,400,000). Answers false when they are more than the budget leaves. */
export const spendBudget = async (
  tx: Writer,
  journal: number,
  day: number,
  entries: number,
  bytes: number,
  budget: { entries: number; bytes: number },
): Promise<boolean> => {
  await tx.run(renew, { journal, day });
  return (await tx.run(spend, { journal, day, entries, bytes, most: budget.entries, mostBytes: budget.bytes })) > 0;
};
