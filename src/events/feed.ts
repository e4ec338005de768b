// One reading of the events for any number of readers, such as live streams. A reader begins anywhere, in three phases:
// backfill from the database, cutover, live from memory. By id, so that nothing is lost or repeated between them.
import type { Timers } from '../base/time.ts';
import type { Database } from '../db/database.ts';
import { eventEnds, eventsAfter, type StoredEvent } from './event-store.ts';
import { followEvents } from './follow.ts';
import type { Wake } from './wake.ts';

type Needs = { db: Pick<Database, 'read'>; wake: Wake; timers: Timers };
type Limits = {
  /** Events in a batch, at most. */
  batch?: number;
  /** Events that wait for one reader in memory, at most. */
  waiting?: number;
};

export type Reading = {
  /** The id of the last event that the reader has. */
  from: number;
  signal: AbortSignal;
  /** After so many milliseconds without an event comes an empty batch. */
  idle: number;
};

export type Feed = {
  /**
   * Batches in the order of ids; ends when `signal` is aborted. A reader that does not keep up reads from the database
   * again, at its own pace: nobody waits for it. One that takes nothing at all is for its server to drop.
   */
  read(reading: Reading): AsyncGenerator<readonly StoredEvent[], void>;
  readonly readers: number;
};

type Reader = { queue: StoredEvent[]; overflowed: boolean; error: unknown; bell: () => void };

export const createFeed = ({ db, wake, timers }: Needs, { batch = 200, waiting = 1000 }: Limits = {}): Feed => {
  const readers = new Set<Reader>();
  let pump: { started: Promise<void>; stop: AbortController } | undefined;

  const handOut = (events: readonly StoredEvent[]) => {
    for (const reader of readers) {
      if (reader.overflowed) continue;
      reader.overflowed = reader.queue.length + events.length > waiting;
      reader.queue = reader.overflowed ? [] : [...reader.queue, ...events];
      reader.bell();
    }
  };

  const start = () => {
    const stop = new AbortController();
    const head = eventEnds(db.read);
    const made = { started: head.then(() => {}), stop };
    const follow = async () => {
      const { newest } = await head;
      await followEvents({ db, wake, from: newest, signal: stop.signal, onBatch: handOut, limit: batch });
    };
    follow().catch((error) => {
      if (pump === made) pump = undefined;
      for (const reader of readers) {
        reader.error = error;
        reader.bell();
      }
    });
    return made;
  };

  const waitFor = (reader: Reader, signal: AbortSignal, idle: number): Promise<void> =>
    new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener('abort', done);
        reader.bell = () => {};
        resolve();
      };
      const cancel = timers.after(idle, done);
      signal.addEventListener('abort', done, { once: true });
      reader.bell = done;
      if (signal.aborted) done();
    });

  async function* read({ from, signal, idle }: Reading): AsyncGenerator<readonly StoredEvent[], void> {
    const reader: Reader = { queue: [], overflowed: false, error: undefined, bell: () => {} };
    readers.add(reader);
    let done = from;
    try {
      // What is committed by now is read from the database, everything later is handed out.
      pump ??= start();
      await pump.started;
      let live = false;
      while (!signal.aborted) {
        if (reader.error !== undefined) throw reader.error;
        if (!live) {
          const events = await eventsAfter(db.read, done, batch);
          if (signal.aborted) return;
          done = events.at(-1)?.id ?? done;
          if (events.length > 0) yield events;
          live = events.length < batch;
        } else if (reader.overflowed) {
          // More came than may wait: it is in the database.
          reader.queue = [];
          reader.overflowed = false;
          live = false;
        } else {
          const from = done;
          const events = reader.queue.filter(({ id }) => id > from);
          reader.queue = [];
          done = events.at(-1)?.id ?? done;
          if (events.length > 0) yield events;
          else {
            await waitFor(reader, signal, idle);
            if (reader.queue.length === 0 && !reader.overflowed && !signal.aborted) yield [];
          }
        }
      }
    } finally {
      readers.delete(reader);
      if (readers.size === 0) {
        pump?.stop.abort();
        pump = undefined;
      }
    }
  }

  return {
    read,
    get readers() {
      return readers.size;
    },
  };
};
