// What is looked up for each post under advice is a range of an index, however much its issuer advises and however long the journal is.
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { newest } from '../../../src/forum/advice/advisory-store.ts';
import { edits } from '../../../src/forum/advice/renew-advice.ts';
import { freshDatabase } from '../../support/database.ts';

type Params = { [name: string]: unknown };

test.each([
  ['the newest of one issuer', newest, /^SEARCH advisory USING INDEX advisory_by_subject \(\(subject,origin,seq\)>/],
  ['entries that hold revisions', edits, /^SEARCH entry USING INDEX \S+ \(journal_id=\? AND seq=\?\)/],
] as const)('%s', async (_, statement, range) => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'sqlite') throw new Error('a file was asked for');
  const db = new Sqlite(fresh.location.file, { readonly: true });
  try {
    const { sql, values } = statement.on('sqlite');
    const params: Params = { subject: 'post 1@x', origin: 'x', now: 5, limit: 5, last: 9, post: 1, shown: 1 };
    const plan = db.prepare(`explain query plan ${sql}`).all(values(params as never)) as { detail: string }[];
    expect(plan.some(({ detail }) => range.test(detail))).toBe(true);
    expect(plan.filter(({ detail }) => /^SCAN (entry|advisory|revision)/.test(detail))).toEqual([]);
  } finally {
    db.close();
  }
});
