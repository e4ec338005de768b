// Between processes on one PostgreSQL: who is alone with a job, and who hears of commits.
import pg from 'pg';

/** What appendEvent notifies (dialect.ts). */
const CHANNEL = 'koinon';

/** Jobs are told apart by a number made of their name. */
const numberOf = (name: string): number => {
  let number = 7_300;
  for (const letter of name) number = (number * 31 + letter.charCodeAt(0)) % 2_147_483_647;
  return number;
};

/**
 * Runs `work` unless another process is running work of the same name; then answers undefined. The lock belongs to a
 * connection, so a process that dies gives it back.
 */
export const runAlone = async <T>(pool: pg.Pool, name: string, work: () => Promise<T>): Promise<T | undefined> => {
  const client = await pool.connect();
  const key = numberOf(name);
  let broken: Error | undefined;
  try {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [key]);
    if (!rows[0]?.mine) return undefined;
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [key]).catch((error: Error) => {
        broken = error;
      });
    }
  } finally {
    client.release(broken);
  }
};

export type Ear = {
  /** Listens again where the connection was lost. */
  renew(): Promise<void>;
  close(): Promise<void>;
};

/** Calls `ring` whenever any process commits an event. */
export const createEar = (url: string, ring: () => void): Ear => {
  let client: pg.Client | undefined;
  let closed = false;
  const drop = (lost: pg.Client): void => {
    if (client === lost) client = undefined;
  };
  return {
    async renew() {
      if (client || closed) return;
      const made = new pg.Client({ connectionString: url });
      client = made;
      made.on('error', () => drop(made));
      made.on('end', () => drop(made));
      made.on('notification', ring);
      try {
        await made.connect();
        await made.query(`listen ${CHANNEL}`);
        ring();
      } catch (error) {
        drop(made);
        throw error;
      }
    },
    async close() {
      closed = true;
      await client?.end();
    },
  };
};
