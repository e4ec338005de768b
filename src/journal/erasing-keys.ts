// Whose erasure statements count: a rule over what everybody ends up holding, not over who knew what when a statement came
// (FEDERATION.md, Choices).
import type { Reader } from '../db/database.ts';
import { query } from '../db/statement.ts';
import { firstSeq } from './envelope.ts';
import { openEpoch } from './epoch-statement.ts';
import { epochsOf } from './journal-store.ts';
import type { PublicJwk } from './keys.ts';

const proofsOf = query<{ journal: number }>()((db, p) =>
  db.selectFrom('evidence').select(['first', 'second']).where('journal_id', '=', p.journal),
);

/** Numbers of the final statements in proofs that two statements were made for one epoch. */
const rivalFinals = async (reader: Reader, journal: number): Promise<number[]> => {
  const proofs = await reader.all(proofsOf, { journal });
  return proofs
    .flatMap(({ first, second }) => [openEpoch(first), openEpoch(second)])
    .flatMap((one) => (one.ok && one.payload.final ? [one.payload.epoch] : []));
};

/**
 * The operations keys that erase in this journal, beside its governance key: those of all epochs that no final statement has
 * left behind. A key that was stolen is shut out by the very statement that shuts it out of the journal; one that was merely
 * followed by another stays good, so that what it erased stays erased. An epoch that is disputed from its first number on has
 * no key that everybody agrees on.
 */
export const erasingKeys = async (reader: Reader, journal: number): Promise<PublicJwk[]> => {
  const epochs = await epochsOf(reader, journal);
  const finals = epochs.filter(({ final }) => final === 1).map(({ epoch }) => epoch);
  const from = Math.max(0, ...finals, ...(await rivalFinals(reader, journal)));
  return epochs
    .filter(({ epoch, forked_seq }) => epoch >= from && forked_seq !== firstSeq(epoch))
    .map(({ key }) => JSON.parse(key) as PublicJwk);
};
