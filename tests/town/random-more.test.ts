// The other half of the random towns (random.test.ts), so that two cores share them.
import fc from 'fast-check';
import { test } from 'vitest';
import { plans } from './plan.ts';
import { walkThrough } from './random-town.ts';

const long = process.env.KOINON_TEST_LONG === '1';

test('after healing all hold and show the same, in as many towns again', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      await walkThrough(plan);
    }),
    long ? { numRuns: 2_500 } : { numRuns: 100, seed: 20_270_101 },
  );
}, 3_600_000);
