// SQLite: one file, one connection that writes and one that reads. What is acknowledged survives kill -9 and power loss.
import { closeSync, openSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { SqliteDialect } from 'kysely';
import { createCheckpoints } from './checkpoints.ts';
import { copySqlite } from './copy-sqlite.ts';
import type { Database, Reader, Writer } from './database.ts';
import { createGroupCommit } from './group-commit.ts';
import { DONE, isUpToDate, migrate } from './migrate.ts';
import { scrub } from './scrub.ts';
import type { Command, Query } from './statement.ts';
import { tidyWords } from './tidy-words.ts';

export type SqliteOptions = {
  /** Path of the database file; its folder must exist. */
  file: string;
  /**
   * Calls back in a turn of the event loop that comes soon; until then writes gather for one commit. Where it is given, nothing is
   * done in a thread either, which would take a time of its own.
   */
  soon?: (callback: () => void) => void;
};

/** Milliseconds that a connection waits for others. */
const PATIENCE = 5_000;
const TRIES = 100;
/** Bytes that are scrubbed each time that it may be: a large file every so many times. */
const SCRUBBED = 256 * 1024 * 1024;
/** Bytes of the file, at most. The system takes the memory back when it needs it. */
const MAPPED = 256 * 1024 * 1024;

/** SQLite does not wait for others before it changes the journal mode, as it does before a transaction. */
const useWal = (connection: BetterSqlite3.Database): void => {
  for (let tries = 1; ; tries++) {
    try {
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!(error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) || tries === TRIES)
        throw error;
      connection.exec('begin exclusive; rollback');
    }
  }
};

const connect = (file: string): BetterSqlite3.Database => {
  const connection = new BetterSqlite3(file, { timeout: PATIENCE });
  useWal(connection);
  // better-sqlite3 opens WAL with NORMAL, which loses acknowledged writes when the power goes.
  connection.pragma('synchronous = FULL');
  connection.pragma('secure_delete = ON');
  connection.pragma('foreign_keys = ON');
  connection.pragma('cache_size = -8000');
  // Each write of a group has a savepoint, which copies what it changes: into a file, unless it may use memory.
  connection.pragma('temp_store = MEMORY');
  return connection;
};

/** One after the other where two processes start at once; after a crash all of it stands, or nothing. */
const doneIn = (connection: BetterSqlite3.Database): string[] => {
  const known = connection.prepare('select 1 from sqlite_master where name = ?').get(DONE.table) !== undefined;
  return known ? (connection.prepare(DONE.names).pluck().all() as string[]) : [];
};

const bringUpToDate = async (connection: BetterSqlite3.Database): Promise<void> => {
  if (isUpToDate(doneIn(connection), 'sqlite')) return;
  connection.exec('begin immediate');
  try {
    // Kysely's own connection handling is used here alone: migrations are built with it.
    await migrate(new SqliteDialect({ database: connection }), 'sqlite');
    connection.exec('commit');
  } catch (error) {
    if (connection.inTransaction) connection.exec('rollback');
    throw error;
  }
};

type AnyStatement = Query<never, unknown> | Command<never, unknown>;

type Prepared = {
  statement: BetterSqlite3.Statement;
  values: (params: object) => unknown[];
  /** Of what it answers; none where it answers no rows. */
  columns: readonly string[];
  /** An insert without its `returning id`: SQLite knows the id without putting rows aside. */
  insert?: BetterSqlite3.Statement;
};

const RETURNING_ID = / returning "id"$/;

/** Rows come as arrays and become objects here: better-sqlite3's own objects cost half as much again (bench/README.md). */
const toRow = (columns: readonly string[], cells: readonly unknown[]): object => {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) row[columns[index] as string] = cells[index];
  return row;
};

const runner = (connection: BetterSqlite3.Database) => {
  const prepared = new WeakMap<object, Prepared>();
  const prepare = (described: AnyStatement): Prepared => {
    const known = prepared.get(described);
    if (known) return known;
    const { sql, values } = described.on('sqlite');
    const statement = connection.prepare(sql);
    if (statement.reader) statement.raw();
    const columns = statement.reader ? statement.columns().map(({ name }) => name) : [];
    const insert = RETURNING_ID.test(sql) ? { insert: connection.prepare(sql.replace(RETURNING_ID, '')) } : {};
    const made = { statement, values, columns, ...insert };
    prepared.set(described, made);
    return made;
  };
  // Values one by one: out of an array better-sqlite3 fetches each by name, which costs an insert up to as much again.
  const all = (described: AnyStatement, params: object) => {
    const { statement, values, columns } = prepare(described);
    return (statement.all(...values(params)) as unknown[][]).map((cells) => toRow(columns, cells));
  };
  return {
    dialect: 'sqlite' as const,
    get: (described: AnyStatement, params: object) => {
      const { statement, values, columns } = prepare(described);
      const cells = statement.get(...values(params)) as unknown[] | undefined;
      return cells && toRow(columns, cells);
    },
    all,
    run: (described: AnyStatement, params: object) => {
      const { statement, values } = prepare(described);
      return statement.reader ? statement.all(...values(params)).length : statement.run(...values(params)).changes;
    },
    rows: all,
    insert: (described: AnyStatement, params: object) => {
      const { insert, values } = prepare(described);
      if (!insert) throw new TypeError(`A statement without "returning id": ${described.on('sqlite').sql}`);
      return Number(insert.run(...values(params)).lastInsertRowid);
    },
  };
};

export type SqliteDatabase = Database & {
  readonly dialect: 'sqlite';
  /** Copies the running database into `file`, which must not exist (copy-sqlite.ts). */
  backup(file: string): Promise<void>;
};

/** In the turn after the next: requests that are being read now still get into the group, which costs each of them less. */
const soonEnough = (callback: () => void): void => void setImmediate(() => setImmediate(callback));

/** Opens the file, brings its tables up to date, and answers it. */
export const openSqlite = async ({ file, soon: given }: SqliteOptions): Promise<SqliteDatabase> => {
  const writing = connect(file);
  await bringUpToDate(writing);
  const reading = connect(file);
  reading.pragma('query_only = ON');
  // Reads the file where the system has it in memory, instead of copying each page that is not in the connection's cache.
  reading.pragma(`mmap_size = ${MAPPED}`);
  const untidy = reading.prepare('select count from words_removed').pluck();
  const checkpoints = given ? undefined : createCheckpoints(file, writing);
  const soon = given ?? ((turn: () => void) => soonEnough(() => checkpoints?.before(turn)));
  let fd: number | undefined;
  let since = 0;
  const commits = createGroupCommit(writing, runner(writing) as unknown as Writer, soon, checkpoints?.committed);
  const tidy = async (signal?: AbortSignal): Promise<void> => {
    const count = untidy.get();
    since += 1;
    if (count === 0 || since * SCRUBBED < statSync(file).size) return;
    since = 0;
    const pause = () => new Promise<void>((resolve) => (given ?? setImmediate)(resolve));
    await tidyWords(() => connect(file).unsafeMode(), pause, signal);
    fd ??= openSync(file, 'r+');
    const [open, done] = [() => connect(file), `update words_removed set count = count - ${String(count)}`];
    const scrubbing = { file, fd, open, pause, done, signal };
    await checkpoints?.fold();
    await commits.between(() => scrub(scrubbing));
  };
  // One after the other: the next would wait for the lock of the one before, and hold up all that this one waits for.
  let before: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    const turn = before.then(work);
    before = turn.catch(() => {});
    return turn;
  };
  return {
    dialect: 'sqlite',
    read: runner(reading) as unknown as Reader,
    write: commits.submit,
    // One server process a file; a command beside it is seen by looking now and then.
    alone: (_, work) => work(),
    hear: () => ({ renew: async () => {} }),
    tidy: (signal) => inOrder(() => tidy(signal)),
    backup: (copy) => copySqlite(file, copy),
    async close() {
      await commits.drained();
      await checkpoints?.close();
      reading.close();
      writing.pragma('wal_checkpoint(TRUNCATE)');
      writing.close();
      if (fd !== undefined) closeSync(fd);
    },
  };
};
