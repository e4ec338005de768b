import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { rankedStatements } from '../../../src/forum/threads/read-ranked.ts';
import { freshDatabase } from '../../support/database.ts';

test('ranked lists come straight from their index; those of a short time from that of times', async () => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'sqlite') throw new Error('a file was asked for');
  const db = new Sqlite(fresh.location.file, { readonly: true });
  const planOf = (statement: (typeof rankedStatements)['top']['long']): string => {
    const { sql, values } = statement.on('sqlite');
    const params = { place: 1, since: 5, rank: 1, at: 1, origin: '', seq: 1, limit: 30 };
    const rows = db.prepare(`explain query plan ${sql}`).all(values(params)) as { detail: string }[];
    return rows.map(({ detail }) => detail).join('\n');
  };
  try {
    for (const [sort, index] of [
      ['top', 'thread_by_score'],
      ['bridging', 'thread_by_bridging'],
    ] as const) {
      expect(planOf(rankedStatements[sort].long)).toMatch(
        new RegExp(`^SEARCH thread USING INDEX ${index} \\(place_id=\\? AND listed=\\? AND \\S+<\\S+\\)$`),
      );
      expect(planOf(rankedStatements[sort].short)).toBe(
        'SEARCH thread USING INDEX thread_by_creation (place_id=? AND listed=? AND at>?)\nUSE TEMP B-TREE FOR ORDER BY',
      );
    }
  } finally {
    db.close();
  }
});
