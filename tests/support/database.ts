// A database of its own for each test that asks: migrated, empty, gone afterwards. SQLite, or PostgreSQL when
// KOINON_TEST_DB says so: a test that imports this file runs on both, unless it is named *.sqlite.test.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.ts';
import { type DatabaseLocation, openDatabase } from '../../src/db/open.ts';
import { postgresPlace } from './postgres-place.ts';
import { scratchFolder } from './scratch.ts';

export type TestDatabase = AsyncDisposable & {
  /** The open database; another one after {@link reopen}. */
  readonly db: Database;
  readonly location: DatabaseLocation;
  /** Closes the database and opens it again, as a restart does. */
  reopen(): Promise<Database>;
  /** Ends it: closed, and nothing left of it. The same as leaving the block of an `await using`. */
  dispose(): Promise<void>;
};

export type FreshOptions = {
  /** What `KOINON_TEST_DB` says, otherwise. */
  dialect?: 'sqlite' | 'postgres';
  /** For SQLite: calls back in the next turn of the event loop. */
  soon?: (callback: () => void) => void;
};

export const testDialect = (): 'sqlite' | 'postgres' =>
  process.env.KOINON_TEST_DB === 'postgres' ? 'postgres' : 'sqlite';

type Place = { location: DatabaseLocation; remove(): Promise<void> };

const sqliteFolder = () => {
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-test-'));
  const remove = async () => rmSync(folder, { recursive: true, force: true });
  return { file: join(folder, 'koinon.db'), remove };
};

let migrated: Promise<Buffer> | undefined;

/** The bytes of an empty database file with all its tables: to migrate one takes most of the time of a small test. */
const migratedFile = (): Promise<Buffer> => {
  migrated ??= (async () => {
    const { file, remove } = sqliteFolder();
    await (await openDatabase({ kind: 'sqlite', file })).close();
    const bytes = readFileSync(file);
    await remove();
    return bytes;
  })();
  return migrated;
};

const sqlitePlace = async (soon: FreshOptions['soon']): Promise<Place> => {
  const { file, remove } = sqliteFolder();
  writeFileSync(file, await migratedFile(), { mode: 0o600 });
  return { location: { kind: 'sqlite', file, ...(soon ? { soon } : {}) }, remove };
};

/** `await using fresh = await freshDatabase();` */
export const freshDatabase = async (options: FreshOptions = {}): Promise<TestDatabase> => {
  const dialect = options.dialect ?? testDialect();
  const { location, remove } = await (dialect === 'postgres' ? postgresPlace() : sqlitePlace(options.soon));
  let db = await openDatabase(location);
  const dispose = async () => {
    await db.close();
    await remove();
  };
  return {
    get db() {
      return db;
    },
    location,
    async reopen() {
      await db.close();
      db = await openDatabase(location);
      return db;
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
};
