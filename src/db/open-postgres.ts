// PostgreSQL, for those who outgrow one machine: any number of processes on one database.
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { realChance, realTimers } from '../base/time.ts';
import { createAtEnd } from './at-end.ts';
import type { Database, Reader, Writer } from './database.ts';
import type { Job } from './in-groups.ts';
import { DONE, isUpToDate, migrate } from './migrate.ts';
import { createEar, type Ear, runAlone } from './postgres-signals.ts';
import type { Command, Query } from './statement.ts';
import { type Connection, createWriteTogether, haveMet, WRITERS } from './write-together.ts';

// Every bigint of ours is a time, a count or a seq: all within 2^53.
const INT8 = 20;
const NUMERIC = 1700;
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

type AnyStatement = Query<never, unknown> | Command<never, unknown>;

/** @param state where what comes of each statement is noted */
const runner = (client: Pick<pg.Pool, 'query'>, state: Connection['state'] = { writes: 0, broken: false }) => {
  const execute = async (s: AnyStatement, params: object) => {
    const { sql, name, values } = s.on('postgres');
    if (s.kind === 'command') state.writes += 1;
    try {
      return await client.query({ name, text: sql, values: values(params) });
    } catch (error) {
      state.broken = true;
      throw error;
    }
  };
  return {
    dialect: 'postgres' as const,
    get: async (s: AnyStatement, params: object) => (await execute(s, params)).rows[0],
    all: async (s: AnyStatement, params: object) => (await execute(s, params)).rows,
    run: async (s: AnyStatement, params: object) => (await execute(s, params)).rowCount ?? 0,
    rows: async (s: AnyStatement, params: object) => (await execute(s, params)).rows,
    insert: async (s: AnyStatement, params: object) => (await execute(s, params)).rows[0].id,
  };
};

const TRIES = 8;
/** Not at once, and not all at the same time: two that met would meet again. */
const pause = (tries: number): Promise<void> =>
  new Promise((resolve) => realTimers.after(realChance.fraction() * 10 * 2 ** tries, resolve));

export type PostgresDatabase = Database & { readonly dialect: 'postgres'; readonly pool: pg.Pool };

const createPool = (url: string, max: number): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max, types });
  // A connection that breaks is replaced, and its query fails; without a listener, idle or in use, it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
};

const doneIn = async (pool: pg.Pool): Promise<string[]> => {
  const known = await pool.query('select to_regclass($1) is not null as known', [DONE.table]);
  if (!known.rows[0]?.known) return [];
  return (await pool.query(DONE.names)).rows.map(({ name }) => String(name));
};

/** Connects, brings the tables up to date, and answers the database. */
export const openPostgres = async (url: string): Promise<PostgresDatabase> => {
  const pool = createPool(url, 16);
  try {
    // The dialect gets a pool of its own, since the migrator ends the one that it used.
    if (!isUpToDate(await doneIn(pool), 'postgres'))
      await migrate(new PostgresDialect({ pool: createPool(url, 1) }), 'postgres');
  } catch (error) {
    await pool.end();
    throw error;
  }

  const attempt = async <T>(work: (tx: Writer) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(`begin; select pg_advisory_xact_lock_shared(${WRITERS})`);
      const end = createAtEnd();
      const state = { writes: 0, broken: false };
      const tx = { ...runner(client, state), atEnd: end.atEnd } as unknown as Writer;
      const value = await work(tx);
      await end.perform(tx);
      // PostgreSQL would answer such a commit by a rollback, and say nothing.
      if (state.broken) throw new Error('A statement of a write failed, and its work went on.');
      await client.query('commit');
      return value;
    } catch (error) {
      await client.query('rollback').catch((reason: Error) => {
        broken = reason;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };

  const apart = async ({ work, resolve, reject }: Job): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        return resolve(await attempt(work));
      } catch (error) {
        if (tries === TRIES || !haveMet(error)) return reject(error);
        await pause(tries);
      }
    }
  };
  const connect = async (): Promise<Connection> => {
    const client = await pool.connect();
    const state = { writes: 0, broken: false };
    return {
      state,
      runner: runner(client, state) as unknown as Connection['runner'],
      execute: async (sql) => void (await client.query(sql)),
      release: (broken) => client.release(broken),
    };
  };
  const writes = createWriteTogether({ connect, apart, soon: (callback) => void setImmediate(callback) });
  const ears: Ear[] = [];
  return {
    dialect: 'postgres',
    pool,
    read: runner(pool) as unknown as Reader,
    write: writes.submit,
    tidy: async () => {},
    alone: (name, work) => runAlone(pool, name, work),
    hear(ring) {
      const ear = createEar(url, ring);
      ears.push(ear);
      return ear;
    },
    async close() {
      await Promise.all(ears.map((ear) => ear.close()));
      await writes.drained();
      await pool.end();
    },
  };
};
