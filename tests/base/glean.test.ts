import { expect, test } from 'vitest';
import { glean, LOOKED, merged, type Source } from '../../src/base/glean.ts';

/** The numbers from `first` down to 1, and how many of them were read. */
const downFrom = (first: number, step = 1) => {
  const read = { rows: 0 };
  const source: Source<number> = async (after, limit) => {
    const some: number[] = [];
    for (let next = after === undefined ? first : after - 1; next > 0 && some.length < limit; next--)
      if ((first - next) % step === 0) some.push(next);
    read.rows += some.length;
    return some;
  };
  return { source, read };
};

const pages = async (source: Source<number>, limit: number, suits?: (row: number) => boolean) => {
  const all: number[][] = [];
  let after: number | undefined;
  do {
    const from = after;
    const { rows, last } = await glean<number>((row, size) => source(row ?? from, size), limit, suits);
    all.push(rows);
    after = last;
  } while (after !== undefined);
  return all;
};

test('a page has what it asked for, and says where it goes on', async () => {
  expect(await glean(downFrom(5).source, 3)).toEqual({ rows: [5, 4, 3], last: 3 });
  expect(await glean(downFrom(3).source, 3)).toEqual({ rows: [3, 2, 1], last: undefined });
  expect(await glean(downFrom(0).source, 3)).toEqual({ rows: [], last: undefined });
  expect(await pages(downFrom(5).source, 2)).toEqual([[5, 4], [3, 2], [1]]);
});

test('of what suits nothing is lost or doubled', async () => {
  const odd = (row: number) => row % 2 === 1;
  expect((await pages(downFrom(999).source, 30, odd)).flat()).toEqual(
    Array.from({ length: 500 }, (_, index) => 999 - 2 * index),
  );
});

test('what is rare costs no more: a page may be empty, and goes on', async () => {
  const { source, read } = downFrom(5_000);
  const found = await glean(source, 30, (row) => row === 7);
  expect(found).toEqual({ rows: [], last: 5_001 - LOOKED });
  expect(read.rows).toBe(LOOKED);
  expect((await pages(downFrom(5_000).source, 30, (row) => row === 7)).flat()).toEqual([7]);
});

test('several lists are one, in their order', async () => {
  const both = merged([downFrom(9, 2).source, downFrom(8, 2).source], (a, b) => b - a);
  expect(await pages(both, 4)).toEqual([[9, 8, 7, 6], [5, 4, 3, 2], [1]]);
});
