// Looks for a text wherever a database could keep it.
import { existsSync, readFileSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import pg from 'pg';
import type { DatabaseLocation } from '../../src/db/open.ts';
import type { Real } from './real.ts';

/** Every row of every table as text (PostgreSQL), or every byte of the files (SQLite, its log included). */
export const everythingIn = async (location: DatabaseLocation): Promise<string> => {
  if (location.kind === 'sqlite')
    return ['', '-wal', '-journal']
      .map((end) => `${location.file}${end}`)
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'latin1'))
      .join('');
  const client = new pg.Client({ connectionString: location.url });
  await client.connect();
  try {
    const tables = await client.query(
      "select format('%I', relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query(`select to_jsonb(t) as row from ${name} t`);
      for (const { row } of rows) texts.push(JSON.stringify(row));
    }
    // Contents are bytes: PostgreSQL shows them in hexadecimal.
    const contents = await client.query(
      "select convert_from(content, 'UTF8') as text from entry where content is not null",
    );
    return [...texts, ...contents.rows.map(({ text }) => text)].join('\n');
  } finally {
    await client.end();
  }
};

/** Payloads of the envelopes in lines, decoded, with the lines themselves. */
export const decoded = (text: string): string =>
  [
    text,
    ...[...text.matchAll(/[A-Za-z0-9_-]{20,}/g)].map(([part]) => Buffer.from(part, 'base64url').toString('latin1')),
  ].join('\n');

const textOf = (row: object): string =>
  Object.values(row)
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
    .join(' ')
    .toLowerCase();

/** Tables with a row that holds the marker, which is in small letters. */
export const tablesTelling = async (location: DatabaseLocation, marker: string): Promise<string[]> => {
  if (location.kind === 'sqlite') {
    const connection = new BetterSqlite3(location.file, { readonly: true });
    const names = connection.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
    const telling = names.filter((name) =>
      (connection.prepare(`select * from "${name}"`).all() as object[]).some((row) => textOf(row).includes(marker)),
    );
    connection.close();
    return telling;
  }
  const client = new pg.Client({ connectionString: location.url });
  await client.connect();
  try {
    const { rows } = await client.query(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    );
    const telling: string[] = [];
    for (const { name } of rows) {
      const all = await client.query(`select * from "${name}"`);
      if (all.rows.some((row) => textOf(row).includes(marker))) telling.push(name);
    }
    return telling;
  } finally {
    await client.end();
  }
};

/** Whether the marker, in large letters or small, is in any byte of the instance's database, once it was tidied. */
export const hasBytes = async (house: Real, marker: string): Promise<boolean> => {
  // The instance does so every few seconds.
  await house.db.tidy();
  const { location } = house.fresh;
  if (location.kind === 'sqlite') {
    const connection = new BetterSqlite3(location.file);
    connection.pragma('busy_timeout = 5000');
    connection.pragma('wal_checkpoint(TRUNCATE)');
    connection.close();
  }
  return (await everythingIn(location)).toLowerCase().includes(marker.toLowerCase());
};
