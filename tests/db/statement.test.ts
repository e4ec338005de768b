import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { command, query } from '../../src/db/statement.ts';
import { freshDatabase } from '../support/database.ts';
import { put } from './rows.ts';

const between = query<{ low: string; high: string }>()((db, p) =>
  db
    .selectFrom('setting')
    .select('name')
    .where('name', '>=', p.low)
    .where('value', '=', 'kept')
    .where('name', '<', p.high)
    .where('name', '!=', p.low)
    .orderBy('name'),
);

test('slots are filled in by name, wherever and however often they stand', () => {
  const { sql: text, values } = between.on('postgres');
  expect(text.match(/\$\d/g)).toHaveLength(4);
  expect(values({ high: 'z', low: 'a' })).toEqual(['a', 'kept', 'z', 'a']);
  expect(values({ low: 'b', high: 'c' })).toEqual(['b', 'kept', 'c', 'b']);
});

test('on SQLite what is no slot stands in the text, so that partial indexes are found', () => {
  const { sql: text, values } = between.on('sqlite');
  expect(text.match(/\?/g)).toHaveLength(3);
  expect(text).toContain("'kept'");
  expect(values({ high: 'z', low: 'a' })).toEqual(['a', 'z', 'a']);
  const quoted = query()((db) => db.selectFrom('setting').select('value').where('name', '=', "it's ? -- 'so'"));
  expect(quoted.on('sqlite').sql).toContain("'it''s ? -- ''so'''");
});

test('on SQLite a limit that comes in is an expression: a bare one is prepared anew for each value', () => {
  const some = query<{ most: number }>()((db, p) => db.selectFrom('setting').selectAll().limit(p.most));
  const one = query()((db) => db.selectFrom('setting').selectAll().limit(1));
  expect(some.on('sqlite').sql).toMatch(/limit \? \+ 0$/);
  expect(one.on('sqlite').sql).toMatch(/limit 1$/);
  expect(some.on('postgres').sql).toMatch(/limit \$1$/);
});

test('each dialect has its own text', () => {
  expect(between.on('postgres').sql).toMatch(/\$1.*\$2.*\$3.*\$4/);
  expect(between.on('postgres').sql).not.toContain('?');
  const told: string[] = [];
  const each = query()((db, _, dialect) => {
    told.push(dialect);
    return db.selectFrom('setting').select(sql.lit(dialect).as('dialect'));
  });
  expect(each.on('sqlite').sql).toContain("'sqlite'");
  expect(each.on('postgres').sql).toContain("'postgres'");
  expect(told).toEqual(['sqlite', 'postgres']);
});

test('a statement is built and compiled once, on first use', () => {
  let built = 0;
  const counted = query()((db) => {
    built++;
    return db.selectFrom('setting').selectAll();
  });
  expect(built).toBe(0);
  const first = counted.on('sqlite');
  expect(counted.on('sqlite')).toBe(first);
  expect(built).toBe(1);
});

test('no two statements share a name, so that PostgreSQL prepares each once', () => {
  const make = () => query()((db) => db.selectFrom('setting').selectAll());
  const names = [make(), make(), between].map((statement) => statement.on('postgres').name);
  expect(new Set(names).size).toBe(3);
});

test('filled slots reach the database, and nothing of them becomes SQL', async () => {
  await using fresh = await freshDatabase();
  const hostile = "a'); delete from setting; --";
  await fresh.db.write(async (tx) => {
    for (const name of ['a', 'b', hostile]) await tx.run(put, { name, value: 'kept' });
    await tx.run(put, { name: 'ab', value: "'" });
  });
  expect(await fresh.db.read.all(between, { low: 'a', high: 'z' })).toEqual([{ name: hostile }, { name: 'b' }]);
});

test('text compares as bytes, numbers come back as numbers', async () => {
  await using fresh = await freshDatabase();
  const names = ['b', 'B', 'a', 'é', '_', 'Z', '1'];
  const ordered = query()((db) => db.selectFrom('setting').select('name').orderBy('name'));
  const count = query()((db) => db.selectFrom('setting').select((eb) => eb.fn.countAll<number>().as('count')));
  const putAt = command<{ at: number }>()((db, p) =>
    db.insertInto('event').values({ kind: 'x', at: p.at, place_id: null, thread_id: null, post_id: null, data: '{}' }),
  );
  const sumAt = query()((db) => db.selectFrom('event').select((eb) => eb.fn.sum<number>('at').as('sum')));
  await fresh.db.write(async (tx) => {
    for (const name of names) await tx.run(put, { name, value: '' });
    await tx.run(putAt, { at: Number.MAX_SAFE_INTEGER });
  });
  expect((await fresh.db.read.all(ordered, {})).map(({ name }) => name)).toEqual([...names].sort());
  expect(await fresh.db.read.get(count, {})).toEqual({ count: names.length });
  expect(await fresh.db.read.get(sumAt, {})).toEqual({ sum: Number.MAX_SAFE_INTEGER });
});
