// The floors of the house: a file imports from its own floor or one below, nothing goes round in circles, and boards
// have no way to a journal. Read from import lines, types included.
import { expect, test } from 'vitest';
import { houseFiles, importsOf } from './source.ts';

/** From the ground up. */
const floors = [
  ['schema', 'src/base'],
  ['src/db'],
  ['src/events', 'src/journal'],
  ['src/forum'],
  ['src/federation', 'src/delivery'],
  ['src/http'],
  ['src/app.ts', 'src/app'],
  ['seeds'],
  ['src/cli'],
];
/** Neighbours that know nothing of each other. */
const strangers = [
  ['src/federation', 'src/delivery'],
  ['schema', 'src/base'],
  ['src/forum/threads', 'src/forum/moderation'],
];
/** Packages that only these parts may name: the forum knows no HTTP, and nobody but db/ a driver. */
const packages: [RegExp, RegExp][] = [
  [/^(hono|@hono\/.*)$/, /^src\/(http|app|cli)/],
  [/^(undici|node:https?|node:http2|node:tls)$/, /^src\/(federation|http|app\.ts|cli)/],
  [/^node:(net|dns)(\/.*)?$/, /^src\/(federation|http|cli)/],
  [/^(better-sqlite3|pg)$/, /^src\/db\//],
  [/^nodemailer$/, /^src\/delivery\/mail\//],
  [/^commander$/, /^src\/cli\//],
];

type Graph = ReadonlyMap<string, readonly string[]>;

const below = (folder: string) => (file: string) => file === folder || file.startsWith(`${folder}/`);
const floorOf = (file: string) => floors.findIndex((parts) => parts.some((part) => below(part)(file)));
const own = (name: string) => /^(src|schema|seeds)\//.test(name);

const climbs = (graph: Graph): string[] =>
  [...graph].flatMap(([file, names]) =>
    names.filter((name) => own(name) && floorOf(name) > floorOf(file)).map((name) => `${file} -> ${name}`),
  );

const meetings = (graph: Graph, [one = '', other = '']: string[]): string[] =>
  [...graph].flatMap(([file, names]) =>
    names
      .filter((name) => (below(one)(file) && below(other)(name)) || (below(other)(file) && below(one)(name)))
      .map((name) => `${file} -> ${name}`),
  );

/** A way from a file to one that `goal` accepts, as a list of files. */
const wayTo = (graph: Graph, file: string, goal: (file: string) => boolean, seen = new Set<string>()): string[] => {
  for (const name of graph.get(file) ?? []) {
    if (goal(name)) return [file, name];
    if (seen.has(name)) continue;
    seen.add(name);
    const rest = wayTo(graph, name, goal, seen);
    if (rest.length > 0) return [file, ...rest];
  }
  return [];
};

const ways = (graph: Graph, from: string, to: string): string[] =>
  [...graph.keys()]
    .filter(below(from))
    .map((file) => wayTo(graph, file, below(to)).join(' -> '))
    .filter((way) => way !== '');

const circles = (graph: Graph): string[] =>
  [...graph.keys()].map((file) => wayTo(graph, file, (name) => name === file).join(' -> ')).filter((way) => way !== '');

const graphOf = (files: string[]): Graph => new Map(files.map((file) => [file, importsOf(file)]));
const graph = graphOf(houseFiles());

test('every file of the house was read, stands on a floor, and names files that exist', () => {
  expect(graph.size).toBeGreaterThanOrEqual(40);
  expect([...graph.values()].flat().filter(own).length).toBeGreaterThan(2 * graph.size);
  expect([...graph.keys()].filter((file) => floorOf(file) === -1)).toEqual([]);
  expect([...graph.values()].flat().filter((name) => own(name) && !graph.has(name))).toEqual([]);
});

test('nobody imports from a floor above', () => {
  expect(climbs(graph)).toEqual([]);
});

test.each(strangers)('%s and %s do not import each other', (...pair) => {
  expect(meetings(graph, pair)).toEqual([]);
});

test.each(['src/forum/boards', 'src/forum/threads', 'src/forum/policy'])(
  'no way leads from %s to a journal',
  (folder) => {
    expect([...graph.keys()].some(below(folder))).toBe(true);
    expect(ways(graph, folder, 'src/journal')).toEqual([]);
  },
);

test('nothing goes round in circles', () => {
  expect(circles(graph)).toEqual([]);
});

test.each(packages)('%s is named only in %s', (name, where) => {
  const users = [...graph].filter(([, names]) => names.some((each) => name.test(each))).map(([file]) => file);
  expect(users.filter((file) => !where.test(file))).toEqual([]);
});

test('the rules find what breaks them', () => {
  const bad: Graph = new Map([
    ['src/forum/boards/a.ts', ['src/forum/threads/b.ts']],
    ['src/forum/threads/b.ts', ['src/db/c.ts', 'src/forum/moderation/d.ts']],
    ['src/db/c.ts', ['src/journal/e.ts']],
    ['src/forum/moderation/d.ts', ['src/forum/boards/a.ts']],
    ['src/journal/e.ts', []],
  ]);
  expect(climbs(bad)).toEqual(['src/db/c.ts -> src/journal/e.ts']);
  expect(meetings(bad, ['src/forum/threads', 'src/forum/moderation'])).toHaveLength(1);
  expect(ways(bad, 'src/forum/boards', 'src/journal')).toEqual([
    'src/forum/boards/a.ts -> src/forum/threads/b.ts -> src/db/c.ts -> src/journal/e.ts',
  ]);
  expect(circles(bad)).toHaveLength(3);
});

test('import lines of every form are read', () => {
  const text = [
    "import a from 'one';",
    "import type { B } from './b.ts';",
    "import {\n  c,\n  type D,\n} from '../c.ts';",
    "import 'two';",
    "export * from './e.ts';",
    "const f = await import('./f.ts');",
    "// import g from './g.ts';",
    "/* import h from './h.ts'; */",
  ].join('\n');
  expect(importsOf('src/x/y.ts', text)).toEqual(['one', 'src/x/b.ts', 'src/c.ts', 'two', 'src/x/e.ts', 'src/x/f.ts']);
});
