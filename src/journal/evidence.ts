// Evidence that an origin said two things at once: what proves it, and what follows (protocol.md, Forks).
import type { KeyObject } from 'node:crypto';
import type { Reader, Writer } from '../db/database.ts';
import { command, query } from '../db/statement.ts';
import type { Row } from '../db/tables.ts';
import { checkEnvelope, firstSeq, openEnvelope } from './envelope.ts';
import { checkEpoch, openEpoch } from './epoch-statement.ts';

export type Proof = { origin: string; coalition: string; epoch: number; seq: number; first: string; second: string };

/** The keys that a proof may need: governance for statements, operations for entries. */
export type ProofKeys = {
  governance(origin: string): KeyObject | undefined;
  operations(origin: string, epoch: number): KeyObject | undefined;
};

const proofOfStatements = (first: string, second: string, keys: ProofKeys): Proof | undefined => {
  const [a, b] = [openEpoch(first), openEpoch(second)];
  if (!a.ok || !b.ok || a.hash === b.hash) return undefined;
  const { origin, coalition, epoch } = a.payload;
  if (b.payload.origin !== origin || b.payload.coalition !== coalition || b.payload.epoch !== epoch) return undefined;
  const key = keys.governance(origin);
  if (!key || !checkEpoch(a, key) || !checkEpoch(b, key)) return undefined;
  return { origin, coalition, epoch, seq: firstSeq(epoch), first, second };
};

/**
 * Checks what is said to prove a fork. It is either two signed envelopes with one number, or an envelope whose signature does
 * not hold and the signed one that builds on it, or two signed statements of one epoch.
 * @returns undefined when it proves nothing
 */
export const checkEvidence = (first: string, second: string, keys: ProofKeys): Proof | undefined => {
  const [a, b] = [openEnvelope(first), openEnvelope(second)];
  if (!a.ok || !b.ok) return proofOfStatements(first, second, keys);
  const { origin, coalition, epoch, seq } = a.payload;
  if (b.payload.origin !== origin || b.payload.coalition !== coalition || b.payload.epoch !== epoch) return undefined;
  const key = keys.operations(origin, epoch);
  if (!key || !checkEnvelope(b, key)) return undefined;
  const proof = { origin, coalition, epoch, seq, first, second };
  if (b.payload.seq === seq) return a.hash !== b.hash && checkEnvelope(a, key) ? proof : undefined;
  const buildsOn = b.payload.seq === seq + 1 && b.payload.prev === a.hash;
  return buildsOn && !checkEnvelope(a, key) ? proof : undefined;
};

type NewEvidence = { journal: number; epoch: number; seq: number; first: string; second: string; at: number };

const insert = command<NewEvidence>()((db, p) =>
  db
    .insertInto('evidence')
    .values({ journal_id: p.journal, epoch: p.epoch, seq: p.seq, first: p.first, second: p.second, at: p.at })
    .onConflict((oc) => oc.columns(['journal_id', 'epoch', 'seq']).doNothing()),
);
const freeze = command<{ journal: number; epoch: number; seq: number }>()((db, p) =>
  db
    .updateTable('epoch')
    .set({ forked_seq: p.seq })
    .where('journal_id', '=', p.journal)
    .where('epoch', '=', p.epoch)
    .where('end_seq', 'is', null)
    .where((eb) => eb.or([eb('forked_seq', 'is', null), eb('forked_seq', '>', p.seq)])),
);

/**
 * Keeps a proof and freezes the epoch from its number on.
 * @returns whether the fold changes: the caller folds anew
 */
export const keepEvidence = async (tx: Writer, journal: number, proof: Proof, at: number): Promise<boolean> => {
  const { epoch, seq, first, second } = proof;
  await tx.run(insert, { journal, epoch, seq, first, second, at });
  return (await tx.run(freeze, { journal, epoch, seq })) > 0;
};

const atNumber = query<{ journal: number; epoch: number; seq: number }>()((db, p) =>
  db
    .selectFrom('evidence')
    .select(['first', 'second'])
    .where('journal_id', '=', p.journal)
    .where('epoch', '=', p.epoch)
    .where('seq', '=', p.seq),
);

/**
 * The hash of the entry before a fork, as the proof of it names it: a signed entry that builds on it vouches for it. Without
 * this a newcomer could never take an entry before the fork whose own signature does not hold.
 */
export const vouchedByEvidence = async (
  reader: Reader,
  at: { journal: number; epoch: number; seq: number },
): Promise<string[]> => {
  const proof = await reader.get(atNumber, at);
  const opened = proof ? [openEnvelope(proof.first), openEnvelope(proof.second)] : [];
  return opened.flatMap((one) => (one.ok && one.payload.seq === at.seq ? [one.payload.prev] : []));
};

const ofCoalition = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('evidence')
    .innerJoin('journal', 'journal.id', 'evidence.journal_id')
    .selectAll('evidence')
    .select('journal.origin')
    .where('journal.coalition', '=', p.coalition)
    .orderBy('journal.origin')
    .orderBy('evidence.epoch')
    .orderBy('evidence.seq'),
);

export const listEvidence = async (
  reader: Reader,
  coalition: string,
): Promise<(Row<'evidence'> & { origin: string })[]> => reader.all(ofCoalition, { coalition });
