// Looks at a database without changing it: is it whole, and of which version? For `koinon doctor`, and for what `koinon backup`
// notes in it: opening it otherwise would bring it up to date.
import { existsSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { migrations } from '../../schema/index.ts';
import type { DatabaseLocation } from './open.ts';

export type Look = {
  /** False: there is none yet. */
  exists: boolean;
  /** Migrations that it lacks, and those that this version does not know. */
  pending: string[];
  unknown: string[];
  /** What is broken in it. */
  faults: string[];
};

const NONE: Look = { exists: false, pending: [], unknown: [], faults: [] };
const DONE = 'select name from kysely_migration order by name';

const compare = (kind: 'sqlite' | 'postgres', done: readonly string[], faults: string[]): Look => {
  const known = Object.keys(migrations(kind));
  return {
    exists: true,
    pending: known.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !known.includes(name)),
    faults,
  };
};

const lookAtSqlite = (file: string): Look => {
  if (!existsSync(file)) return NONE;
  const connection = new BetterSqlite3(file, { readonly: true, timeout: 5_000 });
  try {
    const told = connection.pragma('quick_check(5)') as { quick_check: string }[];
    const faults = told.map((row) => row.quick_check).filter((text) => text !== 'ok');
    const table = connection.prepare("select name from sqlite_master where name = 'kysely_migration'").get();
    const done = table ? (connection.prepare(DONE).pluck().all() as string[]) : [];
    return compare('sqlite', done, faults);
  } finally {
    connection.close();
  }
};

const lookAtPostgres = async (url: string): Promise<Look> => {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query("select to_regclass('kysely_migration') is not null as there");
    if (rows[0]?.there !== true) return NONE;
    const done = (await client.query(DONE)).rows.map(({ name }) => String(name));
    return compare('postgres', done, []);
  } finally {
    await client.end();
  }
};

/** @throws Error when it cannot be read at all */
export const lookAtDatabase = async (location: DatabaseLocation): Promise<Look> =>
  location.kind === 'sqlite' ? lookAtSqlite(location.file) : lookAtPostgres(location.url);

/** Sets a row of the table `setting`, also while the server runs. */
export const noteSetting = (file: string, name: string, value: string): void => {
  const connection = new BetterSqlite3(file, { fileMustExist: true, timeout: 5_000 });
  try {
    connection
      .prepare(
        'insert into setting (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
      )
      .run(name, value);
  } finally {
    connection.close();
  }
};
