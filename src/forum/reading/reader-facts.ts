// What a signed-in read needs to know of its reader: under which authors they speak themselves, and whom they hide.
import { sql } from 'kysely';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';

const facts = query<{ member: number; home: string }>()((db, p) =>
  db
    .selectFrom('author')
    .select([
      sql<number | null>`author.id`.as('id'),
      sql<number | null>`cast(null as bigint)`.as('beside'),
      'author.origin',
      'author.public_id as who',
      sql<number>`1`.as('own'),
    ])
    .where('author.member_id', '=', p.member)
    .unionAll(
      db
        .selectFrom('hidden')
        .leftJoin('author as a', (join) =>
          join.onRef('a.origin', '=', 'hidden.origin').onRef('a.public_id', '=', 'hidden.public_id'),
        )
        // Members of this instance speak on planks under its origin.
        .leftJoin('author as b', (join) =>
          join.on('hidden.origin', '=', '').on('b.origin', '=', p.home).onRef('b.public_id', '=', 'hidden.public_id'),
        )
        .select(['a.id as id', 'b.id as beside', 'hidden.origin', 'hidden.public_id as who', sql<number>`0`.as('own')])
        .where('hidden.member_id', '=', p.member),
    ),
);

export type ReaderFacts = {
  memberId: number;
  /** Their own authors. */
  own: readonly number[];
  /** Authors and instances whose posts come collapsed. */
  hides: { authors: ReadonlySet<number>; origins: ReadonlySet<string> } | undefined;
  /** JSON arrays of author ids and of origins: what is never unread, own posts and those of whom the reader hides. */
  skip: string;
  skipOrigins: string;
};

/** @param home the origin of this instance */
export const readerFacts = async (reader: Reader, memberId: number, home: string): Promise<ReaderFacts> => {
  const rows = await reader.all(facts, { member: memberId, home });
  const own: number[] = [];
  const authors = new Set<number>();
  const origins = new Set<string>();
  for (const row of rows) {
    if (row.own === 1 && row.id !== null) own.push(row.id);
    if (row.own === 1) continue;
    if (row.who === '') origins.add(row.origin);
    for (const id of [row.id, row.beside]) if (id !== null) authors.add(id);
  }
  const hides = authors.size + origins.size > 0 ? { authors, origins } : undefined;
  return {
    memberId,
    own,
    hides,
    skip: JSON.stringify([...own, ...authors]),
    skipOrigins: JSON.stringify([...origins]),
  };
};

/** Whether the reader hides who wrote this. */
export const isHidden = (facts: ReaderFacts, row: { author_id: number; origin: string }): boolean =>
  facts.hides !== undefined && (facts.hides.authors.has(row.author_id) || facts.hides.origins.has(row.origin));

/**
 * The card of a post or thread by somebody whom the reader hides: without words unless they ask for them (`shown`).
 * @param card JSON
 */
export const hideCard = (card: string, shown: boolean): string => {
  const fields = JSON.parse(card);
  const words = shown
    ? {}
    : { ...('title' in fields ? { title: '' } : {}), ...('body' in fields ? { body: '', html: '' } : {}) };
  return JSON.stringify({ ...fields, ...words, hidden: true });
};
