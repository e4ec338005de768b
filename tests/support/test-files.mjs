// Which test files run where: those that use the tests' own database run on SQLite and on PostgreSQL (but *.sqlite.test.ts
// and *.postgres.test.ts on that one alone), the rest once: simulated towns, real processes, pages in a browser, and everything else.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const tests = resolve(root, 'tests');
const databaseFile = resolve(tests, 'support/database.ts');

const importLines = /^(?:import|export|\})[^;]*?from '(\.[^']+)';|\bimport\('(\.[^']+)'\)/gm;

// Follows imports within tests/ only: what the source imports is not the question.
const reaches = (file, goal, seen = new Set()) => {
  if (file === goal) return true;
  if (seen.has(file) || !file.startsWith(tests) || !/\.tsx?$/.test(file) || !existsSync(file)) return false;
  seen.add(file);
  const imports = [...readFileSync(file, 'utf8').matchAll(importLines)];
  return imports.some(([, lasting, loaded]) => reaches(resolve(dirname(file), lasting ?? loaded), goal, seen));
};

const folderOf = (file) => relative(tests, file).split(sep)[0];

export const testFiles = () => {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .map((path) => resolve(tests, path))
    .filter((path) => /\.test\.tsx?$/.test(path))
    .sort();
  const named = (paths) => paths.map((path) => relative(root, path));
  const onlyOn = (dialect) => (file) => file.includes(`.${dialect}.test.`);
  const stored = files.filter((file) => reaches(file, databaseFile));
  const within = (...folders) => files.filter((file) => !stored.includes(file) && folders.includes(folderOf(file)));
  const [town, pages] = [within('town'), within('pages')];
  const [real, commands] = [within('real'), within('cli', 'power')];
  const onSqlite = stored.filter((file) => !onlyOn('postgres')(file));
  const onPostgres = stored.filter((file) => !onlyOn('sqlite')(file));
  // What instances do to each other, and to what comes from outside.
  const together = (file) =>
    ['federation', 'hostile', 'town', 'cli', 'delivery', 'fuzz', 'app'].includes(folderOf(file));
  // What people do once, or only some of them: their account, and running or moderating the instance.
  const desks = (file) =>
    /(?:account|administration|coalition|coming-in|desk|first-run|locks|moderation|settings)\.test\.ts$/.test(file);
  // Every page there is, every flow by keyboard, pages of a thousand posts.
  const through = (file) => /(?:every-page|keyboard|keyboard-administration|much)\.test\.ts$/.test(file);
  // The other half of the simulated towns.
  const more = (file) => /(?:random-more|mutants)\.test\.ts$/.test(file);
  // The longest first, as they take on two cores: so all end at about the same time.
  return {
    'pages-desks': named(pages.filter((file) => desks(file) && !through(file))),
    'postgres-peers': named(onPostgres.filter(together)),
    sqlite: named(onSqlite.filter((file) => !together(file))),
    postgres: named(onPostgres.filter((file) => !together(file))),
    'pages-all': named(pages.filter(through)),
    'town-more': named(town.filter(more)),
    commands: named(commands),
    'sqlite-peers': named(onSqlite.filter(together)),
    pages: named(pages.filter((file) => !desks(file) && !through(file))),
    town: named(town.filter((file) => !more(file))),
    real: named(real),
    unit: named(files.filter((file) => ![stored, town, real, commands, pages].some((taken) => taken.includes(file)))),
  };
};
