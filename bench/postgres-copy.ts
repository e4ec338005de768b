// Takes a SQLite file over into PostgreSQL.
import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import { openPostgres } from '../src/db/open-postgres.ts';
import { type Cells, insertRows } from './unnest.ts';

/** Rows in one statement. */
const CHUNK = 500;

export const perform = async (url: string, ...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
};

/** Every row of a SQLite file into a database of PostgreSQL, which is made for it. */
export const copyToPostgres = async (file: string, url: string): Promise<void> => {
  await (await openPostgres(url)).close();
  const from = new BetterSqlite3(file, { readonly: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`select tablename from pg_tables where schemaname = 'public'`);
    const there = new Set(rows.map(({ tablename }: { tablename: string }) => tablename));
    const named = from.prepare(`select name from sqlite_master where type = 'table' and name not like 'kysely%'`);
    // What a search index of SQLite keeps for itself is not there.
    const tables = (named.pluck().all() as string[]).filter((name) => there.has(name));
    // In any order: whatever refers to what is all there in the end.
    await client.query('set session_replication_role = replica');
    for (const table of tables) {
      let chunk: Cells[] = [];
      for (const row of from.prepare(`select * from ${table}`).iterate()) {
        chunk.push(row as Cells);
        if (chunk.length < CHUNK) continue;
        await insertRows(client, table, chunk);
        chunk = [];
      }
      await insertRows(client, table, chunk);
    }
    await client.query(`do $$ declare name text; begin
      for name in select table_name from information_schema.columns where is_identity = 'YES' and table_schema = 'public' loop
        execute format('select setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 0) + 1, false) from %I', name, name);
      end loop;
    end $$`);
    await client.query(`select setval('board_number', coalesce(max(seq), 0) + 1, false) from post where origin = ''`);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
    from.close();
  }
};
