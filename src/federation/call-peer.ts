// Calls a peer: signs, sends, and mends the one fault that a caller can mend by itself, a clock that differs.
import type { Chance, Clock } from '../base/time.ts';
import type { Eventually } from '../db/database.ts';
import type { SigningKey } from '../journal/keys.ts';
import { issueCallToken } from './call-token.ts';
import type { Answer, Client } from './net/client.ts';

/** How far a peer's clock is ahead of ours, in milliseconds. */
export type OffsetStore = {
  /** Undefined when nothing was learnt yet. */
  get(coalition: string, peer: string): Eventually<number | undefined>;
  set(coalition: string, peer: string, offset: number): Eventually<void>;
};

export type CallPeerNeeds = {
  client: Pick<Client, 'request'>;
  /** Asked for each call: a new epoch brings a new key. */
  key: () => Eventually<SigningKey>;
  clock: Clock;
  chance: Pick<Chance, 'bytes'>;
  offsets: OffsetStore;
};

export type PeerCall = {
  coalition: string;
  /** Our own id in the coalition. */
  self: string;
  /** The id of the called. */
  peer: string;
  method: 'GET' | 'POST';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  maxBytes: number;
  timeoutMs: number;
};

/** `offset`: what this answer's `Date` says about the peer's clock, if it has one. */
export type PeerAnswer = Answer & { offset?: number };

export const memoryOffsets = (): OffsetStore => {
  const known = new Map<string, number>();
  return {
    get: (coalition, peer) => known.get(`${coalition} ${peer}`),
    set: (coalition, peer, offset) => void known.set(`${coalition} ${peer}`, offset),
  };
};

/** `Date` counts whole seconds: on average it is half a second old. */
const offsetOf = (answer: Answer, sentAt: number, receivedAt: number): number | undefined => {
  if (!answer.ok) return undefined;
  const date = Date.parse(answer.headers.date ?? '');
  return Number.isNaN(date) ? undefined : Math.round(date + 500 - (sentAt + receivedAt) / 2);
};

/** Whether it is the 401 that names the caller's clock. */
const blamesClock = (answer: Answer): boolean => {
  if (!answer.ok || answer.status !== 401) return false;
  try {
    return JSON.parse(Buffer.from(answer.body).toString())?.code === 'clock';
  } catch {
    return false;
  }
};

/** Never throws for what the peer does: a 401 that stays one comes back as the answer. */
export const callPeer =
  (needs: CallPeerNeeds) =>
  async (call: PeerCall): Promise<PeerAnswer> => {
    const { client, clock, chance, offsets } = needs;
    const { coalition, self, peer, ...request } = call;

    const attempt = async (offset: number): Promise<PeerAnswer> => {
      const token = await issueCallToken({
        ...request,
        coalition,
        iss: self,
        aud: peer,
        key: await needs.key(),
        now: clock.now() + offset,
        jti: Buffer.from(chance.bytes(16)).toString('base64url'),
      });
      const sentAt = clock.now();
      const answer = await client.request({
        ...request,
        headers: { ...call.headers, authorization: `Bearer ${token}` },
      });
      const learnt = offsetOf(answer, sentAt, clock.now());
      return learnt === undefined ? answer : { ...answer, offset: learnt };
    };

    const first = await attempt((await offsets.get(coalition, peer)) ?? 0);
    if (first.offset === undefined || !blamesClock(first)) return first;
    await offsets.set(coalition, peer, first.offset);
    return attempt(first.offset);
  };
