// What the pages say is there, is there.
import { dirname, posix } from 'node:path';
import { expect, test } from 'vitest';
import { exists, filesIn, textOf } from './source.ts';

const pages = [...['README.md', 'FEDERATION.md', 'bench/README.md'].filter(exists), ...filesIn('docs', /\.md$/)];

/** `src/db/open.ts`, `tests/house/`; not patterns such as `tests/*` or `schema/0001-….ts`. */
const PATH = /(?<![\w/.-])(?:src|tests|schema|seeds|docs|bench|\.ci)\/[\w./@-]*(?![\w./@*…<{-])/g;
const LINK = /\]\(([^)\s#]+)(?:#[^)]*)?\)/g;

const pathsIn = (page: string, text: string): string[] => [
  ...[...text.matchAll(PATH)].map(([path]) => path.replace(/[.-]+$/, '')),
  ...[...text.matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => posix.join(dirname(page), target)),
];

test('every path that a page names exists', () => {
  expect(pages.length).toBeGreaterThan(0);
  const wrong = pages.flatMap((page) =>
    pathsIn(page, textOf(page))
      .filter((path) => !exists(path))
      .map((path) => `${page}: ${path}`),
  );
  expect(wrong).toEqual([]);
});

test('paths are found in prose, code and links, patterns are left alone', () => {
  const text = 'See `src/db/open.ts`, tests/house/. Or [this](../operations.md#x) and [that](https://a.example/src/b).';
  expect(pathsIn('docs/decisions/a.md', text)).toEqual(['src/db/open.ts', 'tests/house/', 'docs/operations.md']);
  expect(pathsIn('README.md', '`tests/**/*.test.ts` `schema/0001-….ts` `src/<floor>/x`')).toEqual([]);
});
