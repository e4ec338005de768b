// Keyset paging: a cursor is the sort key of the last item shown, opaque to callers.
import { Refusal } from './errors.ts';

export type Page<T> = { items: T[]; next: string | null };

/** The sort key of threads and posts: shown time, then origin by bytes, then seq (protocol.md). */
export type PageKey = readonly [at: number, origin: string, seq: number];

export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

const parts = (cursor: string): unknown[] => {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
};

const notOurs = () =>
  new Refusal('invalid', 'cursor: use the value of "next" from the page before.', { field: 'cursor' });

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/** @throws Refusal `invalid` on the field `cursor` when it is none of ours */
export const decodeCursor = (cursor: string): PageKey => {
  const [at, origin, seq, ...rest] = parts(cursor);
  const isText = typeof origin === 'string' && !origin.includes('\0');
  if (isWhole(at) && isText && isWhole(seq) && rest.length === 0) return [at, origin, seq];
  throw notOurs();
};

/** For lists that are sorted by one number. @throws Refusal `invalid` on the field `cursor` */
export const decodeNumberCursor = (cursor: string): number => {
  const [key, ...rest] = parts(cursor);
  if (isWhole(key) && rest.length === 0) return key;
  throw notOurs();
};

/** For lists that are sorted by one text. @throws Refusal `invalid` on the field `cursor` */
export const decodeTextCursor = (cursor: string): string => {
  const [key, ...rest] = parts(cursor);
  if (typeof key === 'string' && !key.includes('\0') && rest.length === 0) return key;
  throw notOurs();
};
