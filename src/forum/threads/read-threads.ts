// A page of a place's threads, newest activity or newest creation first.
import { LRUCache } from 'lru-cache';
import { encodeCursor, type PageKey } from '../../base/page.ts';
import type { Database, Eventually } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { threadCard } from './card.ts';
import { fillCards, type KeptCard } from './fill-cards.ts';

/** Orders that are the same for every reader, each with its statement in `pages`. */
export const threadSorts = ['active', 'new'] as const;
export type ThreadSort = (typeof threadSorts)[number];
/** What callers may ask for; `unread` is each member's own (reading/unread-lists.ts). Told apart in forum-reads.ts. */
export const listSorts = [...threadSorts, 'unread'] as const;
export type ListSort = (typeof listSorts)[number];

type Params = { place: number; at: number; origin: string; seq: number; limit: number };
export type ThreadRow = {
  id: number;
  key: number;
  origin: string;
  seq: number;
  author_id: number;
  card: string | null;
};

const sorted = (column: 'active_at' | 'at') =>
  query<Params>()((db, p) =>
    db
      .selectFrom('thread')
      .select(['id', `${column} as key`, 'origin', 'seq', 'author_id', 'card'])
      .where('place_id', '=', p.place)
      .where('listed', '=', 1)
      .where('veiled', '=', 0)
      .where((eb) => eb(eb.refTuple(column, 'origin', 'seq'), '<', eb.tuple(p.at, p.origin, p.seq)))
      .orderBy(column, 'desc')
      .orderBy('origin', 'desc')
      .orderBy('seq', 'desc')
      .limit(p.limit),
  );
const pages = { active: sorted('active_at'), new: sorted('at') };

type FactsRow = {
  origin: string;
  seq: number;
  title: string;
  state: 'open' | 'closed';
  at: number;
  active_at: number;
  post_count: number;
  up: number;
  down: number;
  about: string | null;
  veiled: 0 | 1;
  layer: string | null;
  version: number;
  place_kind: PlaceKind;
  place_slug: string;
  author_origin: string;
  author_name: string;
  author_display: string;
};

const facts = query<{ id: number }>()((db, p) =>
  db
    .selectFrom('thread')
    .innerJoin('place', 'place.id', 'thread.place_id')
    .innerJoin('author', 'author.id', 'thread.author_id')
    .innerJoin('post', (join) => join.onRef('post.origin', '=', 'thread.origin').onRef('post.seq', '=', 'thread.seq'))
    .select([
      'thread.origin',
      'thread.seq',
      'thread.title',
      'thread.state',
      'thread.at',
      'thread.active_at',
      'thread.post_count',
      'post.up',
      'post.down',
      'thread.about',
      'thread.veiled',
      'thread.layer',
      'thread.version',
      'place.kind as place_kind',
      'place.slug as place_slug',
      'author.origin as author_origin',
      'author.name as author_name',
      'author.display_name as author_display',
    ])
    .where('thread.id', '=', p.id),
);

const keepCard = command<KeptCard>()((db, p) =>
  db.updateTable('thread').set({ card: p.card }).where('id', '=', p.id).where('version', '=', p.version),
);

const cardOfRow = (row: FactsRow, home: string, unveiled = false): string =>
  threadCard(
    {
      origin: row.origin,
      seq: row.seq,
      place: { kind: row.place_kind, slug: row.place_slug },
      title: row.title,
      author: { origin: row.author_origin, name: row.author_name, displayName: row.author_display },
      state: row.state,
      at: row.at,
      activeAt: row.active_at,
      posts: row.post_count,
      votes: { up: row.up, down: row.down },
      about: row.about,
      veiled: row.veiled === 1 && !unveiled,
      layer: row.layer === null ? null : JSON.parse(row.layer),
    },
    home,
  );

type Needs = { db: Database; origin: string };

const makeCard = async (needs: Needs, id: number) => {
  const row = await needs.db.read.get(facts, { id });
  return row && { version: row.version, card: cardOfRow(row, needs.origin) };
};

/** Gives their cards to rows that have none yet. */
export const fillThreadCards = (needs: Needs, rows: { id: number; card: string | null }[]): Promise<void> =>
  fillCards(needs.db, rows, (id) => makeCard(needs, id), keepCard);

/** Made once for a page: changes its cards, such as by what the reader has not read. */
export type PresentThreads = (rows: readonly ThreadRow[]) => Eventually<(row: ThreadRow, card: string) => string>;

export type ThreadPage = {
  placeId: number;
  sort: ThreadSort;
  after: PageKey | null;
  limit: number;
  present?: PresentThreads | undefined;
  /** Of the place: its rows may come from memory while that is what it was. Visitors have whole answers kept instead. */
  version?: number | undefined;
};

/** Beyond every real key: the first page starts below it. */
const TOP: PageKey = [Number.MAX_SAFE_INTEGER, '', 0];

/** Pages whose rows are kept for members, who each see them with marks of their own: some 3 MB. */
const KEPT = 128;
type KeptRows = { version: number; rows: ThreadRow[] };

/** JSON `{ items, next }`. */
export const readThreads = (needs: Needs) => {
  const kept = new LRUCache<string, KeptRows>({ max: KEPT });

  const readRows = async ({ placeId, sort, after, limit, version }: ThreadPage): Promise<ThreadRow[]> => {
    const [at, origin, seq] = after ?? TOP;
    const name = `${placeId} ${sort} ${limit} ${at} ${origin} ${seq}`;
    const before = version === undefined ? undefined : kept.get(name);
    if (before && before.version === version) return before.rows;
    const rows: ThreadRow[] = await needs.db.read.all(pages[sort], {
      place: placeId,
      at,
      origin,
      seq,
      limit: limit + 1,
    });
    if (version !== undefined) kept.set(name, { version, rows });
    return rows;
  };

  return async (page: ThreadPage): Promise<string> => {
    const { limit, present } = page;
    const rows = await readRows(page);
    const shown = rows.slice(0, limit);
    await fillThreadCards(needs, shown);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const next = last ? JSON.stringify(encodeCursor([last.key, last.origin, last.seq])) : 'null';
    return `{"items":[${(await cardsOf(shown, present)).join(',')}],"next":${next}}`;
  };
};

/** The cards of rows that have them, changed for their reader. */
export const cardsOf = async (rows: readonly ThreadRow[], present: PresentThreads | undefined): Promise<string[]> => {
  const change = present && (await present(rows));
  return rows.map((row) => (change ? change(row, row.card ?? 'null') : (row.card ?? 'null')));
};

/** One thread as its list shows it; undefined when there is none. @param unveiled with its title, though its start is hidden */
export const readThread =
  (needs: Needs) =>
  async (threadId: number, unveiled = false): Promise<string | undefined> => {
    const row = await needs.db.read.get(facts, { id: threadId });
    return row && cardOfRow(row, needs.origin, unveiled);
  };
