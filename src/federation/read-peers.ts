// How it stands with the peers: reachable, how far behind, what we hold of them, what was refused.
import type { Clock } from '../base/time.ts';
import type { Database, Reader } from '../db/database.ts';
import { query } from '../db/statement.ts';
import type { FactsReader } from '../forum/planks/facts.ts';
import { currentCoalition } from '../forum/planks/facts.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { countHoles, countVoids } from '../journal/entry-store.ts';
import { firstSeq } from '../journal/envelope.ts';
import { type EpochOfJournal, listEpochs } from '../journal/journal-store.ts';
import { listPeers, type PeerRow } from './sync/peer-store.ts';

const heads = query<{ coalition: string }>()((db, p) =>
  db
    .selectFrom('peer_head')
    .select(['peer', 'journal_id', 'epoch', 'seq', 'holes'])
    .where('coalition', '=', p.coalition),
);

export type PeerView = {
  origin: string;
  name: string;
  url: string;
  reachable: boolean;
  seenAt: string | null;
  /** Entries that we hold and the peer is not known to hold; null before it told. */
  lag: number | null;
  /** Entries of its journal that we hold. */
  entries: number;
  /** Contents of its journal that are missing here. */
  holes: number;
  /** The number from which on its journal is disputed. */
  forked: string | null;
  charterVersion: number;
  /** For admins alone: why it cannot be reached, what of it was refused, and how far its clock is off ours, in ms. */
  trouble: {
    error: string | null;
    failures: number;
    /** Entries of its journal that are kept and have no effect: their content breaks a rule, or their type is unknown. */
    withoutEffect: number;
    refused: number;
    refusedWhy: string | null;
    clockOffset: number | null;
  } | null;
};

type HeadRow = { peer: string; journal_id: number; epoch: number; seq: number };

const entriesIn = (epochs: readonly EpochOfJournal[]): number =>
  epochs.reduce((sum, epoch) => sum + epoch.head_seq - (firstSeq(epoch.epoch) - 1), 0);

const lagOf = (epochs: readonly EpochOfJournal[], known: readonly HeadRow[]): number | null => {
  if (known.length === 0) return null;
  let lag = 0;
  for (const epoch of epochs) {
    const head = known.find((row) => row.journal_id === epoch.journal_id && row.epoch === epoch.epoch);
    lag += Math.max(0, epoch.head_seq - (head?.seq ?? firstSeq(epoch.epoch) - 1));
  }
  return lag;
};

type Needs = { db: Database; clock: Clock; facts: FactsReader };

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const readAll = async (reader: Reader, coalition: string) => ({
  peers: await listPeers(reader, coalition),
  epochs: await listEpochs(reader, coalition),
  known: await reader.all(heads, { coalition }),
  holes: await countHoles(reader, coalition),
  voids: await countVoids(reader, coalition),
});

/** Everybody may see whether peers are there; what went wrong with them is for admins. */
export const readPeers =
  (needs: Needs) =>
  async (actor: Actor): Promise<PeerView[]> => {
    const coalition = await currentCoalition(needs.db.read);
    if (!coalition) return [];
    const facts = await needs.facts(needs.db.read, coalition.coalition);
    const names = new Map(facts.versions.at(-1)?.charter.constituents.map((one) => [one.id, one.name]));
    const { peers, epochs, known, holes, voids } = await readAll(needs.db.read, coalition.coalition);
    const admin = actor.kind === 'operator' || (actor.kind === 'member' && actor.role === 'admin');
    const view = (peer: PeerRow): PeerView => {
      const own = epochs.filter((epoch) => epoch.origin === peer.origin);
      const forked = own.find((epoch) => epoch.forked_seq !== null)?.forked_seq;
      return {
        origin: peer.origin,
        name: names.get(peer.origin) ?? peer.origin,
        url: peer.url,
        reachable: peer.failures === 0 && peer.seen_at !== null,
        seenAt: iso(peer.seen_at),
        lag: lagOf(
          epochs,
          known.filter((row) => row.peer === peer.origin),
        ),
        entries: entriesIn(own),
        holes: holes
          .filter((row) => own.some((epoch) => epoch.journal_id === row.journal_id && epoch.epoch === row.epoch))
          .reduce((sum, row) => sum + row.count, 0),
        forked: forked === undefined || forked === null ? null : `${forked}@${peer.origin}`,
        charterVersion: peer.charter_v,
        trouble: admin
          ? {
              error: peer.error,
              failures: peer.failures,
              withoutEffect: voids
                .filter((row) => own.some((epoch) => epoch.journal_id === row.journal_id))
                .reduce((sum, row) => sum + row.count, 0),
              refused: peer.refused,
              refusedWhy: peer.refused_why,
              clockOffset: peer.offset_ms,
            }
          : null,
      };
    };
    return peers.map(view);
  };
