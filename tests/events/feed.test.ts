// Any number of readers of one feed: each from where it was, through the cutover, without loss or repeat.
import { expect, test } from 'vitest';
import { realTimers } from '../../src/base/time.ts';
import { eventEnds } from '../../src/events/event-store.ts';
import { createFeed, type Feed } from '../../src/events/feed.ts';
import { numberOf, openEvents, range, until } from './events.ts';

/** Reads into `seen` until stopped. */
const readInto = (feed: Feed, from: number, pause = async () => {}) => {
  const stop = new AbortController();
  const seen: number[] = [];
  let empty = 0;
  const ended = (async () => {
    for await (const batch of feed.read({ from, signal: stop.signal, idle: 30 })) {
      if (batch.length === 0) empty++;
      seen.push(...batch.map(numberOf));
      await pause();
    }
  })();
  return {
    seen,
    ended,
    empty: () => empty,
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
};

test('readers that come and go while many write miss nothing and get nothing twice', async () => {
  await using e = await openEvents();
  const feed = createFeed({ ...e, timers: realTimers }, { batch: 5 });
  await e.appendAll(1, 20);
  const writing = Promise.all(range(0, 4).map((writer) => e.appendAll(writer * 40 + 21, writer * 40 + 60)));
  const readers = [readInto(feed, 0)];
  await until(() => (readers[0]?.seen.length ?? 0) > 40, 'some events');
  readers.push(readInto(feed, 0), readInto(feed, 0));
  await writing;
  readers.push(readInto(feed, 0));
  for (const reader of readers) await until(() => reader.seen.length >= 220, 'all events');
  for (const reader of readers) {
    expect([...reader.seen].sort((a, b) => a - b)).toEqual(range(1, 220));
    expect(reader.seen).toEqual(readers[0]?.seen);
    await reader.stop();
  }
  expect(feed.readers).toBe(0);
});

test('a reader that comes again after all have gone goes on', async () => {
  await using e = await openEvents();
  const feed = createFeed({ ...e, timers: realTimers });
  const first = readInto(feed, 0);
  await e.appendAll(1, 3);
  await until(() => first.seen.length === 3, 'three');
  await first.stop();
  await e.appendAll(4, 6);
  const { newest } = await eventEnds(e.db.read);
  const second = readInto(feed, newest - 2);
  await until(() => second.seen.length === 2, 'two');
  await e.append(7);
  await until(() => second.seen.length === 3, 'the last');
  expect(second.seen).toEqual([5, 6, 7]);
  await second.stop();
});

test('silence is told by empty batches', async () => {
  await using e = await openEvents();
  const reader = readInto(createFeed({ ...e, timers: realTimers }), 0);
  await until(() => reader.empty() >= 2, 'silence');
  await e.append(1);
  await until(() => reader.seen.length === 1, 'an event');
  await reader.stop();
});

/** What comes while a reader still reads from the database, and waits for it in memory too: once all, once too much. */
test.each([100, 3])(
  'a reader that falls behind while it reads from the database catches up, room for %i',
  async (n) => {
    await using e = await openEvents();
    await e.appendAll(1, 4);
    const feed = createFeed({ ...e, timers: realTimers }, { batch: 2, waiting: n });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = readInto(feed, 0, () => held);
    const quick = readInto(feed, 0);
    await until(() => slow.seen.length === 2, 'a first batch');
    await e.appendAll(5, 30);
    await until(() => quick.seen.length === 30, 'the quick one');
    release();
    await until(() => slow.seen.length >= 30, 'the slow one');
    await e.append(31);
    await until(() => slow.seen.includes(31), 'the slow one, live');
    expect(slow.seen).toEqual(range(1, 31));
    await slow.stop();
    await quick.stop();
  },
);

test('a live reader that falls far behind misses nothing, and nobody waits for it', async () => {
  await using e = await openEvents();
  const feed = createFeed({ ...e, timers: realTimers }, { waiting: 10 });
  let hold = false;
  let release = () => {};
  const slow = readInto(feed, 0, async () => {
    if (hold)
      await new Promise<void>((resolve) => {
        release = resolve;
      });
  });
  const quick = readInto(feed, 0);
  await e.append(1);
  await until(() => slow.seen.length === 1 && slow.empty() > 0, 'live');
  hold = true;
  await e.append(2);
  await until(() => slow.seen.length === 2, 'the last one read');
  await e.appendAll(3, 30);
  await until(() => quick.seen.length === 30, 'the quick one');
  hold = false;
  release();
  await until(() => slow.seen.length >= 30, 'the slow one');
  await e.append(31);
  await until(() => slow.seen.includes(31), 'the slow one, live again');
  expect(slow.seen).toEqual(range(1, 31));
  await slow.stop();
  await quick.stop();
});

test('a database that fails ends the readers, and the next one begins anew', async () => {
  await using e = await openEvents();
  let broken = false;
  const db = {
    read: {
      ...e.db.read,
      all: ((statement: never, params: never) => {
        if (broken) throw new Error('the disk is gone');
        return e.db.read.all(statement, params);
      }) as typeof e.db.read.all,
    },
  };
  const feed = createFeed({ db, wake: e.wake, timers: realTimers });
  const reader = readInto(feed, 0);
  await e.append(1);
  await until(() => reader.seen.length === 1, 'live');
  broken = true;
  const failed = expect(reader.ended).rejects.toThrow('the disk is gone');
  e.wake.ring();
  await failed;
  expect(feed.readers).toBe(0);
  broken = false;
  const next = readInto(feed, 0);
  await e.append(2);
  await until(() => next.seen.length === 2, 'again');
  await next.stop();
});
