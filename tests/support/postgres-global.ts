// Once per run of the tests on PostgreSQL: starts it, migrates one database that all others are copied from.
import pg from 'pg';
import { openPostgres } from '../../src/db/open-postgres.ts';
import { startPostgres } from './postgres-server.ts';

export const setup = async (): Promise<() => Promise<void>> => {
  const server = await startPostgres();
  const client = new pg.Client({ connectionString: `${server.url}/postgres` });
  await client.connect();
  await client.query('create database koinon_template');
  await client.end();
  await (await openPostgres(`${server.url}/koinon_template`)).close();
  process.env.KOINON_TEST_POSTGRES = server.url;
  return server.stop;
};
