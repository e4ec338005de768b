// Towns in which one thing goes wrong.
import { test } from 'vitest';
import { scenarios } from './scenarios.ts';

test.each(Object.entries(scenarios))('%s', async (_, scenario) => {
  await scenario();
});
