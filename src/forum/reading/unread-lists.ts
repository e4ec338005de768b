// Lists of threads with something unread, newest arrival first: of one place, and of everything that a member reads or follows.
// Each is put together from sources that look through a bounded number of rows a call; where one stops early, the page does too.
import { type RawBuilder, sql } from 'kysely';
import { encodeCursor, type PageKey } from '../../base/page.ts';
import type { Database, Reader } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { type Dialect, query } from '../../db/statement.ts';
import { cardsOf, fillThreadCards, type PresentThreads, type ThreadRow } from '../threads/read-threads.ts';
import { findPlaceMark } from './mark-store.ts';
import type { ReaderFacts } from './reader-facts.ts';
import { markedThreads, mayHold, unreadOf } from './unread.ts';

/** Threads of a place that one call looks through, at most. */
export const SCAN = 500;
/** Of the threads that a member has read or follows, the latest so many count. */
export const KEPT = 2_000;
/** Places that a member follows: so many count. */
const PLACES = 100;

const columns = sql`thread.place_id, thread.origin, thread.seq, thread.author_id, thread.card,`;

type Found = ThreadRow & { key: number };
type Base = {
  member: number;
  at: number;
  origin: string;
  seq: number;
  limit: number;
  skip: string;
  skipOrigins: string;
};

/** The rows of `marked` with something unread, in their order. */
const unreadRows = (dialect: Dialect, p: Required<Base>, marked: RawBuilder<never>, scanned: RawBuilder<unknown>) =>
  sql<Found>`with ${scanned} marked as ${marked}
    select id, newest as key, origin, seq, author_id, card from marked
    where ${mayHold} and exists (select 1 ${unreadOf(dialect, p)})
    order by newest desc, origin desc, seq desc limit ${p.limit}`;

const below = (p: Required<Base>) =>
  sql`(thread.arrived_at, thread.origin, thread.seq) < (${p.at}, ${p.origin}, ${p.seq})`;
const inOrder = sql`order by thread.arrived_at desc, thread.origin desc, thread.seq desc`;

type InPlace = Base & { place: number; floor: number; scan: number };

/** The part of a place's threads that one call looks through. */
const part = (p: Required<InPlace>, what: RawBuilder<unknown>) =>
  sql`select ${what} from thread where thread.place_id = ${p.place} and thread.listed = 1 and thread.veiled = 0 and ${below(p)}
    and thread.arrived_at > ${p.floor} ${inOrder} limit ${p.scan}`;

const notMuted = (p: Required<Base>) =>
  sql`not exists (select 1 from follow f where f.member_id = ${p.member} and f.kind = 'thread'
    and f.origin = thread.origin and f.seq = thread.seq and f.level = 'muted')`;

const inPlace = query<InPlace>()((db, p, dialect) => {
  const where = sql`thread.id in (select id from part) and ${notMuted(p)}`;
  const marked = markedThreads(sql`${p.member}`, where, columns);
  const rows = unreadRows(dialect, p, marked, sql`part as (${part(p, sql`thread.id`)}),`);
  return db.selectFrom(sql<Found>`(${rows})`.as('found')).selectAll();
});

const lastOfPart = query<InPlace>()((db, p) =>
  db
    .selectFrom(
      sql<{ arrived_at: number; origin: string; seq: number; count: number }>`(${part(
        p,
        sql`thread.arrived_at, thread.origin, thread.seq`,
      )})`.as('part'),
    )
    .select(['part.arrived_at', 'part.origin', 'part.seq', sql<number>`count(*) over ()`.as('count')])
    .orderBy('part.arrived_at')
    .orderBy('part.origin')
    .orderBy('part.seq')
    .limit(1),
);

type Own = Base & { places: string; back: 0 | 1; kept: number };

const own = query<Own>()((db, p, dialect) => {
  const keys = sql`keys as (
    select thread_origin as o, thread_seq as s from (select thread_origin, thread_seq from read_mark
      where member_id = ${p.member} and below >= ${p.back} order by read_at desc limit ${p.kept}) as latest
    union select origin, seq from (select origin, seq from follow
      where member_id = ${p.member} and kind = 'thread' and level <> 'muted' and ${p.back} = 0 order by id desc limit ${p.kept}) as followed),`;
  // A thread that is followed stays, whatever its place is.
  const placeMuted = sql`exists (select 1 from follow f where f.member_id = ${p.member} and f.kind = 'place' and f.origin = ''
      and f.seq = thread.place_id and f.level = 'muted' and ${p.back} = 0)
    and not exists (select 1 from follow f where f.member_id = ${p.member} and f.kind = 'thread' and f.origin = thread.origin
      and f.seq = thread.seq)`;
  const where = sql`thread.id in (select thread.id from keys join thread on thread.origin = keys.o and thread.seq = keys.s)
    and thread.listed = 1 and thread.veiled = 0 and thread.place_id in ${numbersOf(dialect, p.places)} and ${below(p)}
    and ${notMuted(p)} and not (${placeMuted})`;
  const rows = unreadRows(dialect, p, markedThreads(sql`${p.member}`, where, columns), keys);
  return db.selectFrom(sql<Found>`(${rows})`.as('found')).selectAll();
});

const followedPlaces = query<{ member: number; limit: number }>()((db, p) =>
  db
    .selectFrom('follow')
    .leftJoin('place_mark', (join) =>
      join.onRef('place_mark.member_id', '=', 'follow.member_id').onRef('place_mark.place_id', '=', 'follow.seq'),
    )
    .select(['follow.seq as place', 'follow.at', 'place_mark.arrived_at as marked'])
    .where('follow.member_id', '=', p.member)
    .where('follow.kind', '=', 'place')
    .where('follow.level', '=', 'every')
    .orderBy('follow.origin')
    .orderBy('follow.seq')
    .limit(p.limit),
);

/** Rows in their order; with `horizon`, there may be more below that key. */
type Source = { rows: Found[]; horizon: PageKey | undefined };

const compare = (a: PageKey, b: PageKey): number => a[0] - b[0] || (a[1] === b[1] ? a[2] - b[2] : a[1] < b[1] ? -1 : 1);
const keyOf = (row: Found): PageKey => [row.key, row.origin, row.seq];
const TOP: PageKey = [Number.MAX_SAFE_INTEGER, '', 0];

export type UnreadPage = { facts: ReaderFacts; after: PageKey | null; limit: number; present: PresentThreads };

export const createUnreadLists = (needs: { db: Database; origin: string }) => {
  const { read } = needs.db;

  const readPlace = async (reader: Reader, base: Base, place: number, floor: number): Promise<Source> => {
    const params = { ...base, place, floor, scan: SCAN };
    const rows = await reader.all(inPlace, params);
    if (rows.length === base.limit) return { rows, horizon: undefined };
    const last = await reader.get(lastOfPart, params);
    return { rows, horizon: last && last.count >= SCAN ? [last.arrived_at, last.origin, last.seq] : undefined };
  };

  const pageOf = async (sources: Source[], limit: number, present: PresentThreads): Promise<string> => {
    const seen = new Map<number, Found>();
    for (const { rows } of sources) for (const row of rows) seen.set(row.id, row);
    const horizons = sources.flatMap(({ horizon }) => (horizon ? [horizon] : []));
    // Below the highest of them a source has not been looked through: what stands there is for the next page.
    const horizon = horizons.reduce<PageKey | undefined>(
      (most, one) => (most && compare(most, one) > 0 ? most : one),
      undefined,
    );
    const rows = [...seen.values()]
      .filter((row) => !horizon || compare(keyOf(row), horizon) >= 0)
      .sort((a, b) => compare(keyOf(b), keyOf(a)));
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next = rows.length > limit && last ? keyOf(last) : horizon;
    await fillThreadCards(needs, shown);
    const cards = await cardsOf(shown, present);
    return `{"items":[${cards.join(',')}],"next":${next ? JSON.stringify(encodeCursor(next)) : 'null'}}`;
  };

  const baseOf = ({ facts, after, limit }: UnreadPage): Base => {
    const [at, origin, seq] = after ?? TOP;
    const { memberId: member, skip, skipOrigins } = facts;
    return { member, at, origin, seq, limit: limit + 1, skip, skipOrigins };
  };

  return {
    /** JSON `{ items, next }`: of one place. May be short, or empty, and yet go on at `next`. */
    async ofPlace(placeId: number, page: UnreadPage): Promise<string> {
      const base = baseOf(page);
      const mark = await findPlaceMark(read, base.member, placeId);
      const sources = [await readPlace(read, base, placeId, mark)];
      // Below the mark of the whole place stands only what was set back by hand.
      if (mark >= 0) {
        const rows = await read.all(own, { ...base, places: JSON.stringify([placeId]), back: 1, kept: KEPT });
        sources.push({ rows, horizon: undefined });
      }
      return pageOf(sources, page.limit, page.present);
    },

    /**
     * JSON `{ items, next }`: threads that the member has read or follows, and those of places that they follow.
     * @param places ids of those that they may see
     */
    async ofAll(places: readonly number[], page: UnreadPage): Promise<string> {
      const base = baseOf(page);
      const rows = await read.all(own, { ...base, places: JSON.stringify(places), back: 0, kept: KEPT });
      const sources: Source[] = [{ rows, horizon: undefined }];
      for (const { place, at, marked } of await read.all(followedPlaces, { member: base.member, limit: PLACES }))
        if (places.includes(place)) sources.push(await readPlace(read, base, place, Math.max(at, marked ?? -1)));
      return pageOf(sources, page.limit, page.present);
    },
  };
};
