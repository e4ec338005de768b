// Timers for tests: nothing fires until the clock is moved.
import type { Timers } from '../../src/base/time.ts';
import type { FixedClock } from './time.ts';

export type HandTimers = Timers & {
  /** How many milliseconds from now each timer fires, in their order. */
  due(): number[];
  /** Moves the clock, and fires what comes due on the way, each at its time. */
  advance(ms: number): void;
};

export const handTimers = (clock: FixedClock): HandTimers => {
  const waiting = new Set<{ at: number; fire: () => void }>();
  const next = (until: number) =>
    [...waiting].filter((one) => one.at <= until).sort((one, other) => one.at - other.at)[0];
  return {
    after(ms, fire) {
      const timer = { at: clock.now() + ms, fire };
      waiting.add(timer);
      return () => void waiting.delete(timer);
    },
    due: () => [...waiting].map(({ at }) => at - clock.now()).sort((one, other) => one - other),
    advance(ms) {
      const until = clock.now() + ms;
      for (let timer = next(until); timer; timer = next(until)) {
        waiting.delete(timer);
        clock.set(timer.at);
        timer.fire();
      }
      clock.set(until);
    },
  };
};

/** Waits until it is so; the test's own time limit ends a wait in vain. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 2));
};
