// Opens the next epoch of the own journal: a new operations key, stated by the governance key (protocol.md, Journals).
import { Refusal } from '../base/errors.ts';
import type { Chance, Clock } from '../base/time.ts';
import type { Writer } from '../db/database.ts';
import { inTurn } from '../db/dialect.ts';
import { endEpochs } from './end-epochs.ts';
import { firstSeq } from './envelope.ts';
import { openEpoch, sealEpoch } from './epoch-statement.ts';
import { ensureJournal, epochsOf, haltOwnJournal, keepEpoch } from './journal-store.ts';
import { keepOperationsKey } from './key-store.ts';
import { createSigningKey, type SigningKey } from './keys.ts';
import { MAX_EPOCH } from './limits.ts';

export const NO_EPOCHS_LEFT = `epoch ${MAX_EPOCH} is the last that a journal can have`;

export type NextEpoch = {
  coalition: string;
  origin: string;
  governance: SigningKey;
  /** True ends a fork: what earlier epochs said beyond our last entry is void. */
  final: boolean;
  /** Open at least this number, where peers know of higher ones than we do. */
  atLeast?: number;
};

/** The last entry of the highest epoch that has one: what the next epoch builds on. */
const lastEntry = (epochs: { epoch: number; head_seq: number; head_hash: string }[]): [number, number, string] => {
  const last = epochs.findLast((epoch) => epoch.head_seq >= firstSeq(epoch.epoch));
  return last ? [last.epoch, last.head_seq, last.head_hash] : [0, 0, ''];
};

/** Answers the number of the epoch. @throws Refusal `closed` (it was the last), `conflict` (another process was faster) */
export const openOwnEpoch = async (
  tx: Writer,
  needs: { clock: Clock; chance: Chance },
  next: NextEpoch,
): Promise<number> => {
  await inTurn(tx, 'journal');
  const journal = await ensureJournal(tx, next.coalition, next.origin, true);
  const epochs = await epochsOf(tx, journal.id);
  const number = Math.max((epochs.at(-1)?.epoch ?? 0) + 1, next.atLeast ?? 1);
  if (number > MAX_EPOCH) throw new Refusal('closed', `There is no next epoch: ${NO_EPOCHS_LEFT}.`);
  const after = lastEntry(epochs);
  const key = createSigningKey(needs.chance.bytes(32));
  await keepOperationsKey(tx, key, needs.clock);
  const { statement } = sealEpoch(
    {
      v: 1,
      coalition: next.coalition,
      origin: next.origin,
      epoch: number,
      key: key.publicJwk,
      after,
      final: next.final,
      at: new Date(needs.clock.now()).toISOString(),
    },
    next.governance,
  );
  const opened = openEpoch(statement);
  if (!opened.ok) throw new Error(`An own epoch statement is refused: ${opened.fault}`);
  if (!(await keepEpoch(tx, journal.id, opened))) throw new Refusal('conflict', 'The epoch was opened meanwhile.');
  if (next.final) await endEpochs(tx, journal.id, number, after);
  await haltOwnJournal(tx, next.coalition, null);
  return number;
};
