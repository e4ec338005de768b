import { existsSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import type { Query } from '../../src/db/statement.ts';
import { freshDatabase } from '../support/database.ts';
import { allRows, put } from './rows.ts';

test('a reader cannot write: the compiler refuses it, and so does the database', async () => {
  await using fresh = await freshDatabase();
  const { read } = fresh.db;
  // @ts-expect-error A reader has no `run`.
  expect(read.write).toBeUndefined();
  // @ts-expect-error A command is no query.
  const compiles = () => read.all(put, { name: 'a', value: '1' });
  expect(compiles).toThrow();
  const disguised = put as unknown as Query<{ name: string; value: string }, unknown>;
  expect(() => read.get(disguised, { name: 'a', value: '1' })).toThrow();
  expect(await read.all(allRows, {})).toEqual([]);
});

test('the file is in WAL mode, and closing folds the log into it', async () => {
  await using fresh = await freshDatabase();
  const { location } = fresh;
  if (location.kind !== 'sqlite') throw new Error('not SQLite');
  const file = `${location.file}-other`;
  const other = await openDatabase({ kind: 'sqlite', file });
  await other.write(async (tx) => await tx.run(put, { name: 'a', value: '1' }));
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  await other.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
  const plain = new BetterSqlite3(file, { readonly: true });
  expect(plain.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(plain.prepare('select value from setting').pluck().all()).toEqual(['1']);
  plain.close();
});
