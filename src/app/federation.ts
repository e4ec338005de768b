// The exchange with peers over HTTP, built: calls, and what they carry.
import { callPeer, memoryOffsets } from '../federation/call-peer.ts';
import { createHttpTransport, createPeerPost } from '../federation/http-transport.ts';
import { createClient } from '../federation/net/client.ts';
import { createPeerClocks } from '../federation/peer-clocks.ts';
import { noteOffset } from '../federation/sync/peer-store.ts';
import { callingEpoch } from '../journal/calling-epoch.ts';
import { createSigningKey } from '../journal/keys.ts';
import type { Core } from './core.ts';
import { buildExchange } from './exchange.ts';

/** @param held reads anew who holds what */
export const buildFederation = (core: Core, held: { refresh(): Promise<void> }) => {
  const { config, db, clock, chance, origin } = core;
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
  const transport = createHttpTransport(post, core.log.child({ part: 'sync' }));
  const exchange = buildExchange(core, { transport, held });
  return {
    ...{ ...exchange, call, post, client, clocks },
    /** Ends the loop. Calls under way are broken off: they are begun again after the next start. */
    async stop(): Promise<void> {
      await Promise.all([exchange.stop(), client.close()]);
    },
  };
};

export type Federation = ReturnType<typeof buildFederation>;
