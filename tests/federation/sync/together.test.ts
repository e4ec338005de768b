// Two peers bring the same news at the same time: each is taken in, once, and nobody is blamed.
import { expect, test } from 'vitest';
import { takeIn } from '../../../src/federation/sync/take-in.ts';
import { openFounded } from './founded.ts';

const [a, b] = ['a.example', 'b.example'];

test('the same entries taken in twice at once are stored once, and all of them', async () => {
  await using town = await openFounded([a, b]);
  await town.say(a, 230);
  const lines = await town.lines(a, b);
  const some = lines.slice(0, 120);
  const needs = town.needsOf(b);
  const taken = await Promise.all([some, lines, some].map((page) => takeIn(needs, town.coalition, page)));
  expect(taken.map(({ refused, conflicts, unvouched }) => [refused, conflicts, unvouched])).toEqual(
    taken.map(() => [[], [], []]),
  );
  expect(taken.reduce((sum, { stored }) => sum + stored, 0)).toBe(230);
  expect((await town.have(b))[a]).toEqual((await town.have(a))[a]);
});
