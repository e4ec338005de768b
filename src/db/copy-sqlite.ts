// A copy of an SQLite database that others write to meanwhile: as it stood at one moment, complete, durable.
import { closeSync, fsyncSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';

/** Pages of one step: about 4 MB. */
const PAGES = 1_000;

/** Flushes a file, or a folder's list of names, to the disk. */
export const flush = (path: string): void => {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/**
 * Copies `file` to `copy`, which must not exist; only its owner may read it. Brings no tables up to date, and holds nobody up:
 * one read transaction lasts from the first page to the last, so that no write makes the copy begin anew.
 * @throws Error when there is no database, or `copy` exists
 */
export const copySqlite = async (file: string, copy: string): Promise<void> => {
  closeSync(openSync(copy, 'wx', 0o600));
  const source = new BetterSqlite3(file, { fileMustExist: true });
  try {
    source.pragma('query_only = ON');
    source.pragma('busy_timeout = 5000');
    source.exec('begin');
    source.prepare('select count(*) from sqlite_master').get();
    await source.backup(copy, { progress: () => PAGES });
    source.exec('commit');
  } finally {
    source.close();
  }
  flush(copy);
};
