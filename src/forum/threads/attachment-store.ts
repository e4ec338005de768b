// Rows of what posts show beside their words: images, by the digest of their bytes. Boards and planks have a table each: peers
// are served by that of the planks alone (protocol.md, Exchange).
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';

export type Attached = { digest: string; type: string; size: number; width: number; height: number; alt: string };
/** As a reader gets it. `state`: of its bytes here. */
export type ShownImage = Attached & { state: 'held' | 'wanted' | 'refused' };
export type OfRevision = { post: number; revision: number };

type Row = Attached & OfRevision & { position: number };
const rowOf = (p: Required<Row>) => ({
  post_id: p.post,
  revision: p.revision,
  position: p.position,
  digest: p.digest,
  type: p.type,
  size: p.size,
  width: p.width,
  height: p.height,
  alt: p.alt,
});
const key = ['post_id', 'revision', 'position'] as const;

const insertOnBoard = command<Row>()((db, p) =>
  db
    .insertInto('board_attachment')
    .values(rowOf(p))
    .onConflict((oc) => oc.columns([...key]).doNothing()),
);
const insertOnPlank = command<Row>()((db, p) =>
  db
    .insertInto('plank_attachment')
    .values(rowOf(p))
    .onConflict((oc) => oc.columns([...key]).doNothing()),
);

const insertAll = async (
  tx: Writer,
  insert: typeof insertOnBoard,
  of: OfRevision,
  images: readonly Attached[],
): Promise<void> => {
  for (const [position, { digest, type, size, width, height, alt }] of images.entries())
    await tx.run(insert, { ...of, position, digest, type, size, width, height, alt });
};

/** What this revision of the post shows, in their order. */
export const insertBoardAttachments = (tx: Writer, of: OfRevision, images: readonly Attached[]): Promise<void> =>
  insertAll(tx, insertOnBoard, of, images);
export const insertPlankAttachments = (tx: Writer, of: OfRevision, images: readonly Attached[]): Promise<void> =>
  insertAll(tx, insertOnPlank, of, images);

const columns = ['digest', 'type', 'size', 'width', 'height', 'alt'] as const;
const ofBoard = query<OfRevision>()((db, p) =>
  db
    .selectFrom('board_attachment')
    .select([...columns])
    .where('post_id', '=', p.post)
    .where('revision', '=', p.revision)
    .orderBy('position'),
);
const ofPlank = query<OfRevision>()((db, p) =>
  db
    .selectFrom('plank_attachment')
    .select([...columns])
    .where('post_id', '=', p.post)
    .where('revision', '=', p.revision)
    .orderBy('position'),
);
const shownOnPlank = query<OfRevision>()((db, p) =>
  db
    .selectFrom('plank_attachment as a')
    .leftJoin('plank_blob as b', 'b.digest', 'a.digest')
    .select(['a.digest', 'a.type', 'a.size', 'a.width', 'a.height', 'a.alt'])
    .select([
      'b.state',
      'b.type as true_type',
      'b.size as true_size',
      'b.width as true_width',
      'b.height as true_height',
    ])
    .where('a.post_id', '=', p.post)
    .where('a.revision', '=', p.revision)
    .orderBy('a.position'),
);

export const boardAttachments = async (reader: Reader, of: OfRevision): Promise<Attached[]> => reader.all(ofBoard, of);
/** As the entry states them. */
export const plankAttachments = async (reader: Reader, of: OfRevision): Promise<Attached[]> => reader.all(ofPlank, of);

/** What a reader is shown of a revision. @param origin that of the post: `''` on boards */
export const shownImages = async (reader: Reader, origin: string, of: OfRevision): Promise<ShownImage[]> => {
  if (origin === '') return (await boardAttachments(reader, of)).map((one) => ({ ...one, state: 'held' }));
  return (await reader.all(shownOnPlank, of)).map((row) => {
    const { digest, type, size, width, height, alt } = row;
    const stated = { digest, type, size, width, height, alt };
    if (row.state !== 'held') return { ...stated, state: row.state ?? 'wanted' };
    // Bytes of another kind or size than the entry states are not what it shows.
    if (row.true_type !== type || row.true_size !== size) return { ...stated, state: 'refused' };
    return { ...stated, width: row.true_width ?? width, height: row.true_height ?? height, state: 'held' };
  });
};

const dropFromBoard = command<{ post: number }>()((db, p) =>
  db.deleteFrom('board_attachment').where('post_id', '=', p.post).returning('digest'),
);
const dropFromPlank = command<{ post: number }>()((db, p) =>
  db.deleteFrom('plank_attachment').where('post_id', '=', p.post).returning('digest'),
);
const dropOfRevision = command<OfRevision>()((db, p) =>
  db
    .deleteFrom('plank_attachment')
    .where('post_id', '=', p.post)
    .where('revision', '=', p.revision)
    .returning('digest'),
);
const noteGone = command<{ digest: string }>()((db, p) =>
  db
    .insertInto('file_gone')
    .values({ digest: p.digest, doomed: 0 })
    .onConflict((oc) => oc.column('digest').doNothing()),
);

/** Files that may have lost their last name: whoever tidies up looks at them (file-store.ts). */
export const noteGoneFiles = async (tx: Writer, digests: Iterable<string>): Promise<void> => {
  // In one order, so that two who note the same do not wait for each other.
  for (const digest of [...new Set(digests)].sort()) await tx.run(noteGone, { digest });
};

/** Takes all of a post's images away, of every revision. */
export const dropAttachments = async (tx: Writer, post: number): Promise<void> => {
  const dropped = [...(await tx.rows(dropFromBoard, { post })), ...(await tx.rows(dropFromPlank, { post }))];
  await noteGoneFiles(
    tx,
    dropped.map(({ digest }) => digest),
  );
};

/** An edit on a plank was taken back, alone. */
export const dropRevisionAttachments = async (tx: Writer, of: OfRevision): Promise<void> => {
  await noteGoneFiles(
    tx,
    (await tx.rows(dropOfRevision, of)).map(({ digest }) => digest),
  );
};
