// A house of boards where members also upload: real images, real files in a folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createBlobFiles } from '../../../src/delivery/files/blob-files.ts';
import { createImages } from '../../../src/delivery/images/prepare-image.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { findImage } from '../../../src/forum/uploads/find-image.ts';
import { dropUpload, keepUpload, readUploads, UPLOAD_BYTES } from '../../../src/forum/uploads/keep-upload.ts';
import { dropGoneFiles, tidyFiles } from '../../../src/forum/uploads/tidy-files.ts';
import { noise } from '../../support/images.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { seededChance } from '../../support/time.ts';
import { openHouse } from '../boards/house.ts';

/** `await using house = await openUploads();` */
export const openUploads = async () => {
  const house = await openHouse();
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-uploads-'));
  const files = createBlobFiles(folder, seededChance('files'));
  const limits = { uploadLimit: UPLOAD_BYTES, uploadQuota: 1024 * 1024 };
  const needs = { ...house, files, images: createImages(), limits: async () => limits };
  const keep = keepUpload(needs);
  return {
    ...house,
    folder,
    files,
    limits,
    reads: createForumReads(house),
    keep,
    drop: dropUpload(needs),
    uploads: readUploads(needs),
    findImage: findImage(needs),
    dropGone: dropGoneFiles(needs),
    async tidy() {
      await tidyFiles(needs)();
      await dropGoneFiles(needs)();
    },
    /** An upload of an image of that size; its id. */
    async upload(actor: Parameters<typeof keep>[0], width = 64, height = 48): Promise<string> {
      const bytes = await noise(width, height).jpeg().toBuffer();
      return (await keep(actor, async () => bytes)).digest;
    },
    async stored(): Promise<string[]> {
      const found: string[] = [];
      for await (const { digest } of files.list()) found.push(digest);
      return found.sort();
    },
    async [Symbol.asyncDispose]() {
      await house[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
