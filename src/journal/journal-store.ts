// Rows of journals and their epochs: one journal for each instance of a coalition, one of them our own.
import { said } from '../base/said.ts';
import type { Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import type { Row } from '../db/tables.ts';
import { firstSeq } from './envelope.ts';
import type { OpenedEpoch } from './epoch-statement.ts';

export type Journal = Row<'journal'>;
export type Epoch = Row<'epoch'>;
export type EpochOfJournal = Epoch & { origin: string };

const byOrigin = query<{ coalition: string; origin: string }>()((db, p) =>
  db.selectFrom('journal').selectAll().where('coalition', '=', p.coalition).where('origin', '=', p.origin),
);
const ofCoalition = query<{ coalition: string }>()((db, p) =>
  db.selectFrom('journal').selectAll().where('coalition', '=', p.coalition).orderBy('origin'),
);
const insertJournal = command<{ coalition: string; origin: string; own: 0 | 1 }>()((db, p) =>
  db
    .insertInto('journal')
    .values({ coalition: p.coalition, origin: p.origin, own: p.own, halted: null })
    .onConflict((oc) => oc.columns(['coalition', 'origin']).doNothing()),
);

export const findJournal = async (reader: Reader, coalition: string, origin: string): Promise<Journal | undefined> =>
  reader.get(byOrigin, { coalition, origin });

export const listJournals = async (reader: Reader, coalition: string): Promise<Journal[]> =>
  reader.all(ofCoalition, { coalition });

/** The journal's row, made when it is not there yet. */
export const ensureJournal = async (tx: Writer, coalition: string, origin: string, own: boolean): Promise<Journal> => {
  const known = await findJournal(tx, coalition, origin);
  if (known) return known;
  await tx.run(insertJournal, { coalition, origin, own: own ? 1 : 0 });
  const made = await findJournal(tx, coalition, origin);
  if (!made) throw new Error('A journal that was just inserted is gone.');
  return made;
};

const halt = command<{ coalition: string; why: string | null }>()((db, p) =>
  db.updateTable('journal').set({ halted: p.why }).where('coalition', '=', p.coalition).where('own', '=', 1),
);

/** Stops writing into the own journal, or (null) lets it go on. */
export const haltOwnJournal = async (tx: Writer, coalition: string, why: string | null): Promise<void> => {
  await tx.run(halt, { coalition, why });
};

/** Said to members; an admin sees what to do about it in docs/operations.md. */
export const BEHIND =
  said`This instance comes from a backup: it must take back its own entries and open a new epoch first.`.text;

const haltBehind = command<{ journal: number; epoch: number; why: string }>()((db, p) =>
  db
    .updateTable('journal')
    .set({ halted: p.why })
    .where('id', '=', p.journal)
    .where('own', '=', 1)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('epoch')
            .select('epoch.epoch')
            .whereRef('journal_id', '=', 'journal.id')
            .where('epoch.epoch', '>', p.epoch),
        ),
      ),
    ),
);

/**
 * Own entries or an own epoch came from a peer: we went back in time, and would hand out numbers again that others have seen.
 * Halts the journal unless a later epoch was opened since (protocol.md, Restoring).
 */
export const haltWhenBehind = async (tx: Writer, journal: number, epoch: number): Promise<void> => {
  await tx.run(haltBehind, { journal, epoch, why: BEHIND });
};

const epochs = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('epoch')
    .innerJoin('journal', 'journal.id', 'epoch.journal_id')
    .selectAll('epoch')
    .select('journal.origin')
    .where('journal.coalition', '=', p.coalition)
    .orderBy('journal.origin')
    .orderBy('epoch.epoch'),
);
const epochsByJournal = query<{ journal: number }>()((db, p) =>
  db.selectFrom('epoch').selectAll().where('journal_id', '=', p.journal).orderBy('epoch'),
);

/** Every epoch of the coalition, by origin and number. */
export const listEpochs = async (reader: Reader, coalition: string): Promise<EpochOfJournal[]> =>
  reader.all(epochs, { coalition });

/** In the order of their numbers. */
export const epochsOf = async (reader: Reader, journal: number): Promise<Epoch[]> =>
  reader.all(epochsByJournal, { journal });

type NewEpoch = {
  journal: number;
  epoch: number;
  statement: string;
  hash: string;
  kid: string;
  key: string;
  afterEpoch: number;
  afterSeq: number;
  afterHash: string;
  final: 0 | 1;
  at: number;
  headSeq: number;
};

const insertEpoch = command<NewEpoch>()((db, p) =>
  db
    .insertInto('epoch')
    .values({
      journal_id: p.journal,
      epoch: p.epoch,
      statement: p.statement,
      hash: p.hash,
      kid: p.kid,
      key: p.key,
      after_epoch: p.afterEpoch,
      after_seq: p.afterSeq,
      after_hash: p.afterHash,
      final: p.final,
      at: p.at,
      head_seq: p.headSeq,
      head_hash: p.hash,
      head_at: p.at,
      checked_seq: p.headSeq,
      forked_seq: null,
      end_seq: null,
      end_hash: null,
    })
    .onConflict((oc) => oc.columns(['journal_id', 'epoch']).doNothing()),
);

/** Keeps a statement that was checked. Answers false when the epoch has one already. */
export const keepEpoch = async (tx: Writer, journal: number, opened: OpenedEpoch): Promise<boolean> => {
  const { payload } = opened;
  const [afterEpoch, afterSeq, afterHash] = payload.after;
  const kept = await tx.run(insertEpoch, {
    journal,
    epoch: payload.epoch,
    statement: opened.jws.compact,
    hash: opened.hash,
    kid: opened.operationsKid,
    key: JSON.stringify(payload.key),
    afterEpoch,
    afterSeq,
    afterHash,
    final: payload.final ? 1 : 0,
    at: opened.at,
    headSeq: firstSeq(payload.epoch) - 1,
  });
  return kept > 0;
};

type Move = { journal: number; epoch: number; from: number; seq: number; hash: string; at: number };

const move = command<Move>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ head_seq: p.seq, head_hash: p.hash, head_at: p.at })
    .where('journal_id', '=', p.journal)
    .where('epoch', '=', p.epoch)
    .where('head_seq', '=', p.from),
);

/** Moves an epoch's head from `from` to `seq`. Answers false when somebody else moved it first. */
export const moveHead = async (tx: Writer, to: Move): Promise<boolean> => (await tx.run(move, to)) > 0;

const newestOwn = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('epoch')
    .innerJoin('journal', 'journal.id', 'epoch.journal_id')
    .selectAll('epoch')
    .select('journal.origin')
    .where('journal.coalition', '=', p.coalition)
    .where('journal.own', '=', 1)
    .orderBy('epoch.epoch', 'desc')
    .limit(1),
);

/** The highest epoch of the own journal, halted or not. */
export const newestOwnEpoch = async (reader: Reader, coalition: string): Promise<EpochOfJournal | undefined> =>
  reader.get(newestOwn, { coalition });
