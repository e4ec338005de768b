// Images that entries name. What is not here yet is wanted: its bytes come from whoever has them, later (federation/blobs).
import type { Writer } from '../../../db/database.ts';
import { command } from '../../../db/statement.ts';
import { type Attached, insertPlankAttachments, type OfRevision } from '../../threads/attachment-store.ts';
import type { Fold } from './fold.ts';

type Blob = Omit<Attached, 'alt'> & { origin: string };
const blobRow = (p: Required<Blob>) => ({
  digest: p.digest,
  origin: p.origin,
  type: p.type,
  size: p.size,
  width: p.width,
  height: p.height,
  tries: 0,
  next_at: 0,
  here_at: 0,
});

const want = command<Blob>()((db, p) =>
  db
    .insertInto('plank_blob')
    .values({ ...blobRow(p), state: 'wanted' })
    .onConflict((oc) => oc.column('digest').doNothing()),
);
const hold = command<Blob>()((db, p) =>
  db
    .insertInto('plank_blob')
    .values({ ...blobRow(p), state: 'held' })
    .onConflict((oc) =>
      oc.column('digest').doUpdateSet((eb) => ({
        state: eb.ref('excluded.state'),
        type: eb.ref('excluded.type'),
        size: eb.ref('excluded.size'),
        width: eb.ref('excluded.width'),
        height: eb.ref('excluded.height'),
      })),
    ),
);

/** What this revision of the post shows, as its entry states it. */
export const attach = async (
  fold: Fold,
  origin: string,
  of: OfRevision,
  images: readonly Attached[] | undefined,
): Promise<void> => {
  if (!images || images.length === 0) return;
  await insertPlankAttachments(fold.tx, of, images);
  for (const { digest, type, size, width, height } of images)
    await fold.tx.run(want, { digest, origin, type, size, width, height });
};

/** Uploaded here: the bytes are on the disk. Before the entry that names them. */
export const holdBlobs = async (tx: Writer, origin: string, images: readonly Attached[]): Promise<void> => {
  for (const { digest, type, size, width, height } of images)
    await tx.run(hold, { digest, origin, type, size, width, height });
};
