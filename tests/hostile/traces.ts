// Looks for a text wherever a database could keep it.
import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { DatabaseLocation } from '../../src/db/open.ts';

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
