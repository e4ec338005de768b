import { expect, test } from 'vitest';
import type { Writer } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { freshDatabase } from '../support/database.ts';
import { allRows, change, put, putOrTell, valueNamed } from './rows.ts';

const name = (n: number) => `n${String(n).padStart(4, '0')}`;

test('a write answers what its work answers, once everybody can read it', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const answer = await db.write(async (tx) => {
    expect(await tx.run(put, { name: 'a', value: '1' })).toBe(1);
    expect(await tx.get(valueNamed, { name: 'a' })).toEqual({ value: '1' });
    expect(await tx.run(change, { name: 'a', value: '2' })).toBe(1);
    expect(await tx.run(change, { name: 'b', value: '2' })).toBe(0);
    expect(await tx.run(putOrTell, { name: 'a', value: '3' })).toBe(0);
    expect(await tx.run(putOrTell, { name: 'c', value: '3' })).toBe(1);
    expect(await tx.rows(putOrTell, { name: 'd', value: '4' })).toEqual([{ name: 'd' }]);
    return 'done';
  });
  expect(answer).toBe('done');
  expect(await db.read.get(valueNamed, { name: 'a' })).toEqual({ value: '2' });
  expect(await db.read.get(valueNamed, { name: 'b' })).toBeUndefined();
  expect((await db.read.all(allRows, {})).map((row) => row.name)).toEqual(['a', 'c', 'd']);
});

test('of a thousand writes at once, each has its own outcome: those that fail leave nothing, all others stay', async () => {
  await using fresh = await freshDatabase();
  const failing = (n: number) => n % 7 === 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 1000 }, (_, n) =>
      fresh.db.write(async (tx) => {
        await tx.run(put, { name: name(n), value: `${n}` });
        if (failing(n)) throw new Error(`not ${n}`);
        return n;
      }),
    ),
  );
  for (const [n, outcome] of outcomes.entries()) {
    if (failing(n)) expect(outcome).toMatchObject({ status: 'rejected', reason: { message: `not ${n}` } });
    else expect(outcome).toEqual({ status: 'fulfilled', value: n });
  }
  const rows = await fresh.db.read.all(allRows, {});
  expect(rows.map((row) => row.name)).toEqual(
    Array.from({ length: 1000 }, (_, n) => n)
      .filter((n) => !failing(n))
      .map(name),
  );
});

test('a broken constraint is one failure among others', async () => {
  await using fresh = await freshDatabase();
  const write = (value: string) => fresh.db.write(async (tx) => await tx.run(put, { name: 'same', value }));
  await write('first');
  const outcomes = await Promise.allSettled([write('second'), fresh.db.write(async () => 'fine'), write('third')]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(await fresh.db.read.all(allRows, {})).toEqual([{ name: 'same', value: 'first' }]);
});

test('one of many takes what only one can have', async () => {
  await using fresh = await freshDatabase();
  const takers = Array.from({ length: 50 }, (_, n) =>
    fresh.db.write(async (tx) => ((await tx.run(putOrTell, { name: 'one', value: `${n}` })) === 1 ? [n] : [])),
  );
  const winners = (await Promise.all(takers)).flat();
  expect(winners).toHaveLength(1);
  expect(await fresh.db.read.all(allRows, {})).toEqual([{ name: 'one', value: `${winners[0]}` }]);
});

test('readers never see half of a write', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const pair = (value: string) =>
    db.write(async (tx) => {
      for (const each of ['a', 'b']) {
        await tx.run(putOrTell, { name: each, value });
        await tx.run(change, { name: each, value });
      }
    });
  let writing = true;
  const writer = (async () => {
    for (let n = 0; n < 100; n++) await pair(`${n}`);
    writing = false;
  })();
  const seen = new Set<string>();
  while (writing) {
    const values = (await db.read.all(allRows, {})).map((row) => row.value);
    seen.add(`${values.length} ${new Set(values).size}`);
    await new Promise((done) => setImmediate(done));
  }
  await writer;
  expect([...seen].filter((each) => each !== '0 0' && each !== '2 1')).toEqual([]);
  expect(seen.has('2 1')).toBe(true);
});

test('closing waits for the writes that were asked for', async () => {
  await using fresh = await freshDatabase();
  const other = await openDatabase(fresh.location);
  let settled = 0;
  const work = (n: number) => async (tx: Writer) => {
    await tx.run(put, { name: name(n), value: '' });
    if (n % 10 === 0) throw new Error('not this one');
  };
  const writes = Array.from({ length: 300 }, (_, n) =>
    other
      .write(work(n))
      .catch(() => {})
      .finally(() => settled++),
  );
  await other.close();
  expect(await fresh.db.read.all(allRows, {})).toHaveLength(270);
  await Promise.all(writes);
  expect(settled).toBe(300);
});
