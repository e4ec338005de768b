// The transport between real instances: HTTP calls with a token each.
import type { Logger } from '../base/log.ts';
import type { Database } from '../db/database.ts';
import { listEpochs } from '../journal/journal-store.ts';
import { LINE_LENGTH, PAGE_BYTES } from '../journal/limits.ts';
import type { callPeer } from './call-peer.ts';
import type { Peer, Reached, Transport } from './sync/transport.ts';

/** Carries our newest epoch statement, for a peer that does not know it yet. */
const EPOCH_HEADER = 'koinon-epoch';
/** A page, the greeting, statements and evidence, and one last long line. */
const ANSWER_BYTES = PAGE_BYTES + LINE_LENGTH + 4 * 1024 * 1024;
const TIMEOUT = 60_000;
const NUDGE_TIMEOUT = 5_000;

type Needs = {
  db: Database;
  call: ReturnType<typeof callPeer>;
  origin: string;
  log: Logger;
};

type Call = { path: string; type: string; body: string; maxBytes: number; timeoutMs: number };

const codeOf = (body: Uint8Array): string => {
  try {
    return String(JSON.parse(Buffer.from(body).toString()).code);
  } catch {
    return '';
  }
};

export const createHttpTransport = (needs: Needs): Transport => {
  const newestStatement = async (coalition: string): Promise<string | undefined> =>
    (await listEpochs(needs.db.read, coalition)).findLast((epoch) => epoch.origin === needs.origin)?.statement;

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

  const post = async (peer: Peer, call: Call): Promise<Reached<Uint8Array>> => {
    let answer = await send(peer, call);
    if (answer.ok && answer.status === 401 && codeOf(answer.body) === 'key') {
      const statement = await newestStatement(peer.coalition);
      if (statement !== undefined) answer = await send(peer, call, statement);
    }
    if (!answer.ok) return { ok: false, why: answer.why };
    if (answer.status >= 300) {
      needs.log.debug({ peer: peer.origin, path: call.path, status: answer.status }, 'a peer refused a call');
      return { ok: false, why: `it answered ${answer.status} (${codeOf(answer.body)})` };
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
      return { ok: true, value: JSON.parse(Buffer.from(answered.value).toString()) };
    },
  };
};
