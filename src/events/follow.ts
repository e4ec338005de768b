// Follows the events with a cursor of one's own: everything after it, in order, each once, and then what comes.
import type { Database, Reader } from '../db/database.ts';
import { eventsAfter, type PlainEvent, plainEventsAfter, type StoredEvent } from './event-store.ts';
import type { Wake } from './wake.ts';

export type Following<E> = {
  db: Pick<Database, 'read'>;
  wake: Wake;
  /** The id of the last event that the follower is done with; 0 for all. */
  from: number;
  /** Ends it; a batch under way is finished. */
  signal: AbortSignal;
  /**
   * Events in the order of their ids, at least one. The next batch waits for it. A follower whose work must happen
   * exactly once does it and saves its cursor (event-store.ts) in one transaction.
   */
  onBatch: (events: readonly E[]) => Promise<void> | void;
  /** Events in a batch, at most. */
  limit?: number;
  /** Waited for after each batch: what comes meanwhile goes into one, and costs one commit. */
  rest?: () => Promise<void>;
};

const followBy = async <E extends { id: number }>(
  read: (reader: Reader, from: number, limit: number) => Promise<E[]>,
  { db, wake, from, signal, onBatch, limit = 200, rest }: Following<E>,
): Promise<void> => {
  let done = from;
  let rung = true;
  let bell = () => {};
  const ring = () => {
    rung = true;
    bell();
  };
  const deaf = wake.listen(ring);
  signal.addEventListener('abort', ring, { once: true });
  try {
    while (!signal.aborted) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          bell = resolve;
        });
        continue;
      }
      // Before the read: a ring during it means another read.
      rung = false;
      const events = await read(db.read, done, limit);
      const last = events.at(-1);
      if (!last || signal.aborted) continue;
      await onBatch(events);
      await rest?.();
      done = last.id;
      rung ||= events.length === limit;
    }
  } finally {
    deaf();
    signal.removeEventListener('abort', ring);
  }
};

/**
 * Settles when `signal` is aborted. An event is seen only after all with lower ids: whoever appends one holds the turn
 * until it is committed (append.ts), so a cursor never passes one by.
 * @throws what reading or `onBatch` throws; the follower may begin again where it stood
 */
export const followEvents = (following: Following<StoredEvent>): Promise<void> => followBy(eventsAfter, following);

/** Like {@link followEvents}, without the place, thread and post of each: costs a write much less. */
export const followPlainly = (following: Following<PlainEvent>): Promise<void> => followBy(plainEventsAfter, following);
