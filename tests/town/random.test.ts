// Random towns: whatever happens, once all can reach each other again, all hold the same and nothing is lost.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plans } from './plan.ts';
import { walkThrough } from './random-town.ts';

const long = process.env.KOINON_TEST_LONG === '1';

test('after healing all hold and show the same; nothing acknowledged is missing, nothing erased is left', async () => {
  const happened = { acts: 0, undone: 0, messages: 0 };
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { acts, undone, messages } = await walkThrough(plan);
      happened.acts += acts;
      happened.undone += undone;
      happened.messages += messages;
    }),
    // The same plans each time, but for the long run; as many again in random-more.test.ts, side by side with these.
    long ? { numRuns: 2_500 } : { numRuns: 100, seed: 20_260_101 },
  );
  // Otherwise the towns would prove nothing of moderation.
  expect(happened.acts).toBeGreaterThan(100);
  expect(happened.undone).toBeGreaterThan(20);
  expect(happened.messages).toBeGreaterThan(30);
}, 3_600_000);

test('the same plan gives the same run, however the real event loop turns meanwhile', async () => {
  for (const plan of fc.sample(plans, { seed: 7, numRuns: 4 })) {
    const first = await walkThrough(plan);
    expect(first.steps).toBeGreaterThan(100);
    expect(await walkThrough(plan, true)).toEqual(first);
  }
});
