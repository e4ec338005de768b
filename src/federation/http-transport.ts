// The transport between real instances: HTTP calls with a token each.
import type { Logger } from '../base/log.ts';
import { openEpoch } from '../journal/epoch-statement.ts';
import type { Epoch } from '../journal/journal-store.ts';
import { LINE_LENGTH, PAGE_BYTES } from '../journal/limits.ts';
import type { callPeer, PeerAnswer } from './call-peer.ts';
import type { Peer, Reached, Transport } from './sync/transport.ts';

/** Carries our newest epoch statement, for a peer that does not know it yet. */
const EPOCH_HEADER = 'koinon-epoch';
/** A page, the greeting, statements and evidence, and one last long line. */
const ANSWER_BYTES = PAGE_BYTES + LINE_LENGTH + 4 * 1024 * 1024;
const TIMEOUT = 60_000;
const NUDGE_TIMEOUT = 5_000;

type Needs = {
  call: ReturnType<typeof callPeer>;
  /** The epoch whose key signs our calls, if any does. */
  epoch: (coalition: string) => Promise<Epoch | undefined>;
  origin: string;
};

type Call = { path: string; type: string; body: string; maxBytes: number; timeoutMs: number };

/** What a refusal says: its code, and the newest epoch statement of ours that the peer knows, where it refused our key. */
const readRefusal = (body: Uint8Array): { code: string; knows: string | undefined } => {
  try {
    const { code, epoch } = JSON.parse(Buffer.from(body).toString());
    return { code: String(code), knows: typeof epoch === 'string' ? epoch : undefined };
  } catch {
    return { code: '', knows: undefined };
  }
};

/** The number of the epoch that a statement opens; 0 where it is none of this origin. */
const numberOf = (statement: string, origin: string): number => {
  const opened = openEpoch(statement);
  return opened.ok && opened.payload.origin === origin ? opened.payload.epoch : 0;
};

export type Refused = { ok: false; why: string; knows?: string };
export type PeerPost = (peer: Peer, call: Call) => Promise<Extract<PeerAnswer, { ok: true }> | Refused>;

/** Calls a peer; a peer that refuses our key gets the statement of our newest epoch, once. */
export const createPeerPost = (needs: Needs): PeerPost => {
  const send = (peer: Peer, { path, type, body, maxBytes, timeoutMs }: Call, statement?: string) =>
    needs.call({
      coalition: peer.coalition,
      self: needs.origin,
      peer: peer.origin,
      method: 'POST',
      url: `${peer.url}/federation/v1${path}`,
      headers: { 'content-type': type, ...(statement === undefined ? {} : { [EPOCH_HEADER]: statement }) },
      body,
      maxBytes,
      timeoutMs,
    });

  return async (peer, call) => {
    let answer = await send(peer, call);
    if (answer.ok && answer.status === 401) {
      const { code, knows } = readRefusal(answer.body);
      const ours = code === 'key' ? await needs.epoch(peer.coalition) : undefined;
      if (code === 'key' && knows !== undefined && numberOf(knows, needs.origin) >= (ours?.epoch ?? 1))
        return { ok: false, why: 'it knows a later epoch of ours, whose key is not here', knows };
      if (ours) answer = await send(peer, call, ours.statement);
    }
    return answer.ok ? answer : { ok: false, why: answer.why };
  };
};

export const createHttpTransport = (reach: PeerPost, log: Logger): Transport => {
  const post = async (peer: Peer, call: Call): Promise<Reached<Uint8Array>> => {
    const answer = await reach(peer, call);
    if (!answer.ok) return answer;
    if (answer.status >= 300) {
      log.debug({ peer: peer.origin, path: call.path, status: answer.status }, 'a peer refused a call');
      return { ok: false, why: `it answered ${answer.status} (${readRefusal(answer.body).code})` };
    }
    return { ok: true, value: answer.body };
  };

  return {
    async sync(peer, request) {
      const body = JSON.stringify(request);
      const call = { path: '/sync', type: 'application/json', body, maxBytes: ANSWER_BYTES, timeoutMs: TIMEOUT };
      const answered = await post(peer, call);
      if (!answered.ok) return answered;
      const lines = Buffer.from(answered.value).toString().split('\n');
      if (lines.at(-1) === '') lines.pop();
      return { ok: true, value: lines };
    },
    async nudge(peer, nudge) {
      const body = JSON.stringify(nudge);
      const call = { path: '/nudge', type: 'application/json', body, maxBytes: 4096, timeoutMs: NUDGE_TIMEOUT };
      const answered = await post(peer, call);
      return answered.ok ? { ok: true, value: null } : answered;
    },
    async push(peer, lines) {
      const body = `${lines.join('\n')}\n`;
      const call = { path: '/entries', type: 'application/x-ndjson', body, maxBytes: PAGE_BYTES, timeoutMs: TIMEOUT };
      const answered = await post(peer, call);
      if (!answered.ok) return answered;
      return { ok: true, value: null };
    },
  };
};
