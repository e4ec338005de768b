// The queue is a range of an index, however long it is.
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { caseLists } from '../../../src/forum/cases/case-store.ts';
import { freshDatabase } from '../../support/database.ts';

test.each([
  ['all', 'moderation_case_by_rank'],
  ['ofScope', 'moderation_case_by_scope'],
] as const)('the queue, %s', async (which, index) => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'sqlite') throw new Error('a file was asked for');
  const db = new Sqlite(fresh.location.file, { readonly: true });
  try {
    const { sql, values } = caseLists[which].on('sqlite');
    const params = { queue: 'waiting', scope: 'board:garden', rank: 5, id: 5, limit: 50 };
    const rows = db.prepare(`explain query plan ${sql}`).all(values(params)) as { detail: string }[];
    expect(rows).toHaveLength(1);
    expect(rows[0]?.detail).toMatch(new RegExp(`^SEARCH moderation_case USING INDEX ${index} \\(queue=\\?.*rank.*<`));
  } finally {
    db.close();
  }
});
