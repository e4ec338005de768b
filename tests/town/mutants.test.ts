// The town against mutants of the source: each must fail an assertion, and not by a crash.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { root } from '../support/test-files.mjs';
import { type foundations, foundedCoalition } from './coalition.ts';
import { type Mutant, mutants } from './mutants.ts';
import { compileMutants } from './mutated.ts';
import { scenarios } from './scenarios.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-mutants-'));
let plant: (index: number) => string;
beforeAll(() => {
  plant = compileMutants(folder, mutants);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const occurrences = ({ file, find }: Mutant): number => readFileSync(join(root, file), 'utf8').split(find).length - 1;

/** The assertion that a mutant fails; what else goes wrong is thrown on. */
const lastWords = async (scenario: () => Promise<unknown>): Promise<string | undefined> => {
  try {
    await scenario();
  } catch (error) {
    if (error instanceof Error && error.name === 'AssertionError') return error.message;
    throw error;
  }
  return undefined;
};

test('every mutant is one replacement, and its scenario is there', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(12);
  for (const mutant of mutants) {
    expect(occurrences(mutant), `${mutant.name}: what it replaces in ${mutant.file}`).toBe(1);
    expect(Object.keys(scenarios)).toContain(mutant.killedBy);
  }
});

test.each(mutants.map((mutant, index) => [mutant.name, mutant, index] as const))(
  'dies: %s',
  async (_, mutant, index) => {
    const copy = plant(index);
    const { scenarios: mutated }: { scenarios: typeof scenarios } = await import(join(copy, 'tests/town/scenarios.js'));
    const { foundations: theirs }: { foundations: typeof foundations } = await import(
      join(copy, 'tests/town/coalition.js')
    );
    // Founded by the source as it is: what is wrong shows in the town.
    for (const size of [2, 3, 4]) theirs.set(size, foundedCoalition(size));
    const words = await lastWords(mutated[mutant.killedBy] ?? (async () => {}));
    expect(words, `"${mutant.name}" lives through "${mutant.killedBy}"`).toBeDefined();
    console.log(`${mutant.name}\n  dies in "${mutant.killedBy}": ${words}`);
  },
);
