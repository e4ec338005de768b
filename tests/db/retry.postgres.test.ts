import pg from 'pg';
import { expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { openDatabase } from '../../src/db/open.ts';
import { openPostgres } from '../../src/db/open-postgres.ts';
import { freshDatabase } from '../support/database.ts';
import { allRows, change, put } from './rows.ts';

const failing = (code: string) => Object.assign(new Error(`as ${code}`), { code });

test('two writers that wait for each other both get through: one is tried again, from the start', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const elsewhere = await openDatabase(fresh.location);
  await db.write(async (tx) => {
    for (const name of ['a', 'b']) await tx.run(put, { name, value: '' });
  });
  let arrived = 0;
  let meet = () => {};
  const met = new Promise<void>((done) => {
    meet = done;
  });
  const tries = { first: 0, second: 0 };
  const cross = (writer: Database, who: 'first' | 'second', one: string, other: string) =>
    writer.write(async (tx) => {
      tries[who]++;
      await tx.run(change, { name: one, value: who });
      if (++arrived === 2) meet();
      await met;
      await tx.run(change, { name: other, value: who });
    });
  await Promise.all([cross(db, 'first', 'a', 'b'), cross(elsewhere, 'second', 'b', 'a')]);
  // They may meet once more before both are through.
  expect(tries.first + tries.second).toBeGreaterThanOrEqual(3);
  const values = (await db.read.all(allRows, {})).map(({ value }) => value);
  expect(values).toEqual([values[0], values[0]]);
  expect(values[0]).toMatch(/^(first|second)$/);
  await elsewhere.close();
});

test.each(['40001', '40P01'])('after %s the work is done again, and leaves its traces once', async (code) => {
  await using fresh = await freshDatabase();
  let tries = 0;
  await fresh.db.write(async (tx) => {
    await tx.run(put, { name: 'a', value: `${++tries}` });
    if (tries < 3) throw failing(code);
  });
  expect(await fresh.db.read.all(allRows, {})).toEqual([{ name: 'a', value: '3' }]);
});

test('it is given up after eight tries, and other errors at once', async () => {
  await using fresh = await freshDatabase();
  let tries = 0;
  const fail = (code: string) =>
    fresh.db.write(async (tx) => {
      tries++;
      await tx.run(put, { name: 'a', value: '' });
      throw failing(code);
    });
  await expect(fail('40001')).rejects.toThrow('as 40001');
  expect(tries).toBe(8);
  await expect(fail('23505')).rejects.toThrow('as 23505');
  expect(tries).toBe(9);
  expect(await fresh.db.read.all(allRows, {})).toEqual([]);
});

test('a connection that breaks fails its own write and is replaced', async () => {
  await using fresh = await freshDatabase();
  const { db, location } = fresh;
  if (location.kind !== 'postgres') throw new Error('not PostgreSQL');
  const outside = new pg.Client({ connectionString: location.url });
  await outside.connect();
  const cut = () =>
    outside.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  const broken = db.write(async (tx) => {
    await tx.run(put, { name: 'a', value: '' });
    await cut();
    await tx.run(put, { name: 'b', value: '' });
  });
  await expect(broken).rejects.toThrow();
  await outside.end();
  await db.write(async (tx) => await tx.run(put, { name: 'c', value: '' }));
  expect(await db.read.all(allRows, {})).toEqual([{ name: 'c', value: '' }]);
});

test('many processes may open a new database at once: it is migrated once', async () => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'postgres') throw new Error('not PostgreSQL');
  const empty = new URL(fresh.location.url);
  const name = `${empty.pathname.slice(1)}_new`;
  empty.pathname = `/${name}`;
  const outside = new pg.Client({ connectionString: fresh.location.url });
  await outside.connect();
  await outside.query(`create database ${name}`);
  const opened = await Promise.all(Array.from({ length: 4 }, () => openPostgres(empty.href)));
  for (const [n, db] of opened.entries()) await db.write(async (tx) => await tx.run(put, { name: `${n}`, value: '' }));
  expect(await opened[0]?.read.all(allRows, {})).toHaveLength(4);
  await Promise.all(opened.map((db) => db.close()));
  await outside.query(`drop database ${name} with (force)`);
  await outside.end();
});
