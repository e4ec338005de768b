// Events for tests: a database, a wake, and a way to append many.
import type { Database } from '../../src/db/database.ts';
import { appendEvent } from '../../src/events/append.ts';
import { createWake } from '../../src/events/wake.ts';
import { PATIENCE } from '../real/patience.ts';
import { freshDatabase } from '../support/database.ts';
import { newYear } from '../support/time.ts';

export const openEvents = async () => {
  const fresh = await freshDatabase();
  const wake = createWake();
  const append = async (n: number, at: number = newYear): Promise<void> => {
    await fresh.db.write(async (tx) => await appendEvent(tx, { kind: 'journal.grew', at, data: { n } }));
    wake.ring();
  };
  return {
    db: fresh.db as Database,
    wake,
    append,
    async appendAll(from: number, to: number) {
      for (let n = from; n <= to; n++) await append(n);
    },
    [Symbol.asyncDispose]: fresh.dispose,
  };
};

/** What {@link openEvents} numbered. */
export const numberOf = (event: { data: string }): number => JSON.parse(event.data).n;

export const until = async (met: () => boolean | Promise<boolean>, what: string): Promise<void> => {
  const end = performance.now() + PATIENCE;
  while (!(await met())) {
    if (performance.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
