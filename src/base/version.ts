// Where the package lies, and its version.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const findRoot = (from: string): string => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error('Koinon cannot find its own package.json.');
  }
};

/** The folder with package.json, whether the source or what was built of it runs. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Of the software. */
export const version: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version;
