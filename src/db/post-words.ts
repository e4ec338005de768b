// Puts words of posts into the full-text index, and takes all of them out: what SQLite and PostgreSQL do differently there.
// One post's words leave by trigger, with the post's (schema/0006-search.ts).
import { sql } from 'kysely';
import { wordsIn } from '../base/words.ts';
import type { Eventually, Reader, Writer } from './database.ts';
import { numbersOf } from './dialect.ts';
import { oneByOne } from './one-by-one.ts';
import { command, query } from './statement.ts';

/** As schema/0006-search.ts has it. */
const BEGINNING = Date.UTC(2020, 0, 1);
export const SAME_TIME = 4096;

/** The first number in the index for what is shown at this time, epoch milliseconds. */
export const firstNumberAt = (at: number): number => Math.max(0, at - BEGINNING) * SAME_TIME;

export type WordsOf = 'board' | 'plank';

// SQLite ------------------------------------------------------------------------------------------------------------------

const first = sql`(case when post.at < ${sql.lit(BEGINNING)} then 0 else post.at - ${sql.lit(BEGINNING)} end) * ${sql.lit(SAME_TIME)}`;
/** Numbers of what is shown in the same millisecond. */
export const same = sql`from post_doc where post_doc.id between ${first} and ${first} + ${sql.lit(SAME_TIME - 1)}`;

/** Those of `posts` (JSON) that are live, in the order of their rows. */
const live = query<{ posts: string }>()((db, p, dialect) =>
  db
    .selectFrom('post')
    .select(['id', 'origin', 'at', 'title', 'body', 'place_id', 'author_id'])
    .select([
      sql<string>`hex(origin)`.as('origin_hex'),
      sql<number | null>`(select max(post_doc.id) ${same})`.as('top'),
      sql<0 | 1>`exists (select 1 ${same} and post_doc.post_id = post.id)`.as('known'),
    ])
    .where('id', 'in', numbersOf(dialect, p.posts))
    .where('state', '=', 'live')
    .orderBy('id'),
);
const number = command<{ pairs: string }>()((db, p) =>
  db
    .insertInto('post_doc')
    .columns(['id', 'post_id'])
    .expression(
      db
        .selectFrom(sql<{ value: string }>`json_each(${p.pairs})`.as('pair'))
        .select([sql<number>`value ->> 0`.as('id'), sql<number>`value ->> 1`.as('post_id')]),
    ),
);

export type Words = { doc: number; title: string; body: string; facets: string };
// `insert … select` would cost five times as much: SQLite sets a savepoint for it, and FTS5 then writes out what it has gathered.
const addTo = (table: 'board_words' | 'plank_words') =>
  command<Words>()((db, p) =>
    db.insertInto(table).values({
      rowid: sql<number>`cast(${p.doc} as integer)`,
      title: p.title,
      body: p.body,
      facets: p.facets,
    }),
  );
const add = { board: addTo('board_words'), plank: addTo('plank_words') };

const forget = {
  board: command()((db) => db.insertInto('board_words').values({ board_words: 'delete-all' } as never)),
  plank: command()((db) => db.insertInto('plank_words').values({ plank_words: 'delete-all' } as never)),
};
const dropNumbers = {
  board: command()((db) =>
    db
      .deleteFrom('post_doc')
      .where('post_id', 'in', (eb) => eb.selectFrom('post').select('id').where('origin', '=', '')),
  ),
  plank: command()((db) =>
    db
      .deleteFrom('post_doc')
      .where('post_id', 'in', (eb) => eb.selectFrom('post').select('id').where('origin', '!=', '')),
  ),
};

/**
 * FTS5 puts each transaction's words beside the others and merges all of that every 64 pages: then a single post waits 7 ms, and
 * with it everybody else. Merged a little at a time, it is 2 ms and less.
 */
const mergeOf = (table: 'board_words' | 'plank_words') =>
  command()((db) => db.insertInto(table).values({ [table]: 'merge', rank: sql.lit(8) } as never));
const merge = { board: mergeOf('board_words'), plank: mergeOf('plank_words') };
/** Transactions of more posts than that are few, and do without: to merge costs a post a quarter more. */
const FEW = 4;

export const kindOf = (origin: string): 'board' | 'plank' => (origin === '' ? 'board' : 'plank');

type Unwritten = { id: number; origin: string };

/** Posts that are read at once: their texts are in memory together. */
const READ = 100;

type Live = { id: number; origin: string; at: number; top: number | null; known: 0 | 1 };

/** The number of each that has none yet: those of the same millisecond come one after the other. */
const numbered = <P extends Live>(rows: readonly P[]): [doc: number, post: P][] => {
  const tops = new Map<number, number>();
  const docs: [number, P][] = [];
  for (const row of rows) {
    const first = firstNumberAt(row.at);
    const top = tops.get(first) ?? row.top;
    const doc = top === null ? first : top + 1;
    // More than so many of one millisecond are not found: it would take somebody who means to.
    if (row.known === 1 || doc === first + SAME_TIME) continue;
    tops.set(first, doc);
    docs.push([doc, row]);
  }
  return docs;
};

/** The words of many posts at once cost a third of what they cost one by one. */
const addAll = async (tx: Writer, posts: readonly Unwritten[]): Promise<void> => {
  const ids = [...new Set(posts.map(({ id }) => id))];
  for (let from = 0; from < ids.length; from += READ) {
    const docs = numbered(await tx.all(live, { posts: JSON.stringify(ids.slice(from, from + READ)) }));
    if (docs.length === 0) continue;
    // Before the words: it sets a savepoint, as every `insert … select` does.
    await tx.run(number, { pairs: JSON.stringify(docs.map(([doc, { id }]) => [doc, id])) });
    await oneByOne(docs, ([doc, { origin, origin_hex, title, body, place_id, author_id }]) => {
      const facets = `p${place_id} a${author_id} o${origin_hex}`;
      return tx.run(add[kindOf(origin)], { doc, title, body, facets });
    });
    if (posts.length <= FEW)
      for (const kind of new Set(docs.map(([, { origin }]) => kindOf(origin)))) await tx.run(merge[kind], {});
  }
};

// PostgreSQL --------------------------------------------------------------------------------------------------------------

const words = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['title', 'body', 'origin', 'place_id', 'author_id', 'at'])
    .where('id', '=', p.post)
    .where('state', '=', 'live'),
);
const addWords = command<{ post: number; first: number; words: string }>()((db, p) =>
  db
    .insertInto('post_words')
    .columns(['id', 'post_id', 'words'])
    .expression(
      db
        .selectNoFrom([
          sql<number>`coalesce((select max(id) + 1 from post_words
            where id between cast(${p.first} as bigint) and cast(${p.first} as bigint) + ${sql.lit(SAME_TIME - 1)}), cast(${p.first} as bigint))`.as(
            'id',
          ),
          sql<number>`cast(${p.post} as bigint)`.as('post_id'),
          sql<string>`cast(${p.words} as tsvector)`.as('words'),
        ])
        .where(
          sql<boolean>`not exists (select 1 from post_words where id = cast(${p.first} as bigint) + ${sql.lit(SAME_TIME - 1)})`,
        ),
    )
    .onConflict((oc) => oc.doNothing()),
);
const dropWords = {
  board: command()((db) =>
    db
      .deleteFrom('post_words')
      .where('post_id', 'in', (eb) => eb.selectFrom('post').select('id').where('origin', '=', '')),
  ),
  plank: command()((db) =>
    db
      .deleteFrom('post_words')
      .where('post_id', 'in', (eb) => eb.selectFrom('post').select('id').where('origin', '!=', '')),
  ),
};

/** Characters of a word that count: PostgreSQL takes no words of 2 KiB. */
export const LONGEST_WORD = 200;
/** What PostgreSQL keeps of a word: the numbers of its first places, none beyond the last. */
const PLACES = 255;
const LAST_PLACE = 16_383;

/** `'word':1A,7 'other':8`: titles weigh A. Words are letters and digits alone: nothing in them needs quoting. */
const vectorOf = (title: string, body: string, facets: readonly string[]): string => {
  const places = new Map<string, string[]>();
  let place = 0;
  const note = (text: string, weight: string): void => {
    for (const { folded } of wordsIn(text)) {
      place = Math.min(place + 1, LAST_PLACE);
      const word = folded.slice(0, LONGEST_WORD);
      const known = places.get(word);
      if (!known) places.set(word, [`${place}${weight}`]);
      else if (known.length < PLACES) known.push(`${place}${weight}`);
    }
    // A phrase does not go on from the title into the body.
    place += 1;
  };
  note(title, 'A');
  note(body, '');
  return [...facets.map((facet) => `'${facet}'`), ...[...places].map(([word, at]) => `'${word}':${at.join(',')}`)].join(
    ' ',
  );
};

/** Numbers follow the time: two that want the same one at the same moment try again. */
const TRIES = 5;

const addOne = async (tx: Writer, post: number): Promise<void> => {
  const row = await tx.get(words, { post });
  if (!row) return;
  const facets = [`p:${row.place_id}`, `a:${row.author_id}`, `o:${Buffer.from(row.origin).toString('hex')}`];
  const vector = { post, first: firstNumberAt(row.at), words: vectorOf(row.title, row.body, facets) };
  for (let tries = 0; tries < TRIES; tries++) if ((await tx.run(addWords, vector)) > 0) return;
};

// Both --------------------------------------------------------------------------------------------------------------------

/**
 * Makes a post findable, if it is live: whoever writes the words of a post says so afterwards. It stands in the index when
 * the transaction has committed.
 */
export const indexPost = (tx: Writer, post: Unwritten): Eventually<void> =>
  tx.dialect === 'sqlite' ? tx.atEnd(addAll, post) : addOne(tx, post.id);

/** Takes all words of boards or planks out at once: before their rows go, or before all are indexed anew. */
export const emptyIndex = async (tx: Writer, of: WordsOf): Promise<void> => {
  if (tx.dialect === 'postgres') return void (await tx.run(dropWords[of], {}));
  await tx.run(forget[of], {});
  await tx.run(dropNumbers[of], {});
};

const newest = {
  sqlite: query()((db) => db.selectFrom('post_doc').select((eb) => eb.fn.max('id').as('id'))),
  postgres: query()((db) => db.selectFrom('post_words').select((eb) => eb.fn.max('id').as('id'))),
};

/** The highest number in the index; 0 where it is empty. */
export const newestNumber = async (reader: Reader): Promise<number> =>
  (await reader.get(newest[reader.dialect], {}))?.id ?? 0;

const following = query<{ after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'origin'])
    .where('id', '>', p.after)
    .where('state', '=', 'live')
    .orderBy('id')
    .limit(p.limit),
);

/** Live posts by their rows, in order. */
export const postsAfter = async (reader: Reader, after: number, limit: number): Promise<Unwritten[]> =>
  reader.all(following, { after, limit });
