// The town against mutants of the source: each must fail an assertion, and not by a crash.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { root } from '../support/test-files.mjs';
import { type foundations, foundedCoalition } from './coalition.ts';
import { type Mutant, mutants } from './mutants.ts';
import { scenarios } from './scenarios.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-mutants-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const occurrences = ({ file, find }: Mutant): number => readFileSync(join(root, file), 'utf8').split(find).length - 1;

/** A copy of the source in which one thing is wrong. */
const plant = (mutant: Mutant, index: number): string => {
  const copy = join(folder, String(index));
  for (const part of ['src', 'schema', 'tests/town', 'tests/support', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const file = join(copy, mutant.file);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(mutant.find, () => mutant.replace),
  );
  return copy;
};

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
    const copy = plant(mutant, index);
    const { scenarios: mutated }: { scenarios: typeof scenarios } = await import(join(copy, 'tests/town/scenarios.ts'));
    const { foundations: theirs }: { foundations: typeof foundations } = await import(
      join(copy, 'tests/town/coalition.ts')
    );
    // Founded by the source as it is: what is wrong shows in the town.
    for (const size of [2, 3, 4]) theirs.set(size, foundedCoalition(size));
    const words = await lastWords(mutated[mutant.killedBy] ?? (async () => {}));
    expect(words, `"${mutant.name}" lives through "${mutant.killedBy}"`).toBeDefined();
    console.log(`${mutant.name}\n  dies in "${mutant.killedBy}": ${words}`);
  },
);
