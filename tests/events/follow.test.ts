// A follower sees every event after its cursor, in order, once, however they come.
import { expect, test } from 'vitest';
import { command } from '../../src/db/statement.ts';
import { appendEvent } from '../../src/events/append.ts';
import { canGoOn, dropEvents, eventEnds, eventsAfter, readCursor, saveCursor } from '../../src/events/event-store.ts';
import { followEvents } from '../../src/events/follow.ts';
import { newYear } from '../support/time.ts';
import { numberOf, openEvents, range, until } from './events.ts';

test('what was there and what comes, in bounded batches', async () => {
  await using e = await openEvents();
  await e.appendAll(1, 25);
  const stop = new AbortController();
  const sizes: number[] = [];
  const seen: number[] = [];
  const following = followEvents({
    ...e,
    from: 0,
    signal: stop.signal,
    limit: 10,
    onBatch: (events) => {
      sizes.push(events.length);
      seen.push(...events.map(numberOf));
    },
  });
  await until(() => seen.length === 25, 'the backfill');
  expect(sizes).toEqual([10, 10, 5]);
  await e.appendAll(26, 30);
  await until(() => seen.length === 30, 'what came');
  expect(seen).toEqual(range(1, 30));
  stop.abort();
  await following;
  await e.append(31);
  expect(seen).toHaveLength(30);
});

test('while many write at once, nothing is passed by or seen twice', async () => {
  await using e = await openEvents();
  const stop = new AbortController();
  const seen: number[] = [];
  const ids: number[] = [];
  const following = followEvents({
    ...e,
    from: 0,
    signal: stop.signal,
    limit: 7,
    onBatch: async (events) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(...events.map(numberOf));
      ids.push(...events.map(({ id }) => id));
    },
  });
  await Promise.all(range(0, 9).map((writer) => e.appendAll(writer * 20 + 1, writer * 20 + 20)));
  await until(() => seen.length >= 200, 'all events');
  expect([...seen].sort((a, b) => a - b)).toEqual(range(1, 200));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  stop.abort();
  await following;
});

test('each follower has its own pace, and what it throws ends it alone', async () => {
  await using e = await openEvents();
  await e.appendAll(1, 10);
  const stop = new AbortController();
  const quick: number[] = [];
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: number[] = [];
  const follow = (onBatch: (numbers: number[]) => Promise<void> | void) =>
    followEvents({ ...e, from: 0, signal: stop.signal, limit: 4, onBatch: (events) => onBatch(events.map(numberOf)) });
  const first = follow((numbers) => void quick.push(...numbers));
  const second = follow(async (numbers) => {
    await held;
    slow.push(...numbers);
  });
  const third = follow(() => {
    throw new Error('cannot');
  });
  await expect(third).rejects.toThrow('cannot');
  await until(() => quick.length === 10, 'the quick one');
  expect(slow).toEqual([]);
  release();
  await until(() => slow.length === 10, 'the slow one');
  stop.abort();
  await Promise.all([first, second]);
});

test('a follower that saves its cursor with its work goes on where it was', async () => {
  await using e = await openEvents();
  await e.appendAll(1, 10);
  const run = async (upTo: number) => {
    const stop = new AbortController();
    const seen: number[] = [];
    await followEvents({
      ...e,
      from: (await readCursor(e.db.read, 'test')) ?? 0,
      signal: stop.signal,
      limit: 3,
      onBatch: async (events) => {
        await e.db.write((tx) => saveCursor(tx, 'test', events.at(-1)?.id ?? 0));
        seen.push(...events.map(numberOf));
        if (seen.at(-1) === upTo) stop.abort();
      },
    });
    return seen;
  };
  expect(await readCursor(e.db.read, 'test')).toBeUndefined();
  expect(await run(6)).toEqual(range(1, 6));
  expect(await run(10)).toEqual(range(7, 10));
});

test('on what rolls back there is nothing to see', async () => {
  await using e = await openEvents();
  const failed = e.db.write(async (tx) => {
    await appendEvent(tx, { kind: 'journal.grew', at: newYear, data: { n: 1 } });
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await e.append(2);
  expect((await eventsAfter(e.db.read, 0, 10)).map(numberOf)).toEqual([2]);
});

test('old events go, but the newest, and none that a follower still needs', async () => {
  await using e = await openEvents();
  for (let n = 1; n <= 5; n++) await e.append(n, newYear + n);
  const { newest, oldest } = await eventEnds(e.db.read);
  await e.db.write((tx) => saveCursor(tx, 'behind', oldest + 1));
  expect(await e.db.write(async (tx) => dropEvents(tx, newYear + 5))).toBe(2);
  await e.db.write((tx) => saveCursor(tx, 'behind', newest));
  expect(await e.db.write(async (tx) => dropEvents(tx, newYear + 1000))).toBe(2);
  expect(await eventEnds(e.db.read)).toEqual({ oldest: newest, newest });
  await e.append(6);
  expect((await eventEnds(e.db.read)).newest).toBeGreaterThan(newest);
});

test('a reader goes on from where it was as long as nothing since is gone or too old', async () => {
  await using e = await openEvents();
  expect(await canGoOn(e.db.read, 0, newYear)).toBe(true);
  expect(await canGoOn(e.db.read, 1, newYear)).toBe(false);
  for (let n = 1; n <= 5; n++) await e.append(n, newYear + n);
  const { newest } = await eventEnds(e.db.read);
  expect(await canGoOn(e.db.read, newest, newYear + 9)).toBe(true);
  expect(await canGoOn(e.db.read, newest + 1, 0)).toBe(false);
  expect(await canGoOn(e.db.read, newest - 2, newYear + 4)).toBe(true);
  expect(await canGoOn(e.db.read, newest - 3, newYear + 4)).toBe(false);
  await e.db.write(async (tx) => tx.run(dropFirst, { id: newest - 3 }));
  expect(await canGoOn(e.db.read, newest - 3, 0)).toBe(true);
  expect(await canGoOn(e.db.read, newest - 4, 0)).toBe(false);
});

const dropFirst = command<{ id: number }>()((db, p) => db.deleteFrom('event').where('id', '<=', p.id));
