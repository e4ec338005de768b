// The other half of the random towns (random.test.ts), so that two cores share them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plans } from './plan.ts';
import { walkThrough } from './random-town.ts';

const long = process.env.KOINON_TEST_LONG === '1';

test('after healing all hold and show the same, in as many towns again', async () => {
  const happened = { acts: 0, undone: 0, messages: 0 };
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const { acts, undone, messages } = await walkThrough(plan);
      happened.acts += acts;
      happened.undone += undone;
      happened.messages += messages;
    }),
    long ? { numRuns: 2_500 } : { numRuns: 100, seed: 20_270_101 },
  );
  // Otherwise the towns would prove nothing of moderation.
  expect(happened.acts).toBeGreaterThan(100);
  expect(happened.undone).toBeGreaterThan(20);
  expect(happened.messages).toBeGreaterThan(30);
}, 3_600_000);
