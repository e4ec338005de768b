// Asks a peer for an image, by HTTP with a call token.
import type { callPeer } from '../call-peer.ts';
import type { Peer } from '../sync/transport.ts';
import type { BlobAnswer } from './fetch-blobs.ts';

const TIMEOUT = 30_000;

export const callForBlob =
  ({ call, origin }: { call: ReturnType<typeof callPeer>; origin: string }) =>
  async (peer: Peer, digest: string, maxBytes: number): Promise<BlobAnswer> => {
    const answer = await call({
      coalition: peer.coalition,
      self: origin,
      peer: peer.origin,
      method: 'GET',
      url: `${peer.url}/federation/v1/blobs/${digest}`,
      maxBytes: Math.max(maxBytes, 4096),
      timeoutMs: TIMEOUT,
    });
    if (!answer.ok) return { ok: false, why: answer.why, away: true };
    if (answer.status !== 200) return { ok: false, why: `it answered ${answer.status}`, away: false };
    return { ok: true, value: answer.body };
  };
