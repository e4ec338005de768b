// The tests' own database: empty, apart from every other, still there after a restart, and gone in the end.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/open.ts';
import { command, query } from '../../src/db/statement.ts';
import { freshDatabase, testDialect } from './database.ts';

const put = command<{ name: string; value: string }>()((db, p) =>
  db.insertInto('setting').values({ name: p.name, value: p.value }),
);
const all = query()((db) => db.selectFrom('setting').selectAll().orderBy('name'));

test('two at once know nothing of each other, and a restart loses nothing', async () => {
  await using one = await freshDatabase();
  await using two = await freshDatabase();
  expect(one.db.dialect).toBe(testDialect());
  await one.db.write(async (tx) => await tx.run(put, { name: 'a', value: '1' }));
  expect(await two.db.read.all(all, {})).toEqual([]);
  const before = one.db;
  const after = await one.reopen();
  expect(after).not.toBe(before);
  expect(one.db).toBe(after);
  expect(await one.db.read.all(all, {})).toEqual([{ name: 'a', value: '1' }]);
});

test('nothing is left of it', async () => {
  const fresh = await freshDatabase();
  await fresh.dispose();
  const { location } = fresh;
  if (location.kind === 'sqlite') expect(existsSync(dirname(location.file))).toBe(false);
  else await expect(openDatabase(location)).rejects.toThrow('does not exist');
});
