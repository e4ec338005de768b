// A final statement ends the epochs before it: nothing of them counts beyond the entry that it names (protocol.md, Forks).
import type { Writer } from '../db/database.ts';
import { command } from '../db/statement.ts';
import { findEntry, hashOfEntry } from './entry-store.ts';
import { firstSeq } from './envelope.ts';
import { type Epoch, epochsOf } from './journal-store.ts';

type End = { journal: number; epoch: number; seq: number; hash: string };

const end = command<End>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ end_seq: p.seq, end_hash: p.hash, forked_seq: null })
    .where('journal_id', '=', p.journal)
    .where('epoch', '=', p.epoch),
);
const rewind = command<{ journal: number; epoch: number; seq: number; hash: string; at: number }>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ head_seq: p.seq, head_hash: p.hash, head_at: p.at, checked_seq: p.seq })
    .where('journal_id', '=', p.journal)
    .where('epoch', '=', p.epoch),
);
const dropEntries = command<{ journal: number; epoch: number; from: number }>()((db, p) =>
  db.deleteFrom('entry').where('journal_id', '=', p.journal).where('epoch', '=', p.epoch).where('seq', '>=', p.from),
);
// Their numbers may come again as others, which wait for nothing of theirs.
const dropWaits = command<{ journal: number; from: number; to: number }>()((db, p) =>
  db.deleteFrom('waiting').where('journal_id', '=', p.journal).where('seq', '>=', p.from).where('seq', '<=', p.to),
);
const forgetEntries = async (tx: Writer, { journal_id: journal, epoch }: Epoch, from: number): Promise<void> => {
  await tx.run(dropEntries, { journal, epoch, from });
  await tx.run(dropWaits, { journal, from, to: firstSeq(epoch + 1) - 1 });
};

/** Where an epoch ends for a final statement that builds on `after`. */
const endOf = (epoch: Epoch, after: readonly [number, number, string]): { seq: number; hash: string } | null => {
  const [afterEpoch, afterSeq, afterHash] = after;
  if (epoch.epoch < afterEpoch) return null; // what is older than the end stays
  if (epoch.epoch === afterEpoch) return { seq: afterSeq, hash: afterHash };
  return { seq: firstSeq(epoch.epoch) - 1, hash: epoch.hash };
};

/** Whether our copy of the epoch is whole: one that was ended must end in the entry that the final statement names. */
export const hasArrived = (epoch: Epoch): boolean =>
  epoch.end_seq === null || (epoch.head_seq === epoch.end_seq && epoch.head_hash === epoch.end_hash);

const dropRow = command<{ journal: number; epoch: number }>()((db, p) =>
  db.deleteFrom('epoch').where('journal_id', '=', p.journal).where('epoch', '=', p.epoch),
);

/** Forgets an epoch, statement and all: another one of the same number is the one that a final statement builds on. */
export const dropEpoch = async (tx: Writer, epoch: Epoch): Promise<void> => {
  await forgetEntries(tx, epoch, firstSeq(epoch.epoch));
  await tx.run(dropRow, { journal: epoch.journal_id, epoch: epoch.epoch });
};

/** Takes an ended epoch anew: what we hold of it is another branch than the one that the final statement names. */
export const restartEpoch = async (tx: Writer, epoch: Epoch): Promise<void> =>
  rewindTo(tx, epoch, firstSeq(epoch.epoch) - 1);

/** Of two final statements the one that leaves less counts, whichever came first. */
const isStricter = ({ end_seq, end_hash }: Epoch, to: { seq: number; hash: string }): boolean =>
  end_seq === null || to.seq < end_seq || (to.seq === end_seq && to.hash < (end_hash ?? ''));

const rewindTo = async (tx: Writer, epoch: Epoch, seq: number): Promise<void> => {
  await forgetEntries(tx, epoch, seq + 1);
  const head = await findEntry(tx, epoch.journal_id, seq);
  await tx.run(rewind, {
    journal: epoch.journal_id,
    epoch: epoch.epoch,
    seq: head ? seq : firstSeq(epoch.epoch) - 1,
    hash: head?.hash ?? epoch.hash,
    at: head?.at ?? epoch.at,
  });
};

/**
 * Applies a final statement to the epochs before `number`. What we hold beyond the end goes; where we hold another branch than
 * the one that the statement names, the epoch is taken anew from its peers. The evidence of a fork stays.
 * @returns whether anything ended, or ended earlier: the caller folds anew
 */
export const endEpochs = async (
  tx: Writer,
  journal: number,
  number: number,
  after: readonly [number, number, string],
): Promise<boolean> => {
  let changed = false;
  for (const epoch of await epochsOf(tx, journal)) {
    if (epoch.epoch >= number) continue;
    const to = endOf(epoch, after);
    if (!to) continue;
    if (!isStricter(epoch, to)) continue;
    changed = true;
    await tx.run(end, { journal, epoch: epoch.epoch, ...to });
    const start = firstSeq(epoch.epoch) - 1;
    const branch = to.seq === start ? epoch.hash : await hashOfEntry(tx, journal, to.seq);
    if (branch === to.hash) await rewindTo(tx, epoch, to.seq);
    // Another branch, or a forked one that may be another: taken anew from its peers.
    else if (epoch.head_seq >= to.seq || epoch.forked_seq !== null) await rewindTo(tx, epoch, start);
  }
  return changed;
};
