// Where a bench keeps its databases: on the disk that the project lies on, since a flush to memory costs nothing.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/base/version.ts';

/** Where all of them are. */
export const benchDisk = (): string => {
  const place = join(packageRoot, '.cache/bench/data');
  mkdirSync(place, { recursive: true });
  return place;
};

/** A new folder; `rmFolder` ends it. */
export const newFolder = (): string => mkdtempSync(join(benchDisk(), 'run-'));

export const rmFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
