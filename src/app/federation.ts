// The exchange with peers, built: calls, the loop that pulls, and what follows from it.
import { callPeer, memoryOffsets } from '../federation/call-peer.ts';
import { createGoOn } from '../federation/go-on.ts';
import { createHttpTransport, createPeerPost } from '../federation/http-transport.ts';
import { createClient } from '../federation/net/client.ts';
import { createPeerClocks } from '../federation/peer-clocks.ts';
import { createSyncLoop } from '../federation/sync/loop.ts';
import { noteOffset } from '../federation/sync/peer-store.ts';
import { applyDue } from '../forum/planks/apply-due.ts';
import { renewEpoch } from '../forum/planks/renew-epoch.ts';
import { callingEpoch } from '../journal/calling-epoch.ts';
import { createSigningKey } from '../journal/keys.ts';
import type { Core } from './core.ts';

/** After a new epoch was opened, peers whose pulls failed under the old key are asked again. */
const AGAIN = 500;

/** @param held reads anew who holds what */
export const buildFederation = (core: Core, held: { refresh(): Promise<void> }) => {
  const { config, db, log, clock, chance, origin, timers } = core;
  const clocks = createPeerClocks();
  const client = createClient({ ownUrl: core.publicUrl, allowPrivate: config.allowPrivatePeers });

  const calling = (coalition: string) => callingEpoch(db.read, core.keys, coalition);
  const signingKey = async () => {
    const coalition = await core.coalition();
    const known = coalition ? await calling(coalition) : undefined;
    // A key that nobody knows is refused, and the refusal names our newest epoch: all that is to be learnt without a key.
    return known?.key ?? createSigningKey(chance.bytes(32));
  };
  const called = callPeer({ client, key: signingKey, clock, chance, offsets: memoryOffsets() });
  const call: typeof called = async (request) => {
    const answer = await called(request);
    const { offset } = answer;
    // Written when it tells an admin something new, not at each call.
    if (offset !== undefined && clocks.note(request.peer, offset))
      await db.write((tx) => noteOffset(tx, request.coalition, request.peer, offset));
    return answer;
  };

  const post = createPeerPost({ call, epoch: async (coalition) => (await calling(coalition))?.epoch, origin });

  const takeIn = {
    ...core,
    log: log.child({ part: 'sync' }),
    pause: () => new Promise<void>((resolve) => timers.after(0, resolve)),
    budget: { entries: config.dailyEntries, bytes: config.dailyBytes },
  };
  const due = applyDue(core);
  const renew = renewEpoch(core);
  const restored = createGoOn({ ...core, renew });
  let cancelPull = (): void => {};

  /** Goes on in a new epoch after a backup was restored, as soon as that is safe; then peers take our calls again. */
  const goOn = async (coalition: string): Promise<void> => {
    if ((await restored.attempt(coalition)) === undefined) return;
    cancelPull();
    cancelPull = timers.after(AGAIN, () => void loop.pullAll().catch((error) => log.error({ err: error }, 'no pull')));
  };

  const loop = createSyncLoop({
    ...takeIn,
    transport: createHttpTransport(post, takeIn.log),
    interval: config.syncInterval,
    async afterPull(coalition, pulled, peer) {
      await due(coalition);
      restored.note(peer, pulled.ok || pulled.told === true);
      await goOn(coalition);
      await held.refresh();
    },
  });
  return {
    ...{ call, post, client, clocks, loop, takeIn, due, renew, restored, goOn },
    /** Ends the loop. Calls under way are broken off: they are begun again after the next start. */
    async stop(): Promise<void> {
      cancelPull();
      await Promise.all([loop.stop(), client.close()]);
      cancelPull();
    },
  };
};

export type Federation = ReturnType<typeof buildFederation>;
