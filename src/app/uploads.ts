// Images, built: what prepares them, where they lie, and what tidies up.
import { join } from 'node:path';
import { UPLOADS } from '../delivery/backup.ts';
import { createBlobFiles } from '../delivery/files/blob-files.ts';
import { createImages } from '../delivery/images/prepare-image.ts';
import { dueBlobs } from '../federation/blobs/blob-store.ts';
import { callForBlob } from '../federation/blobs/call-for-blob.ts';
import { fetchBlobs } from '../federation/blobs/fetch-blobs.ts';
import { readInstance } from '../forum/instance/settings.ts';
import { notedFiles } from '../forum/uploads/file-store.ts';
import { findImage } from '../forum/uploads/find-image.ts';
import { dropUpload, keepUpload, readUploads } from '../forum/uploads/keep-upload.ts';
import { dropGoneFiles, tidyFiles } from '../forum/uploads/tidy-files.ts';
import type { Core } from './core.ts';
import type { Federation } from './federation.ts';
import type { Jobs } from './jobs.ts';

const FETCH = 5_000;
const DROP = 10_000;
const TIDY = 6 * 3600_000;

export const buildUploads = (core: Core, federation: Pick<Federation, 'call'>) => {
  const { db, config, origin } = core;
  const files = createBlobFiles(join(config.dataDir, UPLOADS), core.chance);
  const images = createImages();
  const needs = {
    ...core,
    files,
    images,
    limits: () => readInstance(db.read, { origin, registration: config.registration }),
  };
  const fetch = fetchBlobs({
    ...needs,
    log: core.log.child({ part: 'blobs' }),
    fetchBlob: callForBlob({ call: federation.call, origin }),
    dailyBytes: config.dailyBytes,
  });
  const [drop, tidy] = [dropGoneFiles(needs), tidyFiles(needs)];
  const hurries: (() => void)[] = [];
  return {
    files,
    keepUpload: keepUpload(needs),
    dropUpload: dropUpload(needs),
    readUploads: readUploads(needs),
    findImage: findImage(needs),
    /** Each in one process at a time. */
    run(jobs: Jobs): void {
      const fetchDue = async (signal: AbortSignal): Promise<void> => {
        const coalition = await core.coalition();
        if (coalition === undefined || (await dueBlobs(db.read, core.clock.now(), 1)).length === 0) return;
        await db.alone('fetch blobs', () => fetch(coalition, signal));
      };
      hurries.push(jobs.every(FETCH, 'fetch blobs', fetchDue));
      const dropGone = async (signal: AbortSignal): Promise<void> => {
        if ((await notedFiles(db.read, 1)).length > 0) await db.alone('drop files', () => drop(signal));
      };
      hurries.push(jobs.every(DROP, 'drop files', dropGone));
      jobs.every(TIDY, 'tidy files', (signal) => db.alone('tidy files', () => tidy(signal)));
    },
    /** Something was said or deleted: there may be something to fetch, or to drop. */
    hurry(): void {
      for (const hurry of hurries) hurry();
    },
  };
};

export type BuiltUploads = ReturnType<typeof buildUploads>;
