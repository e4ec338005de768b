// The one place where an answer becomes a Response. Headers are a plain object, given once: that is what
// @hono/node-server writes straight out, while a header that is set afterwards costs more than the read (bench/README.md).
import { hash } from 'node:crypto';
import type { Answer } from './answer.ts';
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
  const unchanged = unchangedHeaders(answer, reader, etag);
  return { body: answer.body, etag, headers: withContent(unchanged, answer.type), unchanged };
};

/** If-None-Match compares weakly and may list several tags (RFC 9110, 13.1.2). */
const matches = (condition: string, etag: string): boolean =>
  condition === etag ||
  condition === '*' ||
  condition.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);

export const respondPrepared = (prepared: Prepared, condition: string | undefined): Response =>
  condition !== undefined && matches(condition, prepared.etag)
    ? new Response(null, { status: 304, headers: prepared.unchanged })
    : new Response(prepared.body, { status: 200, headers: prepared.headers });

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
