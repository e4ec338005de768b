// Who looks at each ring looks at once, and no more than once again in a turn.
import { expect, test } from 'vitest';
import { createWake, onceATurn } from '../../src/events/wake.ts';

test('the first ring is heard at once, those that follow in the same turn together, and later ones as the first', () => {
  const turns: (() => void)[] = [];
  const turn = () => {
    for (const callback of turns.splice(0)) callback();
  };
  const after = (_: number, callback: () => void) => {
    turns.push(callback);
    return () => {};
  };
  const wake = createWake();
  let looked = 0;
  wake.listen(
    onceATurn({ after }, () => {
      looked += 1;
    }),
  );
  wake.ring();
  expect(looked).toBe(1);
  for (let n = 0; n < 64; n++) wake.ring();
  expect(looked).toBe(1);
  turn();
  expect(looked).toBe(2);
  wake.ring();
  turn();
  expect(looked).toBe(3);
  turn();
  expect(looked).toBe(3);
  wake.ring();
  expect(looked).toBe(4);
});
