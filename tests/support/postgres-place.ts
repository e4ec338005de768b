// A PostgreSQL database for one test. Making one costs a thousand small files, so it is emptied and used again, under
// another name: whoever still holds on to the old one finds nothing there.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const serverUrl = (): string => {
  const url = process.env.KOINON_TEST_POSTGRES;
  if (!url) throw new Error('No PostgreSQL is running for tests: use `npx vitest run --project postgres`.');
  return url;
};

const perform = async (database: string, ...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: `${serverUrl()}/${database}` });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
};

let server: Promise<pg.Client> | undefined;

/** One connection for what concerns databases as wholes; it keeps no test run from ending. */
const connectServer = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: `${serverUrl()}/postgres` });
  client.on('error', () => {
    server = undefined;
  });
  await client.connect();
  (client as unknown as { connection: { stream: { unref(): void } } }).connection.stream.unref();
  return client;
};

const command = async (...statements: string[]): Promise<void> => {
  server ??= connectServer();
  const client = await server;
  for (const sql of statements) await client.query(sql);
};

const newName = () => `test_${randomBytes(8).toString('hex')}`;

/** Empties every table of ours, whatever refers to what, and starts every number anew. */
const empty = `do $$ declare name text; begin
  set session_replication_role = replica;
  for name in select format('%I', relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname not like 'kysely%' loop execute 'delete from ' || name; end loop;
  for name in select format('%I', relname) from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
    loop perform setval(name::regclass, 1, false); end loop;
end $$`;

/** A pool says that it ended before its connections did; one that is cut off instead would end the process. */
const untilLeft = (name: string) => `do $$ begin
  for i in 1..300 loop
    exit when not exists (select from pg_stat_activity where datname = '${name}');
    perform pg_sleep(0.005), pg_stat_clear_snapshot();
  end loop;
end $$`;

const spare: string[] = [];

export const postgresPlace = async () => {
  const known = spare.pop();
  const name = known ?? newName();
  if (!known) await command(`create database ${name} template koinon_template strategy file_copy`);
  return {
    location: { kind: 'postgres' as const, url: `${serverUrl()}/${name}` },
    async remove() {
      const next = newName();
      await command(
        untilLeft(name),
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
        `alter database ${name} rename to ${next}`,
      );
      await perform(next, empty);
      spare.push(next);
    },
  };
};
