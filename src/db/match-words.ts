// What is looked for, in the language of either index. Only letters, digits and marks go in, in quotes: whatever people
// write, none of it is read as SQLite's or PostgreSQL's own operators.
import { sql } from 'kysely';
import type { Eventually, Reader } from './database.ts';
import { LONGEST_WORD } from './post-words.ts';
import { shownTitle } from './shown-title.ts';
import { type Dialect, query } from './statement.ts';
import type { PlaceKind, Visibility } from './tables.ts';

/** Words that stand one after the other; the last of them may be the beginning of a word. */
export type Term = {
  /** Folded (base/words.ts). */
  readonly words: readonly string[];
  /** The same as they were written, with a space between two. */
  readonly written: string;
  readonly prefix: boolean;
};

/** What a post is, besides its words. */
export type Facet =
  | { readonly kind: 'place' | 'author'; readonly id: number }
  | { readonly kind: 'origin'; readonly origin: string };

export type Match = {
  readonly all: readonly Term[];
  readonly none: readonly Term[];
  /** One of each list. */
  readonly facets: readonly (readonly Facet[])[];
  readonly noFacets: readonly Facet[];
};

const nameOf = (facet: Facet, between: string): string =>
  facet.kind === 'origin'
    ? `o${between}${Buffer.from(facet.origin).toString('hex')}`
    : `${facet.kind === 'place' ? 'p' : 'a'}${between}${facet.id}`;

/** https://www.sqlite.org/fts5.html#full_text_query_syntax */
const forSqlite = ({ all, none, facets, noFacets }: Match): string => {
  const term = ({ written, prefix }: Term) => `"${written}"${prefix ? ' *' : ''}`;
  const facet = (one: Facet) => `"${nameOf(one, '')}"`;
  const said = (terms: readonly Term[], by: string) =>
    terms.length === 0 ? [] : [`{title body} : (${terms.map(term).join(by)})`];
  const are = (some: readonly Facet[]) => `facets : (${some.map(facet).join(' OR ')})`;
  const wanted = [...said(all, ' AND '), ...facets.map(are)].join(' AND ');
  const unwanted = [...said(none, ' OR '), ...(noFacets.length === 0 ? [] : [are(noFacets)])];
  return unwanted.length === 0 ? wanted : `(${wanted}) NOT (${unwanted.join(' OR ')})`;
};

const termForPostgres = ({ words, prefix }: Term): string => {
  const quoted = words.map((word) => `'${word.slice(0, LONGEST_WORD)}'`);
  return `(${quoted.join(' <-> ')}${prefix ? ':*' : ''})`;
};

/** https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY */
const forPostgres = ({ all, none, facets, noFacets }: Match): string => {
  const facet = (one: Facet) => `'${nameOf(one, ':')}'`;
  return [
    ...all.map(termForPostgres),
    ...facets.map((some) => `(${some.map(facet).join(' | ')})`),
    ...none.map((one) => `!${termForPostgres(one)}`),
    ...noFacets.map((one) => `!${facet(one)}`),
  ].join(' & ');
};

/** How many hits are ranked: the newest so many. To rank all that hold a common word would take seconds. */
export const RANKED = 10_000;

type Params = {
  match: string;
  rank: string;
  lowest: number;
  highest: number;
  afterScore: number;
  afterId: number;
  limit: number;
};

type Best = { id: number; score: number };
const int = (value: unknown) => sql`cast(${value} as bigint)`;

/** Numbers and scores of hits, best first; a lower score is better. */
const ranked = (hits: ReturnType<typeof sql>, p: Params) => sql<Best>`(
  with hit as materialized (${hits} limit ${sql.lit(RANKED)}),
    edge as (select coalesce((select hit.score from hit where hit.id = ${int(p.afterId)}), ${sql`cast(${p.afterScore} as double precision)`}) as score)
  select hit.id, hit.score from hit, edge
    where hit.score > edge.score or (hit.score = edge.score and hit.id < ${int(p.afterId)})
    order by hit.score, hit.id desc limit ${int(p.limit)})`;
const newest = (hits: ReturnType<typeof sql>, p: Params) => sql<Best>`(${hits} limit ${int(p.limit)})`;

const tables = { sqlite: ['board_words', 'plank_words'], postgres: ['post_words'] } as const;
type Table = (typeof tables)[Dialect][number];

const hitsIn = (table: Table, p: Params, scored: boolean) => {
  const name = sql.ref(table);
  if (table === 'post_words')
    return sql`select id, ${scored ? sql`-cast(ts_rank('{0.2, 0.2, 0.2, 1.0}', words, cast(${p.rank} as tsquery), 1) as double precision)` : sql`cast(0 as double precision)`} as score
      from post_words where words @@ cast(${p.match} as tsquery) and id between ${int(p.lowest)} and ${int(p.highest)} order by id desc`;
  return sql`select rowid as id, ${scored ? sql`rank` : sql`0.0`} as score from ${name}
    where ${name} match ${p.match} and rowid >= ${int(p.lowest)} and rowid <= ${int(p.highest)} order by rowid desc`;
};

const find = (table: Table, sort: 'relevance' | 'time') =>
  query<Params>()((db, p) => {
    const hits = hitsIn(table, p, sort === 'relevance');
    const doc = sql<{ id: number; post_id: number }>`${sql.ref(table === 'post_words' ? 'post_words' : 'post_doc')}`;
    return db
      .selectFrom((sort === 'relevance' ? ranked : newest)(hits, p).as('best'))
      .innerJoin(doc.as('doc'), 'doc.id', 'best.id')
      .innerJoin('post', 'post.id', 'doc.post_id')
      .innerJoin('thread', 'thread.id', 'post.thread_id')
      .innerJoin('place', 'place.id', 'post.place_id')
      .innerJoin('author', 'author.id', 'post.author_id')
      .select([
        'best.id',
        'best.score',
        'post.origin',
        'post.seq',
        'post.body',
        'post.at',
        'post.edited_at',
        'post.withdrawn_reason',
        'thread.origin as thread_origin',
        'thread.seq as thread_seq',
        shownTitle.as('thread_title'),
        'place.kind as place_kind',
        'place.slug as place_slug',
        'place.visibility as place_visibility',
        'place.state as place_state',
        'author.origin as author_origin',
        'author.name as author_name',
        'author.display_name as author_display',
      ])
      .where('post.state', '=', 'live')
      .where('post.veiled', '=', 0)
      .orderBy('best.score')
      .orderBy('best.id', 'desc');
  });

const finders = {
  sqlite: tables.sqlite.map((table) => ({ relevance: find(table, 'relevance'), time: find(table, 'time') })),
  postgres: tables.postgres.map((table) => ({ relevance: find(table, 'relevance'), time: find(table, 'time') })),
};

export type Found = {
  /** Numbers follow the time shown. */
  id: number;
  /** Lower is better; 0 where nothing is ranked. */
  score: number;
  origin: string;
  seq: number;
  body: string;
  at: number;
  edited_at: number | null;
  withdrawn_reason: string | null;
  thread_origin: string;
  thread_seq: number;
  thread_title: string;
  place_kind: PlaceKind;
  place_slug: string;
  place_visibility: Visibility;
  place_state: string;
  author_origin: string;
  author_name: string;
  author_display: string;
};

export type Wanted = {
  match: Match;
  sort: 'relevance' | 'time';
  /** Numbers of the index, both included. */
  lowest: number;
  highest: number;
  /** The last one shown, where it is not the first page. */
  after?: { score: number; id: number } | undefined;
  limit: number;
};

/** Best first, or newest first. */
export const findWords = async (reader: Reader, { match, sort, after, ...wanted }: Wanted): Promise<Found[]> => {
  const postgres = reader.dialect === 'postgres';
  const params = {
    ...wanted,
    match: postgres ? forPostgres(match) : forSqlite(match),
    rank: postgres ? match.all.map(termForPostgres).join(' & ') : '',
    highest: sort === 'time' && after ? Math.min(wanted.highest, after.id - 1) : wanted.highest,
    afterScore: after?.score ?? -Number.MAX_VALUE,
    afterId: after?.id ?? Number.MAX_SAFE_INTEGER,
  };
  const found: Eventually<Found[]>[] = finders[reader.dialect].map((finder) => reader.all(finder[sort], params));
  const rows = (await Promise.all(found)).flat();
  return rows.sort((a, b) => a.score - b.score || b.id - a.id).slice(0, wanted.limit);
};
