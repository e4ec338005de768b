// Pushes what a peer lacks, to a peer that does not come for it: it may not be able to reach us (protocol.md, Exchange).
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { entriesBetween } from '../../journal/entry-store.ts';
import { firstSeq } from '../../journal/envelope.ts';
import type { Have } from '../../journal/heads.ts';
import { listEpochs } from '../../journal/journal-store.ts';
import { PAGE_BYTES, PAGE_ENTRIES } from '../../journal/limits.ts';
import { serveSync } from './serve.ts';
import type { Peer, Transport } from './transport.ts';

/** A peer that is told of news comes for it well within this time. */
const GRACE = 20_000;

type Needs = { db: Database; clock: Clock; transport: Transport; origin: string };

/** Whether an entry of our own has been waiting for the peer for longer than it takes to come. */
const waitsForLong = async (reader: Reader, needs: Needs, peer: Peer, have: Have): Promise<boolean> => {
  for (const epoch of await listEpochs(reader, peer.coalition)) {
    if (epoch.origin !== needs.origin || epoch.forked_seq !== null) continue;
    const theirs = have[epoch.origin]?.[epoch.epoch]?.[0] ?? firstSeq(epoch.epoch) - 1;
    const [first] = await entriesBetween(reader, epoch.journal_id, theirs + 1, epoch.head_seq, 1);
    if (first && first.arrived_at <= needs.clock.now() - GRACE) return true;
  }
  return false;
};

const withinBytes = (lines: readonly string[]): string[] => {
  let bytes = 0;
  const fits = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > PAGE_BYTES;
  });
  return fits < 0 ? [...lines] : lines.slice(0, fits);
};

/**
 * After a pull: one page of what the peer said that it does not have, where it had time enough to come for it.
 * @param have what the peer said in that pull
 * @returns how many lines were pushed
 */
export const pushWhatLacks =
  (needs: Needs) =>
  async (peer: Peer, have: Have): Promise<number> => {
    const reader = needs.db.read;
    if (!(await waitsForLong(reader, needs, peer, have))) return 0;
    const { coalition } = peer;
    const request = { coalition, have, want: {}, hold: [], limit: PAGE_ENTRIES / 2, forked: {}, erasures: '' };
    const served = await serveSync(reader, { v: 0, hash: '' }, { ...request, head: { v: 0, hash: '' } });
    const lines = withinBytes(served.lines.slice(1, -1).slice(0, PAGE_ENTRIES));
    const reached = await needs.transport.push(peer, lines);
    return reached.ok ? lines.length : 0;
  };
