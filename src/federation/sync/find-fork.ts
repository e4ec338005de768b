// Two instances hold different entries of one origin: they look for the first difference, which proves the fork.
import { findEntry } from '../../journal/entry-store.ts';
import { firstSeq, openEnvelope } from '../../journal/envelope.ts';
import { listEpochs } from '../../journal/journal-store.ts';
import { parseLine } from '../../journal/lines.ts';
import type { SyncRequest } from './request.ts';
import { takeProofs } from './take-statements.ts';
import { type Conflict, keysOf, type TakeInNeeds } from './taking.ts';
import type { Peer, Transport } from './transport.ts';

/** Numbers asked for in one round: with 16, four rounds find one in 65,536. */
const POINTS = 16;
const ROUNDS = 12;

type Needs = TakeInNeeds & { transport: Transport };

/** The peer's envelopes at these numbers. */
const fetchEnvelopes = async (
  needs: Needs,
  peer: Peer,
  base: SyncRequest,
  origin: string,
  seqs: readonly number[],
): Promise<Map<number, { envelope: string; hash: string }> | undefined> => {
  const want = { [origin]: seqs.map((seq): [number, number] => [seq, seq]) };
  const reached = await needs.transport.sync(peer, { ...base, want, hold: Object.keys(base.have) });
  if (!reached.ok) return undefined;
  const found = new Map<number, { envelope: string; hash: string }>();
  for (const text of reached.value.slice(1, -1)) {
    const line = parseLine(text);
    if (!line.ok || line.kind !== 'entry') continue;
    const opened = openEnvelope(line.envelope);
    if (!opened.ok || opened.payload.origin !== origin) continue;
    if (seqs.includes(opened.payload.seq))
      found.set(opened.payload.seq, { envelope: line.envelope, hash: opened.hash });
  }
  return found;
};

/**
 * Searches the first number at which the peer holds another entry than we do, and keeps the pair as evidence.
 * @param base a request with our own `have`
 * @returns whether evidence was kept
 */
export const findFork = async (needs: Needs, peer: Peer, base: SyncRequest, conflict: Conflict): Promise<boolean> => {
  const { coalition } = base;
  const facts = await needs.facts(needs.db.read, coalition);
  const epochs = await listEpochs(needs.db.read, coalition);
  const keys = keysOf(facts.versions, epochs);
  const epoch = keys.epoch(conflict.origin, conflict.epoch);
  if (!epoch) return false;
  // same: the highest number known to be equal; other: the lowest known to differ.
  let same = firstSeq(conflict.epoch) - 1;
  let other = Math.min(conflict.seq, epoch.head_seq);
  let pair: [string, string] | undefined;
  for (let round = 0; round < ROUNDS && same < other; round++) {
    const step = Math.max(1, Math.ceil((other - same) / POINTS));
    const seqs: number[] = [];
    for (let seq = same + step; seq < other; seq += step) seqs.push(seq);
    seqs.push(other);
    const theirs = await fetchEnvelopes(needs, peer, base, conflict.origin, seqs);
    if (!theirs) return false;
    let differs = false;
    for (const seq of seqs) {
      const their = theirs.get(seq);
      const our = await findEntry(needs.db.read, epoch.journal_id, seq);
      if (!their || !our) continue;
      if (their.hash === our.hash) same = Math.max(same, seq);
      else {
        other = seq;
        pair = [our.envelope, their.envelope];
        differs = true;
        break;
      }
    }
    if (!differs) return false;
    if (other === same + 1) break;
  }
  return pair !== undefined && (await takeProofs(needs, coalition, [pair], keys)) > 0;
};
