// Writes many rows. An `await` that waits for nothing costs about what a small insert does, and SQLite answers at once.
import type { Eventually } from './database.ts';

/** Acts on one after the other; waits only where there is something to wait for. */
export const oneByOne = async <T>(items: Iterable<T>, act: (item: T) => Eventually<unknown>): Promise<void> => {
  for (const item of items) {
    const done = act(item);
    if (done instanceof Promise) await done;
  }
};
