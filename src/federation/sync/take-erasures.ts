// Takes in erasure statements: by a key of their origin, whatever its standing (protocol.md, Erasing).
import { inTurn } from '../../db/dialect.ts';
import { finishFold } from '../../forum/planks/apply/apply-entries.ts';
import { erase } from '../../forum/planks/apply/erase.ts';
import { createFold } from '../../forum/planks/apply/fold.ts';
import { erasingKeys } from '../../journal/erasing-keys.ts';
import { checkErasure, keepErasure, openErasure } from '../../journal/erasure-statement.ts';
import { ensureJournal } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';
import type { Keys, TakeInNeeds, TakenIn } from './taking.ts';

/** An erasure reaches every entry, also such as were written after it was signed: it names them by their numbers. */
const ALL = Number.POSITIVE_INFINITY;

export const takeErasures = async (
  needs: TakeInNeeds,
  coalition: string,
  statements: readonly string[],
  keys: Keys,
  taken: TakenIn,
): Promise<void> => {
  for (const statement of statements) {
    const opened = openErasure(statement);
    const governance = opened.ok ? keys.governance(opened.payload.origin) : undefined;
    if (!opened.ok || opened.payload.coalition !== coalition || !governance) {
      taken.refused.push({ origin: '', epoch: 0, seq: 0, why: 'erasure: not of this coalition' });
      continue;
    }
    const { origin, erases } = opened.payload;
    const kept = await needs.db.write(async (tx) => {
      await inTurn(tx, 'journal');
      const facts = await needs.facts(tx, coalition);
      const journal = await ensureJournal(tx, coalition, origin, origin === facts.home);
      const operations = (await erasingKeys(tx, journal.id)).map(verifyingKey);
      if (!checkErasure(opened, [governance, ...operations])) return undefined;
      if (!(await keepErasure(tx, journal.id, opened, facts.now))) return false;
      const fold = createFold(tx, facts, false);
      await erase(fold, journal, erases, opened.hash, ALL);
      await finishFold(fold);
      return true;
    });
    if (kept === undefined) taken.refused.push({ origin, epoch: 0, seq: 0, why: 'erasure: signature does not hold' });
    if (kept) taken.statements += 1;
  }
};
