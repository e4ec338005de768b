// That several instances hold and derive the same.
import { expect } from 'vitest';
import type { Instance } from './instance.ts';
import { PATIENCE, untilEqual } from './patience.ts';
import { headsOf, journalsOf, noTroubles, troublesOf, viewsOf } from './stored.ts';

const allSame = (values: readonly unknown[]): boolean => new Set(values.map((one) => JSON.stringify(one))).size === 1;

/** Waits until all have the same heads, then compares everything. Answers the entries. */
export const expectSame = async (instances: readonly Instance[], patience = PATIENCE): Promise<string[]> => {
  const heads = await untilEqual(async () => instances.map(headsOf), allSame, patience);
  for (const other of heads.slice(1)) expect(other).toEqual(heads[0]);
  const [first = [], ...others] = instances.map(journalsOf);
  for (const other of others) expect(other).toEqual(first);
  for (const instance of instances) expect(troublesOf(instance)).toEqual(noTroubles);
  const views = await Promise.all(instances.map(viewsOf));
  const view = views[0]?.stored;
  expect(views).toEqual(instances.map(() => ({ stored: view, rebuilt: view })));
  return first;
};
