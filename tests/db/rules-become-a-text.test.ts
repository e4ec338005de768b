// The migration from rules as a setting to rules as a text with versions.
import BetterSqlite3 from 'better-sqlite3';
import { type Dialect, Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrations } from '../../schema/index.ts';
import { freshDatabase } from '../support/database.ts';

const inTurn = async (dialect: Dialect, kind: 'sqlite' | 'postgres', rules: string) => {
  const db = new Kysely<unknown>({ dialect });
  const { '0001-foundation': first, '0002-coming-in': second } = migrations(kind);
  try {
    await first?.up(db);
    await sql`insert into setting (name, value) values ('instance.rules', ${rules}), ('instance.name', 'Greens')`.execute(
      db,
    );
    await second?.up(db);
    const texts = await sql`select kind, version, text, at from instance_text`.execute(db);
    const settings = await sql`select name from setting`.execute(db);
    return { texts: texts.rows, settings: settings.rows };
  } finally {
    await db.destroy();
  }
};

const migrated = async (rules: string) => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind === 'sqlite')
    return inTurn(new SqliteDialect({ database: new BetterSqlite3(':memory:') }), 'sqlite', rules);
  // A schema of its own: the database is used again by other tests.
  const connectionString = fresh.location.url;
  const admin = new pg.Pool({ connectionString, max: 1 });
  try {
    await admin.query('create schema older');
    const pool = new pg.Pool({ connectionString, max: 1, options: '-c search_path=older' });
    return await inTurn(new PostgresDialect({ pool }), 'postgres', rules);
  } finally {
    await admin.query('drop schema older cascade');
    await admin.end();
  }
};

test('rules that were set become version 1', async () => {
  const { texts, settings } = await migrated('Be kind.');
  expect(texts).toMatchObject([{ kind: 'rules', text: 'Be kind.' }]);
  const [{ version, at }] = texts as [{ version: unknown; at: unknown }];
  expect([Number(version), Number(at) > 1_700_000_000_000]).toEqual([1, true]);
  expect(settings).toEqual([{ name: 'instance.name' }]);
});

test('empty ones leave nothing', async () => {
  expect((await migrated('')).texts).toEqual([]);
});
