// What we hold of every journal, as peers are told: the last number and hash of each epoch, and how many contents are missing.
import type { Reader } from '../db/database.ts';
import { countHoles, hashOfEntry } from './entry-store.ts';
import { firstSeq } from './envelope.ts';
import { type EpochOfJournal, listEpochs } from './journal-store.ts';

/** origin → epoch → [last seq, its hash, missing contents]. An epoch without entries names the number before its first. */
export type Have = Record<string, Record<string, [seq: number, hash: string, holes: number]>>;

/** The last entry of an epoch that counts: a fork cuts it off before its number. */
export const countedHead = async (reader: Reader, epoch: EpochOfJournal): Promise<{ seq: number; hash: string }> => {
  if (epoch.forked_seq === null || epoch.forked_seq > epoch.head_seq)
    return { seq: epoch.head_seq, hash: epoch.head_hash };
  const seq = epoch.forked_seq - 1;
  if (seq < firstSeq(epoch.epoch)) return { seq, hash: epoch.hash };
  return { seq, hash: (await hashOfEntry(reader, epoch.journal_id, seq)) ?? '' };
};

export const readHave = async (reader: Reader, coalition: string): Promise<Have> => {
  const have: Have = {};
  const holes = new Map<string, number>();
  for (const row of await countHoles(reader, coalition)) holes.set(`${row.journal_id}.${row.epoch}`, row.count);
  for (const epoch of await listEpochs(reader, coalition)) {
    const { seq, hash } = await countedHead(reader, epoch);
    const missing = holes.get(`${epoch.journal_id}.${epoch.epoch}`) ?? 0;
    have[epoch.origin] = { ...have[epoch.origin], [epoch.epoch]: [seq, hash, missing] };
  }
  return have;
};
