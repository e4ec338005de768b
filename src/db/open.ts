// Opens the database that the configuration names. PostgreSQL's driver is loaded only when it is asked for.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from './database.ts';
import { openSqlite, type SqliteOptions } from './open-sqlite.ts';

export type DatabaseLocation = ({ kind: 'sqlite' } & SqliteOptions) | { kind: 'postgres'; url: string };

export const openDatabase = async (location: DatabaseLocation): Promise<Database> => {
  if (location.kind === 'postgres') return (await import('./open-postgres.ts')).openPostgres(location.url);
  mkdirSync(dirname(location.file), { recursive: true, mode: 0o700 });
  // It holds keys: readable by its owner alone. What SQLite puts beside it takes the same mode.
  closeSync(openSync(location.file, 'a', 0o600));
  return openSqlite(location);
};
