// Pages of a thread, of its tree, and what is unread are read along an index: the plan says so, whatever the thread's length.
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { pages } from '../../../src/forum/threads/read-posts.ts';
import { childrenOf } from '../../../src/forum/threads/read-tree.ts';
import { freshDatabase } from '../../support/database.ts';

const key = { at: 1, origin: '', seq: 1, limit: 20 };

test('no page sorts or scans', async () => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'sqlite') throw new Error('not SQLite');
  const raw = new BetterSqlite3(fresh.location.file, { readonly: true });
  const plan = (statement: { sql: string; values: (params: object) => unknown[] }, params: object): string[] =>
    raw
      .prepare(`explain query plan ${statement.sql}`)
      .all(...statement.values(params))
      .map((row) => (row as { detail: string }).detail);
  for (const page of Object.values(pages))
    expect(plan(page.on('sqlite'), { thread: 1, ...key })).toEqual([
      expect.stringMatching(/^SEARCH post USING INDEX post_by_thread \(thread_id=\? AND \(at,origin,seq\)/),
    ]);
  const tree = plan(childrenOf.on('sqlite'), { parent: 1, ...key });
  expect(tree[0]).toMatch(/^SEARCH post USING INDEX post_by_parent \(parent_id=\? AND \(at,origin,seq\)>/);
  expect(tree.join('\n')).toMatch(/SEARCH child USING COVERING INDEX post_by_parent/);
  expect(tree.join('\n')).not.toMatch(/SCAN (post|child)|TEMP B-TREE/);
  raw.close();
});
