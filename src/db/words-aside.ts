// Words of posts that are emptied, or go, leave SQLite's index together at the end of the transaction; or stay, where the post comes
// again as another row. PostgreSQL keeps them in a row that goes with the post.
import { sql } from 'kysely';
import type { Writer } from './database.ts';
import { firstNumberAt, kindOf, SAME_TIME, same, type Words } from './post-words.ts';
import { command, query } from './statement.ts';

const shown = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'origin', 'at', 'title', 'body', 'place_id', 'author_id'])
    .select(sql<string>`hex(origin)`.as('origin_hex'))
    .select(sql<number | null>`(select post_doc.id ${same} and post_doc.post_id = post.id)`.as('doc'))
    .where('id', '=', p.post),
);
const leave = command<{ doc: number }>()((db, p) =>
  db
    .updateTable('post_doc')
    .set((eb) => ({ post_id: sql<number>`-${eb.ref('post_id')}` }))
    .where('id', '=', p.doc)
    .where('post_id', '>', 0),
);
const join = command<{ doc: number; post: number }>()((db, p) =>
  db.updateTable('post_doc').set({ post_id: p.post }).where('id', '=', p.doc).where('post_id', '<', 0),
);
const dropNumber = command<{ doc: number }>()((db, p) =>
  db.deleteFrom('post_doc').where('id', '=', p.doc).where('post_id', '<', 0),
);
const takeFrom = (table: 'board_words' | 'plank_words') =>
  command<Words>()((db, p) =>
    db.insertInto(table).values({
      [table]: 'delete',
      rowid: sql<number>`cast(${p.doc} as integer)`,
      title: p.title,
      body: p.body,
      facets: p.facets,
    } as never),
  );
const takeOut = { board: takeFrom('board_words'), plank: takeFrom('plank_words') };
const countGone = command<{ count: number }>()((db, p) =>
  db.updateTable('words_removed').set((eb) => ({ count: eb('count', '+', p.count) })),
);

/** Words of a post in the index that wait for what becomes of them. */
export type Aside = Words & { origin: string; post: number };

const dropAll = async (tx: Writer, aside: readonly Aside[]): Promise<void> => {
  for (const { origin, doc, title, body, facets } of aside) {
    await tx.run(takeOut[kindOf(origin)], { doc, title, body, facets });
    await tx.run(dropNumber, { doc });
  }
  await tx.run(countGone, { count: aside.length });
};

/**
 * Before a post is emptied, or goes: its words leave with those of all others at the end of the transaction. By trigger they would
 * leave one by one, and FTS5 would write out what it has gathered for each, which costs ten times as much.
 */
export const setAside = async (tx: Writer, post: number): Promise<Aside | undefined> => {
  if (tx.dialect !== 'sqlite') return undefined;
  const row = await tx.get(shown, { post });
  if (row?.doc === undefined || row.doc === null) return undefined;
  await tx.run(leave, { doc: row.doc });
  const facets = `p${row.place_id} a${row.author_id} o${row.origin_hex}`;
  return { post, origin: row.origin, doc: row.doc, title: row.title, body: row.body, facets };
};

export const dropAside = (tx: Writer, aside: Aside | undefined): void => {
  if (aside) tx.atEnd(dropAll, aside);
};

/** The post is a new row that may say the same: then its words stay where they are. Answers whether it does. */
export const takeBack = async (tx: Writer, aside: Aside, post: number): Promise<boolean> => {
  const row = await tx.get(shown, { post });
  if (!row || row.doc !== null || row.title !== aside.title || row.body !== aside.body) return false;
  if (`p${row.place_id} a${row.author_id} o${row.origin_hex}` !== aside.facets) return false;
  const first = firstNumberAt(row.at);
  if (aside.doc < first || aside.doc >= first + SAME_TIME) return false;
  return (await tx.run(join, { doc: aside.doc, post })) > 0;
};
