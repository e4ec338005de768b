// What keeps a process alive: a turn that was asked for does, a timer that waits does not.
import { expect, test } from 'vitest';
import { realTimers } from '../../src/base/time.ts';

const alive = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('a turn keeps the process alive, and waiting does not', async () => {
  const before = alive();
  const cancel = realTimers.after(60_000, () => {});
  expect(alive()).toBe(before);
  const turn = new Promise<void>((resolve) => void realTimers.after(0, resolve));
  expect(alive()).toBe(before + 1);
  await turn;
  cancel();
});
