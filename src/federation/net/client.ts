// The one way out to other instances: a few kept connections a peer, no redirects, everything bounded, and answers as
// unions: whatever a remote end does, nothing is thrown.
import type { Agent } from 'undici';
import { realTimers, type Timers } from '../../base/time.ts';
import { createConnector, type Resolve } from './connector.ts';
import { describeFailure, TooLate } from './failure.ts';
import { createGuard, type GuardRules } from './guard.ts';

export type Call = {
  method: 'GET' | 'POST';
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** A longer answer is no answer. */
  maxBytes: number;
  /** For all of it: name, connection, headers, body. */
  timeoutMs: number;
};

/** Header names are lower-case; what came several times is joined by `, `. */
export type Answer =
  | { ok: true; status: number; headers: Readonly<Record<string, string>>; body: Uint8Array }
  | { ok: false; why: string };

export type Client = {
  request(call: Call): Promise<Answer>;
  /** Ends calls under way and drops all connections. */
  close(): Promise<void>;
};

export type ClientNeeds = GuardRules & {
  timers?: Timers;
  resolve?: Resolve;
  /** Connecting, TLS included. */
  connectTimeoutMs?: number;
  /** The longest silence, before the headers and between two pieces of the body. */
  idleTimeoutMs?: number;
  connectionsPerPeer?: number;
};

const MAX_HEADER_BYTES = 16 * 1024;
const nothing = () => {};

const fail = (why: string): Answer => ({ ok: false, why });

const plainHeaders = (headers: Record<string, string | string[] | undefined>): Record<string, string> => {
  const plain: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value;
  return plain;
};

/** What can be told from status and headers, before any of the body is read. */
const refuseHead = (status: number, headers: Readonly<Record<string, string>>, maxBytes: number) => {
  if (status >= 300 && status < 400) return `it redirects (${status}), and redirects are not followed`;
  // We ask for `identity`: a few packed bytes must not become gigabytes here.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return 'its answer is compressed, unasked';
  if (Number(headers['content-length'] ?? 0) > maxBytes) return `its answer is larger than ${maxBytes} bytes`;
  return undefined;
};

/** @returns undefined as soon as there is more than `maxBytes` */
const readBody = async (body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > maxBytes) return undefined;
    pieces.push(piece);
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces, size);
};

export const createClient = (needs: ClientNeeds): Client => {
  const { timers = realTimers, connectTimeoutMs = 5_000, idleTimeoutMs = 10_000, connectionsPerPeer = 4 } = needs;
  const guard = createGuard(needs);
  let opened: Promise<Agent> | undefined;
  let closed = false;

  /** At the first call: undici is large, and an instance that talks to nobody does without. */
  const openAgent = async (): Promise<Agent> => {
    const { Agent, buildConnector } = await import('undici');
    const { resolve } = needs;
    return new Agent({
      connect: createConnector({
        guard,
        timeoutMs: connectTimeoutMs,
        build: buildConnector,
        ...(resolve ? { resolve } : {}),
      }),
      connections: connectionsPerPeer,
      pipelining: 1,
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveMaxTimeout: 60_000,
    });
  };

  const perform = async (url: URL, call: Call, signal: AbortSignal): Promise<Answer> => {
    if (closed) return fail('this instance is stopping');
    opened ??= openAgent();
    const agent = await opened;
    const response = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: call.method,
      headers: { 'user-agent': 'koinon', ...call.headers, 'accept-encoding': 'identity' },
      body: call.body ?? null,
      signal,
    });
    response.body.on('error', nothing); // told by the reader, or wanted
    const headers = plainHeaders(response.headers);
    const refused = refuseHead(response.statusCode, headers, call.maxBytes);
    if (refused) {
      response.body.destroy();
      return fail(refused);
    }
    const body = await readBody(response.body, call.maxBytes);
    if (!body) return fail(`its answer is larger than ${call.maxBytes} bytes`);
    return { ok: true, status: response.statusCode, headers, body };
  };

  return {
    async request(call) {
      const url = URL.canParse(call.url) ? new URL(call.url) : undefined;
      if (!url) return fail('refused: not a URL');
      const refused = guard.refuseUrl(url);
      if (refused) return fail(`refused: ${refused}`);
      const late = new AbortController();
      const cancel = timers.after(call.timeoutMs, () => late.abort(new TooLate()));
      try {
        return await perform(url, call, late.signal);
      } catch (error) {
        return fail(describeFailure(error));
      } finally {
        cancel();
      }
    },
    async close() {
      closed = true;
      await (await opened)?.destroy();
    },
  };
};
