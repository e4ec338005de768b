// Takes files off the disk that nothing names any more: at once after a post was deleted, and once in a while all that a crash
// or a refold left over.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { command, query } from '../../db/statement.ts';
import { noteGoneFiles } from '../threads/attachment-store.ts';
import { doomFile, forgetFile, isNamedFile, notedFiles } from './file-store.ts';
import { dropOldUploads } from './upload-store.ts';

export type TidyNeeds = {
  db: Database;
  clock: Clock;
  files: {
    has(digest: string): Promise<boolean>;
    drop(digest: string): Promise<void>;
    list(): AsyncIterable<{ digest: string; at: number }>;
    dropHalves(before: number): Promise<void>;
  };
};

/** Milliseconds that an upload waits for a post. */
export const UPLOAD_AGE = 24 * 3600_000;
/** A file may be written this long before its row is. */
const YOUNG = 3600_000;
const BATCH = 100;

/** Files that lost their last name. One run at a time: another would drop what was sent again meanwhile. */
export const dropGoneFiles =
  ({ db, files }: TidyNeeds) =>
  async (signal?: AbortSignal): Promise<number> => {
    let count = 0;
    for (;;) {
      const noted = await notedFiles(db.read, BATCH);
      for (const { digest, doomed } of noted) {
        if (signal?.aborted) return count;
        const goes =
          doomed === 1 ||
          (await db.write(async (tx) => {
            await inTurn(tx, 'upload');
            return doomFile(tx, digest);
          }));
        if (!goes) continue;
        await files.drop(digest);
        await db.write((tx) => forgetFile(tx, digest));
        count += 1;
      }
      if (noted.length < BATCH) return count;
    }
  };

const unnamedBlobs = query<{ limit: number }>()((db, p) =>
  db
    .selectFrom('plank_blob')
    .select('digest')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('plank_attachment')
            .select('plank_attachment.position')
            .whereRef('plank_attachment.digest', '=', 'plank_blob.digest'),
        ),
      ),
    )
    .limit(p.limit),
);
const heldAfter = query<{ after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('plank_blob')
    .select('digest')
    .where('state', '=', 'held')
    .where('digest', '>', p.after)
    .orderBy('digest')
    .limit(p.limit),
);
const wantAgain = command<{ digest: string }>()((db, p) =>
  db
    .updateTable('plank_blob')
    .set({ state: 'wanted', tries: 0, next_at: 0, here_at: 0 })
    .where('digest', '=', p.digest)
    .where('state', '=', 'held'),
);
/** Notes uploads that nobody named in time and files without a row, for {@link dropGoneFiles}; wants again what a row alone has. */
export const tidyFiles =
  ({ db, clock, files }: TidyNeeds) =>
  async (signal?: AbortSignal): Promise<void> => {
    const now = clock.now();
    await db.write((tx) => dropOldUploads(tx, now - UPLOAD_AGE));
    await files.dropHalves(now - YOUNG);
    for await (const { digest, at } of files.list()) {
      if (signal?.aborted) return;
      if (at < now - YOUNG && !(await isNamedFile(db.read, digest)))
        await db.write((tx) => noteGoneFiles(tx, [digest]));
    }
    const unnamed = await db.read.all(unnamedBlobs, { limit: 10_000 });
    for (const { digest } of unnamed) await db.write((tx) => noteGoneFiles(tx, [digest]));
    for (let after = ''; ; ) {
      const held = await db.read.all(heldAfter, { after, limit: BATCH });
      for (const { digest } of held)
        if (!(await files.has(digest))) await db.write(async (tx) => tx.run(wantAgain, { digest }));
      const last = held.at(-1);
      if (!last || signal?.aborted) break;
      after = last.digest;
    }
  };
