// Migrations are frozen: they import nothing of the app, stand in the list in their order, and nothing else is in it.
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from '../../schema/index.ts';
import { filesIn, importsOf } from './source.ts';

const files = filesIn('schema').filter((file) => file !== 'schema/index.ts');

test('each stands in the list once, numbered without a gap', () => {
  const names = files.map((file) => basename(file, '.ts'));
  expect(names.length).toBeGreaterThan(0);
  for (const dialect of ['sqlite', 'postgres'] as const) expect(Object.keys(migrations(dialect))).toEqual(names);
  expect(names.map((name) => Number(/^(\d{4})-[a-z0-9-]+$/.exec(name)?.[1]))).toEqual(names.map((_, i) => i + 1));
});

test('a migration imports nothing but Kysely', () => {
  expect(files.flatMap((file) => importsOf(file)).filter((name) => name !== 'kysely')).toEqual([]);
});

test('nothing can be undone: forward only', () => {
  for (const migration of Object.values(migrations('sqlite'))) expect(migration.down).toBeUndefined();
});
