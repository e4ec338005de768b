// Entries that were ahead of their time take effect when it comes.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import type { Wake } from '../../events/wake.ts';
import { applyWaiting, finishFold } from './apply/apply-entries.ts';
import { createFold } from './apply/fold.ts';
import { nextDueAt, takeDueEntries } from './apply/waiting-store.ts';
import type { FactsReader } from './facts.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; facts: FactsReader };

/** Entries in one transaction: some 40 ms. */
const SLICE = 200;

/** Answers how many entries took their turn. Cheap when none is due. */
export const applyDue =
  (needs: Needs) =>
  async (coalition: string): Promise<number> => {
    const next = await nextDueAt(needs.db.read);
    if (next === null || next > needs.clock.now()) return 0;
    let all = 0;
    for (let count = SLICE; count === SLICE; all += count)
      count = await needs.db.write(async (tx) => {
        await inTurn(tx, 'journal');
        const facts = await needs.facts(tx, coalition);
        const due = await takeDueEntries(tx, facts.now, SLICE);
        const fold = createFold(tx, facts, true);
        await applyWaiting(fold, due);
        await finishFold(fold);
        return due.length;
      });
    needs.wake.ring();
    return all;
  };
