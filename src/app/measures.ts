// Figures of the house for /metrics: what an operator should be woken for.
import { countWanted } from '../federation/blobs/blob-store.ts';
import { readPeers } from '../federation/read-peers.ts';
import { whyHalted } from '../forum/planks/renew-epoch.ts';
import { operator } from '../forum/policy/actor.ts';
import type { Measure } from '../http/metrics.ts';
import { listEpochs } from '../journal/journal-store.ts';
import type { Core } from './core.ts';

/** Read at each scrape. None outside a coalition. */
export const readMeasures = (core: Core) => {
  const peersNow = readPeers(core);
  return async (): Promise<Measure[]> => {
    const { read } = core.db;
    const coalition = await core.coalition();
    if (coalition === undefined) return [];
    const peers = await peersNow(operator);
    const forked = (await listEpochs(read, coalition)).filter((epoch) => epoch.forked_seq !== null);
    const sum = (of: (peer: (typeof peers)[number]) => number) => peers.reduce((total, peer) => total + of(peer), 0);
    return [
      { name: 'koinon_blobs_wanted', help: 'Images of planks that are not here yet.', value: await countWanted(read) },
      { name: 'koinon_peers', help: 'Peers of this instance.', value: peers.length },
      {
        name: 'koinon_peers_unreachable',
        help: 'Peers whose last call failed.',
        value: sum((p) => (p.reachable ? 0 : 1)),
      },
      {
        name: 'koinon_peers_lag_entries',
        help: 'The most entries that a peer is not known to hold.',
        value: Math.max(0, ...peers.map((p) => p.lag ?? 0)),
      },
      {
        name: 'koinon_holes',
        help: 'Contents of peers that are missing here, though nothing erased them.',
        value: sum((p) => p.holes),
      },
      {
        name: 'koinon_entries_refused',
        help: 'What peers sent and was not taken, since ever.',
        value: sum((p) => p.trouble?.refused ?? 0),
      },
      {
        name: 'koinon_epochs_disputed',
        help: 'Epochs whose author said two things at once, our own included.',
        value: forked.length,
      },
      {
        name: 'koinon_journal_halted',
        help: '1 while this instance may not speak on planks: it was restored.',
        value: (await whyHalted(read, coalition)) === null ? 0 : 1,
      },
    ];
  };
};
