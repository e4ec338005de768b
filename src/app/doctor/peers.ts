// How it stands with the peers, and whether our clock goes as theirs do.
import { createClient } from '../../federation/net/client.ts';
import type { PeerView } from '../../federation/read-peers.ts';
import { readPeers } from '../../federation/read-peers.ts';
import { WELL_KNOWN_PATH } from '../../federation/well-known.ts';
import { operator } from '../../forum/policy/actor.ts';
import type { Core } from '../core.ts';
import { type Finding, failure, fine, warning } from './finding.ts';

/** Entries: more than a peer is behind for a moment. */
const LAG = 1_000;
/** Milliseconds: from there on planks take nothing (src/federation/peer-clocks.ts), or it is worth a look. */
const WRONG = 5 * 60_000;
const OFF = 30_000;

type Needs = Pick<Core, 'db' | 'clock' | 'facts' | 'config' | 'publicUrl'>;
type Probe = { why: string | undefined; offset: number | undefined };

const troublesOf = (peer: PeerView, { why }: Probe): string[] => [
  ...(why === undefined ? [] : [`it cannot be reached: ${why}`]),
  ...(peer.forked === null ? [] : [`its journal is disputed from ${peer.forked} on: talk to its admins`]),
  ...(peer.lag !== null && peer.lag > LAG ? [`it lacks ${peer.lag} entries`] : []),
  ...(peer.holes > 0 ? [`${peer.holes} contents of its entries are missing here`] : []),
  ...((peer.trouble?.refused ?? 0) > 0
    ? [`${peer.trouble?.refused} things that it sent were refused, the last because ${peer.trouble?.refusedWhy}`]
    : []),
];

const median = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

export const judgeClock = (offsets: readonly number[]): Finding => {
  const off = median(offsets);
  if (off === undefined) return fine('clock', 'No peer told its time: set the clock by NTP all the same.');
  const told = `${Math.round(Math.abs(off) / 1000)} seconds ${off > 0 ? 'behind' : 'ahead of'} the peers`;
  if (Math.abs(off) > WRONG)
    return failure('clock', `This clock is ${told}: nothing can be said on planks. Set it (NTP).`);
  if (Math.abs(off) > OFF) return warning('clock', `This clock is ${told}: set it (NTP).`);
  return fine('clock', 'This clock goes as those of the peers.');
};

/** Asks each peer now; what earlier calls have told is in the database. */
export const checkPeers = async (needs: Needs): Promise<Finding[]> => {
  const peers = await readPeers(needs)(operator);
  if (peers.length === 0) return [fine('peers', 'This instance has none.'), judgeClock([])];
  const client = createClient({ ownUrl: needs.publicUrl, allowPrivate: needs.config.allowPrivatePeers });
  const probe = async ({ url }: PeerView): Promise<Probe> => {
    const answer = await client.request({
      method: 'GET',
      url: new URL(WELL_KNOWN_PATH, url).href,
      maxBytes: 64 * 1024,
      timeoutMs: 10_000,
    });
    if (!answer.ok) return { why: answer.why, offset: undefined };
    const date = Date.parse(answer.headers.date ?? '');
    const offset = Number.isNaN(date) ? undefined : date - needs.clock.now();
    return { why: answer.status === 200 ? undefined : `it answers ${answer.status}`, offset };
  };
  try {
    const probes = await Promise.all(peers.map(probe));
    const nobody: Probe = { why: undefined, offset: undefined };
    const findings = peers.map((peer, index) => {
      const troubles = troublesOf(peer, probes[index] ?? nobody);
      return troubles.length === 0
        ? fine(`peer ${peer.origin}`, 'It answers, and holds what we hold.')
        : warning(`peer ${peer.origin}`, `${troubles.join('; ')}.`);
    });
    const offsets = peers
      .map((peer, index) => probes[index]?.offset ?? peer.trouble?.clockOffset)
      .filter((offset): offset is number => typeof offset === 'number');
    return [judgeClock(offsets), ...findings];
  } finally {
    await client.close();
  }
};
