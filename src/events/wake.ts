// Tells this process's followers that something was committed. It carries nothing: followers read the events themselves.

import type { Timers } from '../base/time.ts';

export type Wake = {
  /** Something was committed. Cheap; call it after every write that appended an event. */
  ring(): void;
  /** Calls `listener` on each ring; answers what ends it. */
  listen(listener: () => void): () => void;
};

/**
 * For what is looked at on each ring: at once, and then once more for all rings that came within the same turn of the event loop,
 * such as those of writes that shared a commit.
 */
export const onceATurn = (timers: Pick<Timers, 'after'>, look: () => void): (() => void) => {
  let waiting = false;
  let again = false;
  const ring = (): void => {
    if (waiting) {
      again = true;
      return;
    }
    waiting = true;
    timers.after(0, () => {
      waiting = false;
      if (!again) return;
      again = false;
      ring();
    });
    look();
  };
  return ring;
};

export const createWake = (): Wake => {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
