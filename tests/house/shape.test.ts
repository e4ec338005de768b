// What every file of the house looks like: short, named in kebab-case, headed by what it is for, with named exports.
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, houseFiles, textOf, withoutComments } from './source.ts';

const house = houseFiles();
const tests = [...filesIn('tests'), ...filesIn('bench')];
const LONGEST = 300;

const exportsDefault = (text: string) => /^export default\b|\bas default\b/m.test(withoutComments(text));
const passesOn = (text: string) => /^export\s+(?:type\s+)?(?:\*|\{[^}]*\}\s*from)/m.test(withoutComments(text));
const isHeaded = (text: string) => /^(?:#!.*\n)?\/\/ \S/.test(text);
const isKebab = (file: string) => /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(basename(file));

test('the files were read', () => {
  expect(house.length).toBeGreaterThanOrEqual(40);
  expect(tests.length).toBeGreaterThanOrEqual(10);
});

test(`no source is longer than ${LONGEST} lines`, () => {
  expect(house.filter((file) => textOf(file).trimEnd().split('\n').length > LONGEST)).toEqual([]);
});

test('names are in kebab-case', () => {
  expect([...house, ...tests].filter((file) => !isKebab(file))).toEqual([]);
  expect(['src/postReply.ts', 'src/Post.ts', 'src/a_b.ts'].filter(isKebab)).toEqual([]);
});

test('each file says first what it is for; tests do in their names', () => {
  const spoken = tests.filter((file) => !/\.test\.tsx?$/.test(file));
  expect([...house, ...spoken].filter((file) => !isHeaded(textOf(file)))).toEqual([]);
});

test('exports have names', () => {
  expect(house.filter((file) => exportsDefault(textOf(file)))).toEqual([]);
  expect(exportsDefault('export default 1;')).toBe(true);
});

test('nobody passes on what another file exports', () => {
  expect(house.filter((file) => passesOn(textOf(file)))).toEqual([]);
  expect(
    ["export * from './a.ts';", "export { a } from './a.ts';", "export type { A } from './a.ts';"].every(passesOn),
  ).toBe(true);
});
