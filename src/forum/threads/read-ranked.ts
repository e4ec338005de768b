// A page of a place's threads, the best first: by score (*top*), or by what different constituents think alike of (*bridging*).
// Both are kept in the thread's row and only read here (docs/decisions/votes.md).
import { type RawBuilder, sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import { encodeCursor } from '../../base/page.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { cardsOf, fillThreadCards, type PresentThreads, type ThreadRow } from './read-threads.ts';

export const rankedSorts = ['top', 'bridging'] as const;
export type RankedSort = (typeof rankedSorts)[number];

const HOUR = 3600_000;
const hours = { day: 24, week: 7 * 24, month: 30 * 24, year: 365 * 24 } as const;
export const periods = ['day', 'week', 'month', 'year', 'all'] as const;
export type Period = (typeof periods)[number];

/** When a period that ends now began, to the full hour, so that pages read within one hour are of the same threads. 0: ever. */
export const startOfPeriod = (period: Period, now: number): number =>
  period === 'all' ? 0 : Math.floor(now / HOUR) * HOUR - hours[period] * HOUR;

/** The sort key of the last thread shown. */
type RankKey = readonly [rank: number, at: number, origin: string, seq: number];
type Params = {
  place: number;
  since: number;
  rank: number;
  at: number;
  origin: string;
  seq: number;
  limit: number;
};
type RankedRow = Omit<ThreadRow, 'key'> & { rank: number; at: number };

const ranked = (column: 'score' | 'bridging', rank: RawBuilder<number>, at: RawBuilder<number>) =>
  query<Params>()((db, p) =>
    db
      .selectFrom('thread')
      .select(['id', `${column} as rank`, 'at', 'origin', 'seq', 'author_id', 'version', 'card'])
      .where('place_id', '=', p.place)
      .where('listed', '=', 1)
      .where('veiled', '=', 0)
      .where(at, '>=', p.since)
      .where((eb) =>
        eb(eb.tuple(rank, eb.ref('at'), eb.ref('origin'), eb.ref('seq')), '<', eb.tuple(p.rank, p.at, p.origin, p.seq)),
      )
      .orderBy(rank, 'desc')
      .orderBy('at', 'desc')
      .orderBy('origin', 'desc')
      .orderBy('seq', 'desc')
      .limit(p.limit),
  );

// A unary plus keeps a column's index out of it. The best of all time, or of a year, come straight from the index of ranks: it is
// passed over far only where nearly all that is good is older. The threads of a month at most are few beside all others:
// those are looked through, however they rank.
export const rankedStatements = {
  top: {
    long: ranked('score', sql.ref('score'), sql`+${sql.ref('at')}`),
    short: ranked('score', sql`+${sql.ref('score')}`, sql.ref('at')),
  },
  bridging: {
    long: ranked('bridging', sql.ref('bridging'), sql`+${sql.ref('at')}`),
    short: ranked('bridging', sql`+${sql.ref('bridging')}`, sql.ref('at')),
  },
};
const SHORT = 31 * 24 * HOUR;

const isKey = (key: unknown, sort: RankedSort): key is RankKey => {
  if (!Array.isArray(key) || key.length !== 4) return false;
  const [rank, at, origin, seq] = key;
  const isRank = sort === 'top' ? Number.isSafeInteger(rank) : Number.isFinite(rank);
  const isOrigin = typeof origin === 'string' && !origin.includes('\u0000');
  return isRank && Number.isSafeInteger(at) && isOrigin && Number.isSafeInteger(seq);
};

/** @throws Refusal `invalid` on the field `cursor` when it is none of these lists */
export const decodeRankCursor = (cursor: string, sort: RankedSort): RankKey => {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isKey(key, sort)) return key;
  } catch {
    // falls through: not JSON
  }
  throw new Refusal('invalid', 'cursor: use the value of "next" from the page before.', { field: 'cursor' });
};

export type RankedPage = {
  placeId: number;
  sort: RankedSort;
  /** Only threads begun since then, epoch milliseconds; 0: all. */
  since: number;
  now: number;
  cursor?: string | undefined;
  limit: number;
  present?: PresentThreads | undefined;
};

/** Beyond every real key: the first page starts below it. */
const BEST: RankKey = [Number.MAX_SAFE_INTEGER, 0, '', 0];

/** JSON `{ items, next }`. Ties: the later first, then by origin and seq. @throws Refusal `invalid` (cursor) */
export const readRanked =
  (needs: { db: Database; origin: string }) =>
  async ({ placeId, sort, since, now, cursor, limit, present }: RankedPage): Promise<string> => {
    const [rank, at, origin, seq] = cursor === undefined ? BEST : decodeRankCursor(cursor, sort);
    const statement = rankedStatements[sort][since > now - SHORT ? 'short' : 'long'];
    const params = { place: placeId, since, rank, at, origin, seq, limit: limit + 1 };
    const rows = (await needs.db.read.all(statement, params)) as RankedRow[];
    const shown = rows.slice(0, limit).map((row) => ({ ...row, key: row.at }));
    await fillThreadCards(needs, shown);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const next = last ? JSON.stringify(encodeCursor([last.rank, last.at, last.origin, last.seq])) : 'null';
    return `{"items":[${(await cardsOf(shown, present)).join(',')}],"next":${next}}`;
  };
