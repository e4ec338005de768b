// Appends to the own journal, in the transaction of what the entry says: a local post on a plank *is* an entry.
import { Refusal } from '../base/errors.ts';
import type { Reader, Writer } from '../db/database.ts';
import { inTurn } from '../db/dialect.ts';
import { query } from '../db/statement.ts';
import type { SealedContent } from './content.ts';
import { insertEntry } from './entry-store.ts';
import { sealEnvelope } from './envelope.ts';
import { moveHead } from './journal-store.ts';
import type { OperationsKeys } from './key-store.ts';
import { AHEAD } from './limits.ts';
import type { RecordType, Ref } from './records.ts';

const current = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('journal')
    .leftJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'journal.id').on('epoch.epoch', '=', (eb) =>
        eb
          .selectFrom('epoch as any')
          .select((max) => max.fn.max('any.epoch').as('highest'))
          .whereRef('any.journal_id', '=', 'journal.id'),
      ),
    )
    .select([
      'journal.id as journal',
      'journal.origin',
      'journal.halted',
      'epoch.epoch',
      'epoch.kid',
      'epoch.head_seq',
      'epoch.head_hash',
      'epoch.head_at',
      'epoch.forked_seq',
    ])
    .where('journal.coalition', '=', p.coalition)
    .where('journal.own', '=', 1),
);

export type OwnHead = {
  journal: number;
  origin: string;
  epoch: number;
  kid: string;
  head_seq: number;
  head_hash: string;
  head_at: number;
};

/** The epoch that the own journal goes on in. @throws Refusal `unavailable` that says why it does not */
export const ownHead = async (reader: Reader, coalition: string): Promise<OwnHead> => {
  const row = await reader.get(current, { coalition });
  if (!row || row.epoch === null || row.kid === null)
    throw new Refusal('unavailable', 'This instance has not opened its journal in the coalition yet.');
  if (row.halted !== null) throw new Refusal('unavailable', row.halted);
  if (row.forked_seq !== null)
    throw new Refusal(
      'unavailable',
      'This journal is frozen: two of its entries have one number. An admin must mend it.',
    );
  return {
    journal: row.journal,
    origin: row.origin,
    epoch: row.epoch,
    kid: row.kid,
    head_seq: row.head_seq ?? 0,
    head_hash: row.head_hash ?? '',
    head_at: row.head_at ?? 0,
  };
};

export type NewRecord<T extends RecordType> = {
  coalition: string;
  type: T;
  ref: Ref<T>;
  content: SealedContent | null;
  /** Epoch milliseconds; moved forward to the entry before it where the clock went back. */
  now: number;
};

/** An entry as the fold takes it, whoever wrote it. */
export type StoredEntry = {
  journal: number;
  origin: string;
  epoch: number;
  seq: number;
  hash: string;
  type: string;
  at: number;
  ref: unknown;
  state: 'none' | 'held' | 'erased' | 'withheld' | 'missing';
  content: Uint8Array | string | null;
  arrivedAt: number;
};

/** @throws Refusal `unavailable` when this instance cannot write on planks now */
export const appendEntry = async <T extends RecordType>(
  tx: Writer,
  keys: OperationsKeys,
  record: NewRecord<T>,
): Promise<StoredEntry> => {
  await inTurn(tx, 'journal');
  const head = await ownHead(tx, record.coalition);
  const key = await keys.find(tx, head.kid);
  if (!key)
    throw new Refusal('unavailable', 'The operations key of this instance is missing. An admin must open a new epoch.');
  const { content } = record;
  const seq = head.head_seq + 1;
  const at = Math.max(record.now, head.head_at);
  if (at > record.now + AHEAD)
    throw new Refusal(
      'unavailable',
      'The last entry of this journal is dated ahead of the time: the clock was wrong. Wait until then, or an admin opens a new epoch.',
    );
  const { envelope, hash } = sealEnvelope(
    {
      v: 1,
      coalition: record.coalition,
      origin: head.origin,
      epoch: head.epoch,
      seq,
      prev: head.head_hash,
      at: new Date(at).toISOString(),
      type: record.type,
      ref: record.ref,
      digest: content?.digest ?? '',
      size: content?.size ?? 0,
    },
    key,
  );
  const to = { journal: head.journal, epoch: head.epoch, from: head.head_seq, seq, hash, at };
  if (!(await moveHead(tx, to))) throw new Refusal('conflict', 'Somebody wrote at the same time. Try again.');
  const entry = { journal: head.journal, epoch: head.epoch, seq, hash, type: record.type, at, arrivedAt: record.now };
  const state = content ? 'held' : 'none';
  const stored = { ...entry, origin: head.origin, ref: record.ref, state, content: content?.bytes ?? null } as const;
  await insertEntry(tx, stored, envelope, stored.content);
  return stored;
};
