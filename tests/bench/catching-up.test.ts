// The floor of catching up writes the rows that catching up writes: otherwise their ratio would tell nothing.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { newFolder, rmFolder } from '../../bench/folder.ts';
import { type Catching, openReader } from '../../bench/take-in.ts';
import { makeTalk } from '../../bench/talk.ts';
import { openWriter, planRows } from '../../bench/write-rows.ts';

const tablesOf = (file: string): Record<string, unknown[]> => {
  const db = new BetterSqlite3(file, { readonly: true });
  const names = db
    .prepare(`select name from sqlite_master where type = 'table' order by name`)
    .pluck()
    .all() as string[];
  // How the full-text index lays out its pages is its own affair.
  const own = names.filter((name) => !/_words_(?:data|idx)$/.test(name));
  const rows = own.map((name) => [name, db.prepare(`select * from ${name}`).all()] as const);
  db.close();
  return Object.fromEntries(rows);
};
const complete = async (catching: Catching): Promise<void> => {
  await catching.run();
  await catching.close();
};
const counts = (tables: Record<string, unknown[]>) =>
  Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.length]));

test('both leave the same rows behind, in as many transactions', async () => {
  const folder = newFolder();
  try {
    const talk = await makeTalk(folder, 1_150);
    const [ours, floor] = [join(folder, 'ours.sqlite'), join(folder, 'floor.sqlite')];
    for (const file of [ours, floor]) copyFileSync(talk.before, file);
    await complete(await openReader(ours, talk));
    const plan = planRows(talk.before, ours, talk.pages);
    await complete(openWriter(floor, plan));
    const [left, written] = [tablesOf(ours), tablesOf(floor)];
    expect(counts(written)).toEqual(counts(left));
    expect(counts(left)).toMatchObject({ entry: 1_166, post: 1_150, thread: 60 });
    const grew = left.event?.filter((row) => (row as { kind: string }).kind === 'journal.grew');
    expect(plan.batches).toHaveLength(grew?.length ?? 0);
    expect(plan.batches.length).toBeGreaterThanOrEqual(12);
    for (const [name, rows] of Object.entries(left)) expect(written[name], name).toEqual(rows);
  } finally {
    rmFolder(folder);
  }
});
