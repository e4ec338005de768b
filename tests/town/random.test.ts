// Random towns: whatever happens, once all can reach each other again, all hold the same and nothing is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plans } from './plan.ts';
import { walkThrough } from './random-town.ts';

const long = process.env.KOINON_TEST_LONG === '1';

test('after healing all hold and show the same; nothing acknowledged is missing, nothing erased is left', async () => {
  const numRuns = Number(process.env.RUNS ?? (long ? 5_000 : 200));
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      await walkThrough(plan);
    }),
    {
      numRuns,
      ...(long ? {} : { seed: Number(process.env.SEED ?? 20_260_101) }),
      endOnFailure: process.env.SHRINK !== '1',
    },
  );
}, 3_600_000);

test('the same plan gives the same run', async () => {
  for (const plan of fc.sample(plans, { seed: 7, numRuns: 3 })) {
    const first = await walkThrough(plan);
    expect(await walkThrough(plan)).toEqual(first);
  }
}, 60_000);
