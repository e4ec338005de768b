// The files of members' archives, below the data folder, for their owner alone: ZIP, written in small pieces so that neither the
// memory nor anybody's patience is needed for all of it at once.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.ts';

const folderOf = (dataDir: string): string => join(dataDir, 'exports');

export const archiveFile = (dataDir: string, id: string): string => join(folderOf(dataDir), `${id}.zip`);

/** Removes files that belong to no archive any more. @param kept public ids of those that there are */
export const sweepArchives = (dataDir: string, kept: ReadonlySet<string>): void => {
  let names: string[] = [];
  try {
    names = readdirSync(folderOf(dataDir));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  for (const name of names)
    if (!kept.has(name.replace(/\.zip(?:\.part)?$/, ''))) rmSync(join(folderOf(dataDir), name), { force: true });
};

/** Bytes that are packed in one go: a millisecond or two. */
const PIECE = 32 * 1024;

export type ArchiveWriter = {
  /** Adds a file. Answers how many bytes it has, unpacked. @param packed whether it is compressed already, such as an image */
  add(path: string, pieces: AsyncIterable<string | Uint8Array> | Iterable<string>, packed?: boolean): Promise<number>;
  /** Answers its size. Nothing is at its place before. */
  end(): Promise<number>;
  /** Leaves nothing behind. */
  giveUp(): Promise<void>;
};

/** @param pause lets others have a turn @param at the time that its files carry */
export const writeArchive = async (
  { dataDir, pause, at }: { dataDir: string; pause: () => Promise<void>; at: number },
  id: string,
): Promise<ArchiveWriter> => {
  const { Zip, ZipDeflate, ZipPassThrough } = await import('fflate');
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 });
  const file = archiveFile(dataDir, id);
  const part = `${file}.part`;
  // Of an attempt that a stop cut short.
  await rm(part, { force: true });
  const handle = await open(part, 'wx', 0o600);
  let ready: Uint8Array[] = [];
  let size = 0;
  let fault: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) fault = error;
    else ready.push(chunk);
  });

  const flush = async (): Promise<void> => {
    if (fault) throw fault;
    const chunks = ready;
    ready = [];
    for (const chunk of chunks) {
      await handle.writeFile(chunk);
      size += chunk.length;
    }
  };

  const add: ArchiveWriter['add'] = async (path, pieces, packed = false) => {
    const entry = packed ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 });
    entry.mtime = at;
    zip.add(entry);
    let bytes = 0;
    let waiting: Buffer[] = [];
    let gathered = 0;
    const push = async (last: boolean): Promise<void> => {
      const all = Buffer.concat(waiting);
      waiting = [];
      gathered = 0;
      for (let from = 0; from < all.length; from += PIECE) {
        entry.push(all.subarray(from, from + PIECE));
        await flush();
        await pause();
      }
      if (last) entry.push(new Uint8Array(0), true);
      await flush();
    };
    for await (const piece of pieces) {
      const chunk = Buffer.from(piece as string);
      waiting.push(chunk);
      bytes += chunk.length;
      gathered += chunk.length;
      if (gathered >= PIECE) await push(false);
    }
    await push(true);
    return bytes;
  };

  return {
    add,
    async end() {
      zip.end();
      await flush();
      await handle.sync();
      await handle.close();
      await rename(part, file);
      return size;
    },
    async giveUp() {
      zip.terminate();
      await handle.close().catch(() => {});
      await rm(part, { force: true });
    },
  };
};
