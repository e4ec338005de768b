// Finds posts on boards and planks alike: only what the reader may see, what live posts say now.
import { sql } from 'kysely';
import { Refusal } from '../../base/errors.ts';
import { nameOfPost } from '../../base/names.ts';
import { encodeCursor } from '../../base/page.ts';
import type { Database, Reader } from '../../db/database.ts';
import { type Facet, type Found, findWords, type Match, type Wanted } from '../../db/match-words.ts';
import { firstNumberAt, newestNumber } from '../../db/post-words.ts';
import { query } from '../../db/statement.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../policy/actor.ts';
import { maySee } from '../policy/may.ts';
import { parseQuery, type SearchQuery, type Trait } from './parse-query.ts';
import { type SnippetPart, snippetOf } from './snippet.ts';

export const searchSorts = ['relevance', 'time'] as const;
export type SearchSort = (typeof searchSorts)[number];

export type SearchInput = { q: string; sort: SearchSort; cursor?: string | undefined; limit: number };

export type SearchHit = {
  name: string;
  thread: string;
  /** Of the thread. */
  title: string;
  place: { kind: PlaceKind; slug: string };
  author: { name: string; origin: string; displayName: string };
  at: string;
  editedAt: string | null;
  /** Why its home instance took it back: then nothing of it is quoted here. */
  withdrawn: string | null;
  snippet: SnippetPart[];
  /** The page of the thread on which it stands. */
  link: string;
};
export type SearchPage = { items: SearchHit[]; next: string | null };

type Needs = { db: Pick<Database, 'read'>; origin: string };

const places = query()((db) => db.selectFrom('place').select(['id', 'kind', 'slug', 'visibility', 'state']));

/** Members and others of one name: accounts that are gone leave theirs free. */
const NAMESAKES = 20;
const authors = query<{ name: string; origin: string; other: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select('id')
    .where('name', '=', p.name)
    .where((eb) => eb.or([eb('origin', '=', p.origin), eb('origin', '=', p.other)]))
    .orderBy('id', 'desc')
    .limit(sql.lit(NAMESAKES)),
);

type Place = { id: number; slug: string };

const facetsOf = async (reader: Reader, home: string, visible: readonly Place[], trait: Trait): Promise<Facet[]> => {
  switch (trait.kind) {
    case 'in':
      return visible.filter(({ slug }) => slug === trait.slug).map(({ id }) => ({ kind: 'place', id }));
    case 'from':
      // On boards the own members carry no origin.
      return [trait.origin, ...(trait.origin === home ? [''] : [])].map((origin) => ({ kind: 'origin', origin }));
    case 'author': {
      const origin = trait.origin || home;
      const named = { name: trait.name, origin, other: origin === home ? '' : origin };
      return (await reader.all(authors, named)).map(({ id }) => ({ kind: 'author', id }));
    }
  }
};

const badCursor = () =>
  new Refusal('invalid', 'cursor: use the value of "next" from the page before.', { field: 'cursor' });

type Position = { highest: number; after: { score: number; id: number } };

/** The cursor holds the newest that the first page could show: what comes later does not move the pages. */
const decode = (cursor: string, sort: SearchSort): Position => {
  try {
    const [kind, highest, score, id, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const whole = Number.isSafeInteger(highest) && Number.isSafeInteger(id) && highest >= 0 && id >= 0;
    if (kind === sort && whole && Number.isFinite(score) && rest.length === 0) return { highest, after: { score, id } };
  } catch {
    // falls through: not JSON
  }
  throw badCursor();
};

const hitOf = (row: Found, terms: SearchQuery['terms'], home: string): SearchHit => {
  const name = nameOfPost(row);
  const thread = nameOfPost({ origin: row.thread_origin, seq: row.thread_seq });
  const linked = `/threads/${encodeURIComponent(thread)}`;
  return {
    name,
    thread,
    title: row.thread_title,
    place: { kind: row.place_kind, slug: row.place_slug },
    author: { name: row.author_name, origin: row.author_origin || home, displayName: row.author_display },
    at: new Date(row.at).toISOString(),
    editedAt: row.edited_at === null ? null : new Date(row.edited_at).toISOString(),
    withdrawn: row.withdrawn_reason,
    snippet: row.withdrawn_reason === null ? snippetOf(row.body, terms) : [],
    link: `${linked}?post=${encodeURIComponent(name)}#${encodeURIComponent(name)}`,
  };
};

const LATEST = Number.MAX_SAFE_INTEGER;

/** Numbers of the index are of the time shown: a range of days is one of numbers. */
const within = ({ since, until }: SearchQuery) => ({
  lowest: since === undefined ? 0 : firstNumberAt(since),
  highest: until === undefined ? LATEST : firstNumberAt(until) - 1,
});

/** @throws Refusal `invalid` (q, cursor) */
export const searchPosts =
  ({ db, origin: home }: Needs) =>
  async (actor: Actor, { q, sort, cursor, limit }: SearchInput): Promise<SearchPage> => {
    const { read } = db;
    const asked = parseQuery(q);
    const from = cursor === undefined ? undefined : decode(cursor, sort);
    const all = await read.all(places, {});
    const visible = all.filter((place) => maySee(actor, place));
    const hidden: Facet[] = all.filter((place) => !maySee(actor, place)).map(({ id }) => ({ kind: 'place', id }));

    const facets = await Promise.all(asked.traits.map((trait) => facetsOf(read, home, visible, trait)));
    const empty = { items: [], next: null };
    // A name that nothing here has: nothing is found, and nobody learns whether it is there for others.
    if (facets.some((some) => some.length === 0)) return empty;
    const unwanted = await Promise.all(asked.notTraits.map((trait) => facetsOf(read, home, visible, trait)));
    const match: Match = { all: asked.terms, none: asked.not, facets, noFacets: [...hidden, ...unwanted.flat()] };

    const { lowest, highest } = within(asked);
    const range = { lowest, highest: from?.highest ?? Math.min(highest, await newestNumber(read)) };
    if (range.highest < range.lowest) return empty;
    const wanted: Wanted = { match, sort, ...range, after: from?.after, limit: limit + 1 };
    const rows = await findWords(read, wanted);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown
        .filter((row) =>
          maySee(actor, {
            kind: row.place_kind,
            slug: row.place_slug,
            visibility: row.place_visibility,
            state: row.place_state,
          }),
        )
        .map((row) => hitOf(row, asked.terms, home)),
      next: last ? encodeCursor([sort, range.highest, last.score, last.id]) : null,
    };
  };
