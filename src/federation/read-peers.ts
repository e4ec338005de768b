// How it stands with the peers: reachable, how far behind, what we hold of them, what was refused.
import type { Clock } from '../base/time.ts';
import type { Database, Reader } from '../db/database.ts';
import { readSwitched, type Switched } from '../forum/messages/switched-store.ts';
import type { FactsReader } from '../forum/planks/facts.ts';
import { currentCoalition } from '../forum/planks/facts.ts';
import type { Actor } from '../forum/policy/actor.ts';
import { countHoles, countVoids } from '../journal/entry-store.ts';
import { firstSeq } from '../journal/envelope.ts';
import { type EpochOfJournal, listEpochs, listJournals } from '../journal/journal-store.ts';
import { readKnownHeads, readLag } from './lag.ts';
import { type EvidenceView, readEvidence } from './read-evidence.ts';
import { listPeers, type PeerRow } from './sync/peer-store.ts';

/** What we hold of a journal. */
export type JournalView = {
  /** Entries of the journal that we hold. */
  entries: number;
  /** Contents of the journal that are missing here. */
  holes: number;
  /** The number from which on the journal is disputed. */
  forked: string | null;
};

export type PeerView = JournalView & {
  origin: string;
  name: string;
  url: string;
  /** Since when it is a constituent, as the charter says. */
  memberSince: string | null;
  reachable: boolean;
  /** Since when it is reachable, or is not. */
  since: string | null;
  seenAt: string | null;
  /** Entries that we hold and the peer is not known to hold; null before it told. */
  lag: number | null;
  /** When the first of them came here. */
  lagSince: string | null;
  /** Entries that it said it holds and that are not here. */
  missing: number;
  charterVersion: number;
  /** How people come in there, as it said when that changed; null: it said nothing. */
  registration: Switched | null;
  /** For admins alone: why it cannot be reached, what of it was refused, and how far its clock is off ours, in ms. */
  trouble: {
    error: string | null;
    errorAt: string | null;
    failures: number;
    /** Entries of its journal that are kept and have no effect: their content breaks a rule, or their type is unknown. */
    withoutEffect: number;
    refused: number;
    refusedWhy: string | null;
    refusedAt: string | null;
    clockOffset: number | null;
    /** What proves that it said two things at once. */
    evidence: EvidenceView[];
  } | null;
};

/** This instance's own journal, as it stands here. */
export type OwnJournalView = JournalView & {
  origin: string;
  name: string;
  /** Why nothing can be said on planks now. */
  halted: string | null;
  /** For admins alone. */
  evidence: EvidenceView[] | null;
};

type Needs = { db: Database; clock: Clock; facts: FactsReader };

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const seesTrouble = (actor: Actor): boolean =>
  actor.kind === 'operator' || (actor.kind === 'member' && actor.role === 'admin');

type Counts = readonly { journal_id: number; epoch?: number; count: number }[];
const sum = (counts: Counts): number => counts.reduce((total, { count }) => total + count, 0);

const entriesIn = (epochs: readonly EpochOfJournal[]): number =>
  epochs.reduce((total, epoch) => total + epoch.head_seq - (firstSeq(epoch.epoch) - 1), 0);

const journalView = (origin: string, epochs: readonly EpochOfJournal[], holes: Counts): JournalView => {
  const forked = epochs.find((epoch) => epoch.forked_seq !== null)?.forked_seq ?? null;
  return {
    entries: entriesIn(epochs),
    holes: sum(
      holes.filter((row) => epochs.some((one) => one.journal_id === row.journal_id && one.epoch === row.epoch)),
    ),
    forked: forked === null ? null : `${forked}@${origin}`,
  };
};

const constituentsOf = async ({ db, facts }: Needs, coalition: string) => {
  const { versions } = await facts(db.read, coalition);
  return new Map(versions.at(-1)?.charter.constituents.map((one) => [one.id, one]));
};

const readAll = async (reader: Reader, coalition: string) => ({
  peers: await listPeers(reader, coalition),
  epochs: await listEpochs(reader, coalition),
  known: await readKnownHeads(reader, coalition),
  holes: await countHoles(reader, coalition),
  voids: await countVoids(reader, coalition),
});

/** Everybody may see whether peers are there; what went wrong with them is for admins. */
export const readPeers =
  (needs: Needs) =>
  async (actor: Actor): Promise<PeerView[]> => {
    const { read } = needs.db;
    const coalition = await currentCoalition(read);
    if (!coalition) return [];
    const constituents = await constituentsOf(needs, coalition.coalition);
    const { peers, epochs, known, holes, voids } = await readAll(read, coalition.coalition);
    const switched = await readSwitched(read);

    const troubleOf = async (peer: PeerRow, own: readonly EpochOfJournal[]): Promise<PeerView['trouble']> => ({
      error: peer.error,
      errorAt: iso(peer.error_at),
      failures: peer.failures,
      withoutEffect: sum(voids.filter((row) => own.some((epoch) => epoch.journal_id === row.journal_id))),
      refused: peer.refused,
      refusedWhy: peer.refused_why,
      refusedAt: iso(peer.refused_at),
      clockOffset: peer.offset_ms,
      evidence: await readEvidence(read, peer.coalition, peer.origin),
    });
    const view = async (peer: PeerRow): Promise<PeerView> => {
      const { origin } = peer;
      const own = epochs.filter((epoch) => epoch.origin === origin);
      const lag = await readLag(
        read,
        epochs,
        known.filter((row) => row.peer === origin),
      );
      return {
        origin,
        name: constituents.get(origin)?.name ?? origin,
        url: peer.url,
        memberSince: constituents.get(origin)?.since ?? null,
        reachable: peer.failures === 0 && peer.seen_at !== null,
        since: iso(peer.since_at),
        seenAt: iso(peer.seen_at),
        lag: lag.entries,
        lagSince: iso(lag.since),
        missing: peer.missing,
        ...journalView(origin, own, holes),
        charterVersion: peer.charter_v,
        registration: switched.get(origin) ?? null,
        trouble: seesTrouble(actor) ? await troubleOf(peer, own) : null,
      };
    };
    const views: PeerView[] = [];
    for (const peer of peers) views.push(await view(peer));
    return views;
  };

/** Null outside a coalition, and before anything was said there. */
export const readOwnJournal =
  (needs: Needs) =>
  async (actor: Actor): Promise<OwnJournalView | null> => {
    const { read } = needs.db;
    const coalition = await currentCoalition(read);
    if (!coalition) return null;
    const own = (await listJournals(read, coalition.coalition)).find((journal) => journal.own === 1);
    if (!own) return null;
    const { origin, halted } = own;
    const epochs = (await listEpochs(read, coalition.coalition)).filter((epoch) => epoch.journal_id === own.id);
    return {
      origin,
      name: (await constituentsOf(needs, coalition.coalition)).get(origin)?.name ?? origin,
      ...journalView(origin, epochs, await countHoles(read, coalition.coalition)),
      halted,
      evidence: seesTrouble(actor) ? await readEvidence(read, coalition.coalition, origin) : null,
    };
  };
