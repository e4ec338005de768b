// Rows of authors: members of this instance (on its boards), and everybody who speaks on planks.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Row } from '../../db/tables.ts';

export type Author = Row<'author'>;

const byPublicId = query<{ origin: string; publicId: string }>()((db, p) =>
  db.selectFrom('author').selectAll().where('origin', '=', p.origin).where('public_id', '=', p.publicId),
);

/** @param origin `''` for a member as an author on boards */
export const findAuthor = async (reader: Reader, origin: string, publicId: string): Promise<Author | undefined> =>
  reader.get(byPublicId, { origin, publicId });

const dropPostCards = command<{ author: number }>()((db, p) =>
  db
    .updateTable('post')
    .set((eb) => ({ card: null, version: eb('version', '+', 1) }))
    .where('author_id', '=', p.author),
);
const dropThreadCards = command<{ author: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ card: null, version: eb('version', '+', 1) }))
    .where('id', 'in', (eb) => eb.selectFrom('post').select('thread_id').where('author_id', '=', p.author)),
);
const bumpPlaces = command<{ author: number }>()((db, p) =>
  db
    .updateTable('place')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', 'in', (eb) => eb.selectFrom('post').select('place_id').where('author_id', '=', p.author)),
);

/** The author is called otherwise now: nothing that shows the old name is served again. */
export const renewCardsOf = async (tx: Writer, author: number): Promise<void> => {
  await tx.run(dropPostCards, { author });
  await tx.run(dropThreadCards, { author });
  await tx.run(bumpPlaces, { author });
};
