// Copies images from one folder to another, for a backup and the way back. Each is durable when this answers.
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flush } from '../../db/copy-sqlite.ts';

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const namesIn = async (folder: string): Promise<string[]> => {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
};

/** Whole under its name, or not there. Answers false where the source is gone: it was deleted meanwhile. */
const copyOne = async (from: string, to: string): Promise<boolean> => {
  const half = `${to}.copying`;
  try {
    await copyFile(from, half, constants.COPYFILE_FICLONE);
  } catch (error) {
    await rm(half, { force: true });
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
  await chmod(half, 0o600);
  flush(half);
  await rename(half, to);
  return true;
};

const isThere = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
};

/** @param paths below `from`; those that are below `to` already stay as they are. Answers which are there now. */
export const copyFiles = async (from: string, to: string, paths: readonly string[]): Promise<string[]> => {
  const copied: string[] = [];
  const folders = new Set<string>();
  for (const path of paths) {
    const goal = join(to, path);
    await mkdir(dirname(goal), { recursive: true, mode: 0o700 });
    if ((await isThere(goal)) || (await copyOne(join(from, path), goal))) copied.push(path);
    for (let folder = dirname(goal); folder.length >= to.length; folder = dirname(folder)) folders.add(folder);
  }
  for (const folder of folders) flush(folder);
  return copied;
};

const FILE = /^[A-Za-z0-9_-]{43}(?:\.small)?$/;

/** All images below a folder, without what is half-written. Answers their paths. */
export const copyUploads = async (from: string, to: string): Promise<string[]> => {
  const paths: string[] = [];
  for (const first of await namesIn(from))
    for (const second of await namesIn(join(from, first)))
      for (const name of await namesIn(join(from, first, second)))
        if (FILE.test(name)) paths.push(`${first}/${second}/${name}`);
  return copyFiles(from, to, paths);
};
