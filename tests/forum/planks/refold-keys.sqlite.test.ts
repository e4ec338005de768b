// A refold deletes every author, thread and post of the planks. A foreign key without an index on its side would look through
// its whole table for each of them: 20,000 posts took a minute and a half, and the instance answered nobody meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { openSqlite } from '../../../src/db/open-sqlite.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DELETED = ['author', 'thread', 'post'];

test('whatever refers to a row that a refold deletes has an index to find it by', async () => {
  const file = join(folder, 'koinon.sqlite');
  await (await openSqlite({ file })).close();
  const db = new BetterSqlite3(file);
  const names = (sql: string, of: string) => (db.prepare(sql).all(of) as { name: string }[]).map(({ name }) => name);
  const references: { table: string; column: string; indexed: boolean }[] = [];
  for (const table of names('select name from sqlite_master where type = ?', 'table')) {
    const firsts = names('select name from pragma_index_list(?)', table).map(
      (index) => names('select name from pragma_index_info(?) order by seqno limit 1', index)[0],
    );
    const keys = db.prepare('select "table", "from" from pragma_foreign_key_list(?)').all(table) as {
      table: string;
      from: string;
    }[];
    for (const key of keys)
      if (DELETED.includes(key.table)) references.push({ table, column: key.from, indexed: firsts.includes(key.from) });
  }
  db.close();
  expect(references.length).toBeGreaterThanOrEqual(4);
  expect(references.filter(({ indexed }) => !indexed)).toEqual([]);
});
