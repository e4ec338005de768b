// Rows of authors: members of this instance (on its boards), and everybody who speaks on planks.
import type { Reader, Writer } from '../../db/database.ts';
import { numbersOf } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';
import { type Cursor, cardsOf, keepCovering, START } from '../policy/covering-store.ts';

export type Author = Row<'author'>;

const byPublicId = query<{ origin: string; publicId: string }>()((db, p) =>
  db.selectFrom('author').selectAll().where('origin', '=', p.origin).where('public_id', '=', p.publicId),
);

/** @param origin `''` for a member as an author on boards */
export const findAuthor = async (reader: Reader, origin: string, publicId: string): Promise<Author | undefined> =>
  reader.get(byPublicId, { origin, publicId });

const nameOf = query<{ id: number }>()((db, p) =>
  db.selectFrom('author').select(['origin', 'public_id']).where('id', '=', p.id),
);
type Page = { author: number; at: number; id: number; limit: number };
const postsBefore = query<Page>()((db, p) =>
  db
    .selectFrom('post')
    .select(['id', 'at', 'thread_id', 'place_id'])
    .where('author_id', '=', p.author)
    .where((eb) => eb(eb.refTuple('at', 'id'), '<', eb.tuple(p.at, p.id)))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);
const dropPostCards = command<{ ids: string }>()((db, p, dialect) =>
  db
    .updateTable('post')
    .set((eb) => ({ card: null, version: eb('version', '+', 1) }))
    .where('id', 'in', numbersOf(dialect, p.ids)),
);
const dropThreadCards = command<{ ids: string }>()((db, p, dialect) =>
  db
    .updateTable('thread')
    .set((eb) => ({ card: null, version: eb('version', '+', 1) }))
    .where('id', 'in', numbersOf(dialect, p.ids)),
);
const bumpPlaces = command<{ ids: string }>()((db, p, dialect) =>
  db
    .updateTable('place')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', 'in', numbersOf(dialect, p.ids)),
);

/** Some of the author's posts, the newest first. Answers where it goes on; undefined: these were the last. */
const renewSome = async (tx: Writer, author: number, from: Cursor, limit: number): Promise<Cursor | undefined> => {
  const rows = await tx.all(postsBefore, { author, at: from.at, id: from.id, limit });
  const last = rows.at(-1);
  if (!last) return undefined;
  const listed = (ids: readonly number[]) => ({ ids: JSON.stringify([...new Set(ids)]) });
  await tx.run(dropPostCards, listed(rows.map(({ id }) => id)));
  await tx.run(dropThreadCards, listed(rows.map(({ thread_id }) => thread_id)));
  await tx.run(bumpPlaces, listed(rows.map(({ place_id }) => place_id)));
  return rows.length === limit ? { at: last.at, id: last.id } : undefined;
};

/** Posts that are renewed with the act: some 10 ms. */
const AT_ONCE = 300;

/**
 * The author is called otherwise now: what was made ready for readers is made anew, of the newest posts at once, of the others in
 * steps.
 */
export const renewCardsOf = async (tx: Writer, author: number): Promise<void> => {
  const next = await renewSome(tx, author, START, AT_ONCE);
  const named = next && (await tx.get(nameOf, { id: author }));
  if (named) await keepCovering(tx, cardsOf(named.origin, named.public_id), next);
};

/** One such step. Answers where it goes on; undefined: all is done. */
export const renewSomeCardsOf = async (
  tx: Writer,
  { origin, publicId }: { origin: string; publicId: string },
  from: Cursor,
  limit: number,
): Promise<Cursor | undefined> => {
  const author = await tx.get(byPublicId, { origin, publicId });
  return author && renewSome(tx, author.id, from, limit);
};
