// Reads a request's body: never more than its route allows, whatever Content-Length says or leaves out.

import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Refusal } from '../base/errors.ts';
import { said } from '../base/said.ts';
import { InvalidInput } from './failure.ts';

/** Bytes, where a route says nothing else. */
export const BODY_LIMIT = 512 * 1024;

/** A request as Node makes it, by HTTP/1.1 or 2. */
export type NodeRequest = Readable & Pick<IncomingMessage, 'headers' | 'socket'>;

export type Caller = {
  readonly request: Request;
  /** What Node made the request of. */
  readonly incoming: NodeRequest | undefined;
  header(name: string): string | undefined;
};

const tooLarge = (limit: number) =>
  new Refusal('too-large', said`The body must be at most ${Math.floor(limit / 1024)} KiB.`);

const cutOff = (cause: unknown) => new Refusal('invalid', 'The body ended before its end.', { cause });

/** From Node itself: chunks as they come, counted, and not copied more than once. */
const readIncoming = (incoming: NodeRequest, limit: number): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    // Gone before we came to listen: nothing more would be heard of it.
    if (incoming.destroyed) return reject(cutOff(incoming.errored));
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (settle: () => void): void => {
      incoming.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
      settle();
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else finish(() => reject(tooLarge(limit)));
    };
    const onEnd = (): void => {
      const [first] = chunks;
      finish(() => resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks, size)));
    };
    const onCut = (error?: Error): void => finish(() => reject(cutOff(error)));
    incoming.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
  });

/** From a Request that no Node server made. */
const readStream = async (request: Request, limit: number): Promise<Uint8Array> => {
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks, size);
    size += value.byteLength;
    if (size > limit) {
      // Not awaited: a sender that never ends would hold us.
      void reader.cancel().catch(() => {});
      throw tooLarge(limit);
    }
    chunks.push(value);
  }
};

/**
 * @param limit bytes
 * @throws Refusal `too-large`, before reading where Content-Length tells, else as soon as it is passed
 */
export const readBytes = async ({ request, incoming, header }: Caller, limit: number): Promise<Uint8Array> => {
  if (header('content-encoding') !== undefined) throw new Refusal('unsupported', 'Send the body without encoding it.');
  const length = header('content-length');
  if (length !== undefined && Number(length) > limit) throw tooLarge(limit);
  return incoming ? readIncoming(incoming, limit) : readStream(request, limit);
};

/** The media type without its parameters. */
const mediaType = (header: string | undefined): string => (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Only an escape can bring U+0000 or half a surrogate pair into JSON that is valid UTF-8. */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/;

/** With the flag u, pairs are one character, so only halves are left. */
const HALF_PAIR = /\p{Cs}/u;

/** Journals take neither (protocol.md, Three classes of fault), so nobody's post may hold them. */
const refuseUnspeakable = (value: unknown, field: string): void => {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new InvalidInput([{ field, rule: said`must not hold U+0000.` }]);
    if (HALF_PAIR.test(value)) throw new InvalidInput([{ field, rule: said`must not hold half of a surrogate pair.` }]);
  } else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) refuseUnspeakable(inner, field ? `${field}.${key}` : key);
};

/** @throws Refusal `unsupported` unless the request says that it is JSON */
export const demandJson = ({ header }: Pick<Caller, 'header'>): void => {
  if (mediaType(header('content-type')) !== 'application/json')
    throw new Refusal('unsupported', 'Send JSON, with "content-type: application/json".');
};

/** @throws Refusal `unsupported` unless the body is of one of these types */
export const demandType = ({ header }: Pick<Caller, 'header'>, types: readonly string[]): void => {
  if (!types.includes(mediaType(header('content-type'))))
    throw new Refusal('unsupported', said`Send "content-type: ${types.join('" or "')}".`);
};

const MAX_DEPTH = 32;

const depthOf = (value: unknown, least = 0): number => {
  if (typeof value !== 'object' || value === null) return least;
  if (least > MAX_DEPTH) return least;
  let deepest = least + 1;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner, least + 1));
  return deepest;
};

/** @throws Refusal `invalid` that says what is no JSON about it */
export const parseJson = (bytes: Uint8Array): unknown => {
  let value: unknown;
  let text: string;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    throw new Refusal('invalid', 'The body must be JSON in UTF-8.', { cause: error });
  }
  if (depthOf(value) > MAX_DEPTH)
    throw new Refusal('invalid', said`The body must not nest more than ${MAX_DEPTH} deep.`);
  if (SUSPECT.test(text)) refuseUnspeakable(value, '');
  return value;
};
