// The project's own text, for tests that read it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { root } from '../support/test-files.mjs';

/** Paths from the project's folder, of every file below `folder` whose name matches; none where the folder is missing. */
export const filesIn = (folder: string, name = /\.tsx?$/): string[] => {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
};

export const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

export const exists = (path: string): boolean => existsSync(join(root, path));

/** Comments become blanks; strings stay. Lines keep their numbers. */
export const withoutComments = (text: string): string =>
  text.replace(
    /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|(?<![:\\/])\/\/[^\n]*/g,
    (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found),
  );

const IMPORT =
  /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** Every module that the file names, types included: packages by name, own files by path from the project's folder. */
export const importsOf = (file: string, text = textOf(file)): string[] =>
  [...withoutComments(text).matchAll(IMPORT)].map(([, from, bare, loaded]) => {
    const name = from ?? bare ?? loaded ?? '';
    return name.startsWith('.') ? posix.join(dirname(file), name) : name;
  });

/** The house: what is compiled and shipped. */
export const houseFiles = (): string[] => ['schema', 'seeds', 'src'].flatMap((folder) => filesIn(folder));
