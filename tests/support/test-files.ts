// Which test files run where: those that use the tests' own database run on SQLite and on PostgreSQL, the rest once.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const tests = resolve(root, 'tests');
const databaseFile = resolve(tests, 'support/database.ts');

/** Follows imports within tests/ only: what the source imports is not the question. */
const reaches = (file: string, goal: string, seen = new Set<string>()): boolean => {
  if (file === goal) return true;
  if (seen.has(file) || !file.startsWith(tests) || !/\.tsx?$/.test(file)) return false;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export|\}).*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm,
  );
  return [...imports].some(([, lasting, loaded]) =>
    reaches(resolve(dirname(file), lasting ?? loaded ?? ''), goal, seen),
  );
};

export type TestFiles = { all: string[]; unit: string[]; sqlite: string[]; postgres: string[] };

/** Paths from the project's folder, as vitest's `include` takes them. */
export const testFiles = (): TestFiles => {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .map((path) => resolve(tests, path))
    .filter((path) => /\.test\.tsx?$/.test(path))
    .sort();
  const named = (paths: string[]) => paths.map((path) => relative(root, path));
  const stored = files.filter((file) => reaches(file, databaseFile));
  return {
    all: named(files),
    unit: named(files.filter((file) => !stored.includes(file))),
    sqlite: named(stored),
    postgres: named(stored.filter((file) => !/\.sqlite\.test\.tsx?$/.test(file))),
  };
};
