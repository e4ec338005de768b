// Images on the disk, below one folder, each named by the SHA-256 of its bytes, with a small one beside it. A file stands whole
// and durable under its name, or not at all.

import { mkdirSync } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Chance } from '../../base/time.ts';

/** `small`: the thumbnail. */
export type FileKind = 'whole' | 'small';
export type KeptFile = {
  size: number;
  stream(): ReadableStream<Uint8Array>;
  read(): Promise<Uint8Array>;
  close(): Promise<void>;
};

export type BlobFiles = {
  /** Whether both are there. */
  has(digest: string): Promise<boolean>;
  /** Returns once both are on the disk. */
  keep(digest: string, whole: Uint8Array, small: Uint8Array): Promise<void>;
  /** Undefined where it is not there. Whoever opens it reads, streams or closes it. */
  open(digest: string, kind: FileKind): Promise<KeptFile | undefined>;
  drop(digest: string): Promise<void>;
  /** What is there, with the time of its last change, epoch milliseconds. */
  list(): AsyncGenerator<{ digest: string; at: number }>;
  /** Takes away what a crash left half-written before that time. */
  dropHalves(before: number): Promise<void>;
};

const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const SMALL = '.small';
/** The end of what is being written. */
const HALF = '.new';

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

const flushFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

export const createBlobFiles = (root: string, chance: Pick<Chance, 'bytes'>): BlobFiles => {
  const folderOf = (digest: string) => join(root, digest.slice(0, 2), digest.slice(2, 4));
  const pathOf = (digest: string, kind: FileKind): string => {
    if (!DIGEST.test(digest)) throw new RangeError('A file is named by a SHA-256 in base64url.');
    return join(folderOf(digest), kind === 'small' ? digest + SMALL : digest);
  };

  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    const half = `${path}.${Buffer.from(chance.bytes(6)).toString('hex')}${HALF}`;
    try {
      const handle = await open(half, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(half, path);
    } catch (error) {
      await rm(half, { force: true });
      throw error;
    }
  };

  async function* everything(): AsyncGenerator<{ name: string; path: string; at: number }> {
    const namesIn = async (folder: string): Promise<string[]> => (await unlessMissing(readdir(folder))) ?? [];
    for (const first of await namesIn(root))
      for (const second of await namesIn(join(root, first)))
        for (const name of await namesIn(join(root, first, second))) {
          const path = join(root, first, second, name);
          const found = await unlessMissing(stat(path));
          if (found) yield { name, path, at: found.mtimeMs };
        }
  }

  return {
    async has(digest) {
      const found = await Promise.all(
        (['whole', 'small'] as const).map((kind) => unlessMissing(stat(pathOf(digest, kind)))),
      );
      return found.every((one) => one !== undefined);
    },
    async keep(digest, whole, small) {
      const folder = folderOf(digest);
      const [path, beside] = [pathOf(digest, 'whole'), pathOf(digest, 'small')];
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // In this order: whoever looks through the folder goes by the whole ones.
      await write(path, whole);
      await write(beside, small);
      for (const each of [folder, join(folder, '..'), root]) await flushFolder(each);
    },
    async open(digest, kind) {
      if (!DIGEST.test(digest)) return undefined;
      const handle = await unlessMissing(open(pathOf(digest, kind), 'r'));
      if (!handle) return undefined;
      const { size } = await handle.stat();
      return {
        size,
        stream: () => Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>,
        async read() {
          try {
            return await handle.readFile();
          } finally {
            await handle.close();
          }
        },
        close: () => handle.close(),
      };
    },
    async drop(digest) {
      for (const kind of ['whole', 'small'] as const) await rm(pathOf(digest, kind), { force: true });
    },
    async *list() {
      for await (const { name, at } of everything()) if (DIGEST.test(name)) yield { digest: name, at };
    },
    async dropHalves(before) {
      for await (const { name, path, at } of everything())
        if (name.endsWith(HALF) && at < before) await rm(path, { force: true });
    },
  };
};
