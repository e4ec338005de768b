// The one place where an answer becomes a Response. Headers are a plain object, given once: that is what
// @hono/node-server writes straight out, while a header that is set afterwards costs more than the read (bench/README.md).
import { hash } from 'node:crypto';
import type { Answer } from './answer.ts';
import { type Coding, codingOf, createPacking, type Packing, WORTH } from './packed.ts';
import { securityHeaders } from './security-headers.ts';

/** Who may keep the answer: what a visitor gets depends on the credentials sent; the rest is the member's own. */
const PUBLIC_READ = { 'cache-control': 'no-cache', vary: 'authorization, cookie' } as const;
const PRIVATE_READ = { 'cache-control': 'private, no-cache', vary: 'authorization, cookie' } as const;
const NOT_KEPT = { 'cache-control': 'no-store' } as const;

export type Reader = 'visitor' | 'member';
type Headers = Readonly<Record<string, string>>;

export const respond = (answer: Answer): Response => {
  const headers: Record<string, string> = { ...securityHeaders(answer.type), ...NOT_KEPT, ...answer.headers };
  if (answer.type !== null) headers['content-type'] = answer.type;
  return new Response(answer.body, { status: answer.status, headers });
};

/** A 200 to GET, ready to be sent any number of times, and its 304. */
export type Prepared = {
  readonly body: string | Uint8Array;
  readonly etag: string;
  readonly headers: Headers;
  readonly unchanged: Headers;
  /** Where it is worth it. */
  readonly packing: Packing | undefined;
};

/** The tag names the very bytes (RFC 9110, 8.8.3), so it stays right whatever counters do. */
const tagOf = (body: string | Uint8Array): string => `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;

type Whole = Answer & { body: string | Uint8Array };

/** All that a 304 needs (RFC 9110, 15.4.5): the rest stands in what the reader holds. */
const unchangedHeaders = ({ headers }: Answer, reader: Reader, etag: string): Headers => ({
  ...(reader === 'visitor' ? PUBLIC_READ : PRIVATE_READ),
  ...headers,
  etag,
});

const withContent = (unchanged: Headers, type: string | null): Headers =>
  type === null
    ? { ...securityHeaders(type), ...unchanged }
    : { ...securityHeaders(type), ...unchanged, 'content-type': type };

export const prepare = (answer: Whole, reader: Reader): Prepared => {
  const etag = tagOf(answer.body);
  const plain = unchangedHeaders(answer, reader, etag);
  const packing = answer.body.length < WORTH ? undefined : createPacking(answer.body);
  const unchanged = packing ? { ...plain, vary: `${plain.vary}, accept-encoding` } : plain;
  return { body: answer.body, etag, headers: withContent(unchanged, answer.type), unchanged, packing };
};

/** A packed answer has a tag of its own, made of the plain one: other bytes (RFC 9110, 8.8.3.3). */
const packedTag = (etag: string, coding: Coding): string => `${etag.slice(0, -1)}-${coding}"`;
const plainTag = (tag: string): string =>
  tag
    .trim()
    .replace(/^W\//, '')
    .replace(/-(?:br|gzip)"$/, '"');

/** If-None-Match compares weakly and may list several tags (RFC 9110, 13.1.2); packed or not, it is the same page. */
const matches = (condition: string, etag: string): boolean =>
  condition === etag || condition === '*' || condition.split(',').some((tag) => plainTag(tag) === etag);

const respondPacked = ({ packing, headers, unchanged, etag }: Prepared, accepted: string): Response | undefined => {
  const coding = codingOf(accepted);
  const bytes = coding && packing?.take(coding);
  if (!bytes) return undefined;
  const own = { ...headers, ...unchanged, etag: packedTag(etag, coding), 'content-encoding': coding };
  return new Response(bytes, { status: 200, headers: own });
};

/** @param accepted the reader's Accept-Encoding */
export const respondPrepared = (
  prepared: Prepared,
  condition: string | undefined,
  accepted: string | undefined,
): Response =>
  condition !== undefined && matches(condition, prepared.etag)
    ? new Response(null, { status: 304, headers: prepared.unchanged })
    : ((accepted === undefined || prepared.packing === undefined ? undefined : respondPacked(prepared, accepted)) ??
      new Response(prepared.body, { status: 200, headers: prepared.headers }));

/** Answers a read: with its tag, or 304 to who has it already. */
export const respondToRead = (answer: Answer, reader: Reader, condition: string | undefined): Response => {
  if (!isWhole(answer) || 'cache-control' in answer.headers) return respond(answer);
  const etag = tagOf(answer.body);
  const unchanged = unchangedHeaders(answer, reader, etag);
  return condition !== undefined && matches(condition, etag)
    ? new Response(null, { status: 304, headers: unchanged })
    : new Response(answer.body, { status: 200, headers: withContent(unchanged, answer.type) });
};

/** Whether the answer is one that a reader may hold on to: a 200 whose body is at hand. */
export const isWhole = (answer: Answer): answer is Whole =>
  answer.status === 200 && (typeof answer.body === 'string' || answer.body instanceof Uint8Array);
