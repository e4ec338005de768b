// The exchange with peers, built: calls, the loop that pulls, and what follows from it.
import { callPeer, memoryOffsets } from '../federation/call-peer.ts';
import { createHttpTransport } from '../federation/http-transport.ts';
import { createClient } from '../federation/net/client.ts';
import { createPeerClocks } from '../federation/peer-clocks.ts';
import { createSyncLoop } from '../federation/sync/loop.ts';
import { applyDue } from '../forum/planks/apply-due.ts';
import { renewEpoch } from '../forum/planks/renew-epoch.ts';
import { renewWhenHalted } from '../forum/planks/renew-when-halted.ts';
import { newestOwnEpoch } from '../journal/journal-store.ts';
import type { Core } from './core.ts';

/** @param held reads anew who holds what */
export const buildFederation = (core: Core, held: { refresh(): Promise<void> }) => {
  const { config, db, log, clock, chance, origin, timers } = core;
  const clocks = createPeerClocks();
  const client = createClient({ ownUrl: core.publicUrl, allowPrivate: config.allowPrivatePeers });

  const signingKey = async () => {
    const coalition = await core.coalition();
    const epoch = coalition ? await newestOwnEpoch(db.read, coalition) : undefined;
    const key = epoch && (await core.keys.find(db.read, epoch.kid));
    if (!key) throw new Error('There is no operations key to sign calls with.');
    return key;
  };
  const called = callPeer({ client, key: signingKey, clock, chance, offsets: memoryOffsets() });
  const call: typeof called = async (request) => {
    const answer = await called(request);
    if (answer.offset !== undefined) clocks.note(request.peer, answer.offset);
    return answer;
  };

  const takeIn = {
    ...core,
    log: log.child({ part: 'sync' }),
    pause: () => new Promise<void>((resolve) => timers.after(0, resolve)),
    budget: { entries: config.dailyEntries, bytes: config.dailyBytes },
  };
  const due = applyDue(core);
  const renew = renewEpoch(core);

  const renewIfHalted = renewWhenHalted({ db, clock, log, governance: () => core.governance.key(), renew });

  const loop = createSyncLoop({
    ...takeIn,
    transport: createHttpTransport({ db, call, origin, log: takeIn.log }),
    interval: config.syncInterval,
    async afterPull(coalition, pulled) {
      await due(coalition);
      if (pulled.ok) await renewIfHalted(coalition);
      await held.refresh();
    },
  });
  return { client, clocks, loop, takeIn, due, renew, renewIfHalted };
};

export type Federation = ReturnType<typeof buildFederation>;
