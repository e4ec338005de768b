// Writes that share a commit on PostgreSQL: each keeps its own outcome, whatever the others do, and other processes meet them
// nowhere halfway.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { inTurn } from '../../src/db/dialect.ts';
import { openDatabase } from '../../src/db/open.ts';
import { query } from '../../src/db/statement.ts';
import { appendEvent } from '../../src/events/append.ts';
import { freshDatabase } from '../support/database.ts';
import { allRows, put, putOrTell } from './rows.ts';

const transaction = query()((db) => db.selectNoFrom(sql<string>`pg_current_xact_id()`.as('id')));
const failing = query()((db) => db.selectNoFrom(sql<number>`1 / 0`.as('none')));
const events = query()((db) => db.selectFrom('event').select(['id', 'at']).orderBy('id'));

const times = (count: number) => Array.from({ length: count }, (_, n) => n);

test('writes that come together share transactions', async () => {
  await using fresh = await freshDatabase();
  const ids = await Promise.all(
    times(100).map(() => fresh.db.write(async (tx) => (await tx.get(transaction, {}))?.id ?? '')),
  );
  expect(new Set(ids).size).toBeLessThan(5);
});

test('a statement that fails fails its own write, even where the work keeps it to itself, and no other', async () => {
  await using fresh = await freshDatabase();
  const outcomes = await Promise.allSettled(
    times(60).map((n) =>
      fresh.db.write(async (tx) => {
        await tx.run(put, { name: `${n}`, value: '' });
        if (n % 20 === 7) await Promise.resolve(tx.get(failing, {})).catch(() => {});
        if (n % 20 === 9) await tx.get(failing, {});
        return n;
      }),
    ),
  );
  const good = times(60).filter((n) => n % 20 !== 9 && n % 20 !== 7);
  const stored = new Set((await fresh.db.read.all(allRows, {})).map((row) => Number(row.name)));
  for (const n of good) expect([n, outcomes[n]?.status, stored.has(n)]).toEqual([n, 'fulfilled', true]);
  for (const n of [7, 9, 27, 29, 47, 49]) expect([outcomes[n]?.status, stored.has(n)]).toEqual(['rejected', false]);
});

test('what is refused before it wrote leaves its group as it is', async () => {
  await using fresh = await freshDatabase();
  let runs = 0;
  const outcomes = await Promise.allSettled(
    times(50).map((n) =>
      fresh.db.write(async (tx) => {
        runs += 1;
        if (n % 5 === 0) throw new Error(`not ${n}`);
        await tx.run(put, { name: `${n}`, value: '' });
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10);
  expect(await fresh.db.read.all(allRows, {})).toHaveLength(40);
  expect(runs).toBe(50);
});

test('two processes with turns in any order both get through, once each', async () => {
  await using fresh = await freshDatabase();
  const other = await openDatabase(fresh.location);
  const runs: number[] = [];
  const write = (db: typeof other, n: number) =>
    db.write(async (tx) => {
      runs.push(n);
      if (n % 3 === 0) await inTurn(tx, 'journal');
      await tx.run(putOrTell, { name: `${n % 4}`, value: '' });
      await tx.run(put, { name: `own ${n}`, value: '' });
      await appendEvent(tx, { kind: 'place.changed', at: n });
    });
  const all = times(200);
  await Promise.all(all.map((n) => write(n % 2 === 0 ? fresh.db : other, n)));
  await other.close();
  expect(await fresh.db.read.all(allRows, {})).toHaveLength(204);
  expect((await fresh.db.read.all(events, {})).map((event) => event.at).sort((a, b) => a - b)).toEqual(all);
  expect(runs).toHaveLength(200);
});
