// What the bench of travelling posts measures does happen: two processes of one coalition, and posts that arrive.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPair } from '../../bench/pair.ts';
import { quantile, travel } from '../../bench/travel.ts';
import { reservePorts } from '../real/ports.ts';
import { scratchFolder } from '../support/scratch.ts';

test('posts on one instance are read on the other, each after two round trips at least', async () => {
  await using ports = await reservePorts(2);
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-travel-'));
  try {
    const pair = await startPair(folder, [ports.first, ports.first + 1]);
    try {
      const journeys = await travel(pair, 3);
      expect(journeys).toHaveLength(3);
      for (const { travel, floor } of journeys) {
        expect(floor).toBeGreaterThan(0);
        expect(travel).toBeGreaterThan(0);
      }
    } finally {
      await pair.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('of 100 values one may exceed the 99th', () => {
  const values = Array.from({ length: 300 }, (_, index) => 300 - index);
  expect(quantile(values, 0.99)).toBe(297);
  expect(quantile(values, 0.5)).toBe(150);
  expect(quantile([7], 0.99)).toBe(7);
});
