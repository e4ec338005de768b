// The signatures that a later one vouched for are checked afterwards, a few at a time. One that does not hold counts as a fork
// at its number: the entry and the one that builds on it prove it (protocol.md, Journals).
import { command } from '../../db/statement.ts';
import { entriesBetween } from '../../journal/entry-store.ts';
import { checkEnvelope, openEnvelope } from '../../journal/envelope.ts';
import { type EpochOfJournal, listEpochs } from '../../journal/journal-store.ts';
import { verifyingKey } from '../../journal/keys.ts';
import { takeProofs } from './take-statements.ts';
import { keysOf, type TakeInNeeds } from './taking.ts';

/** About 5 ms of signatures. */
const BATCH = 48;

const moveChecked = command<{ journal: number; epoch: number; from: number; to: number }>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ checked_seq: p.to })
    .where('journal_id', '=', p.journal)
    .where('epoch', '=', p.epoch)
    .where('checked_seq', '=', p.from),
);

const checkBatch = async (needs: TakeInNeeds, coalition: string, epoch: EpochOfJournal): Promise<number> => {
  const from = epoch.checked_seq + 1;
  const rows = await entriesBetween(needs.db.read, epoch.journal_id, from, epoch.head_seq, BATCH + 1);
  const key = verifyingKey(JSON.parse(epoch.key));
  const pairs: [string, string][] = [];
  let checked = epoch.checked_seq;
  for (const [index, row] of rows.slice(0, BATCH).entries()) {
    const opened = openEnvelope(row.envelope);
    const holds = opened.ok && checkEnvelope(opened, key);
    const next = rows[index + 1];
    // Nothing builds on it yet: it is looked at again when something does.
    if (!holds && !next) break;
    if (!holds && next) pairs.push([row.envelope, next.envelope]);
    checked = row.seq;
  }
  if (checked === epoch.checked_seq) return 0;
  if (pairs.length > 0) {
    const facts = await needs.facts(needs.db.read, coalition);
    const keys = keysOf(facts.versions, await listEpochs(needs.db.read, coalition));
    await takeProofs(needs, coalition, pairs, keys);
  }
  await needs.db.write((tx) =>
    Promise.resolve(
      tx.run(moveChecked, { journal: epoch.journal_id, epoch: epoch.epoch, from: epoch.checked_seq, to: checked }),
    ),
  );
  return checked - epoch.checked_seq;
};

/**
 * Checks what has not been checked, one batch after another with pauses. Answers how many signatures it looked at.
 * @param isOver ends it early: the rest is checked after the next pull that brings something
 */
export const checkSignatures = async (
  needs: TakeInNeeds,
  coalition: string,
  isOver: () => boolean = () => false,
): Promise<number> => {
  let total = 0;
  for (;;) {
    let looked = 0;
    for (const epoch of await listEpochs(needs.db.read, coalition)) {
      if (epoch.checked_seq >= epoch.head_seq) continue;
      if (isOver()) return total + looked;
      looked += await checkBatch(needs, coalition, epoch);
      await needs.pause();
    }
    if (looked === 0) return total;
    total += looked;
  }
};
