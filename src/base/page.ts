// Keyset paging: a cursor is the sort key of the last item shown, opaque to callers.
import { Refusal } from './errors.ts';

export type Page<T> = { items: T[]; next: string | null };

/** The sort key of threads and posts: shown time, then origin by bytes, then seq (protocol.md). */
export type PageKey = readonly [at: number, origin: string, seq: number];

export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** @throws Refusal `invalid` on the field `cursor` when it is none of ours */
export const decodeCursor = (cursor: string): PageKey => {
  try {
    const [at, origin, seq, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isText = typeof origin === 'string' && !origin.includes('\0');
    if (Number.isSafeInteger(at) && isText && Number.isSafeInteger(seq) && rest.length === 0) return [at, origin, seq];
  } catch {
    // falls through: not JSON
  }
  throw new Refusal('invalid', 'cursor: use the value of "next" from the page before.', { field: 'cursor' });
};
