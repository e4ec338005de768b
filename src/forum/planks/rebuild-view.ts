// Folds the journals anew and says whether what was stored is what they give. A check leaves everything as it was.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { applyDue } from './apply-due.ts';
import { type Comparison, compareViews } from './compare-views.ts';
import { currentCoalition, type FactsReader } from './facts.ts';
import { refold } from './refold.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; facts: FactsReader };

/** Thrown to roll back. */
class Checked extends Error {
  readonly compared: Comparison;
  constructor(compared: Comparison) {
    super('checked');
    this.compared = compared;
  }
}

/**
 * In one transaction: on SQLite nobody else writes until it ends, on PostgreSQL nobody else writes on planks.
 * @throws Refusal `forbidden`, `not-found` (in no coalition)
 */
export const rebuildView =
  (needs: Needs) =>
  async (actor: Actor, { check }: { check: boolean }): Promise<Comparison> => {
    may(actor, { do: 'manage-instance' });
    const coalition = (await currentCoalition(needs.db.read))?.coalition;
    if (!coalition) throw new Refusal('not-found', 'This instance is in no coalition: there are no journals to fold.');
    // What has come due by now would be a difference that is none.
    await applyDue(needs)(coalition);
    try {
      return await needs.db.write(async (tx) => {
        await inTurn(tx, 'journal');
        await refold(tx, await needs.facts(tx, coalition));
        const compared = await compareViews(needs.db.read, tx);
        if (check) throw new Checked(compared);
        return compared;
      });
    } catch (error) {
      if (error instanceof Checked) return error.compared;
      throw error;
    } finally {
      needs.wake.ring();
    }
  };
