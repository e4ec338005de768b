// The tests' own database: empty, apart from every other, still there after a restart, and gone in the end.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { nextBoardNumber } from '../../src/db/dialect.ts';
import { openDatabase } from '../../src/db/open.ts';
import { command, query } from '../../src/db/statement.ts';
import { freshDatabase, testDialect } from './database.ts';

const put = command<{ name: string; value: string }>()((db, p) =>
  db.insertInto('setting').values({ name: p.name, value: p.value }),
);
const putPlace = command<{ slug: string }>()((db, p) =>
  db
    .insertInto('place')
    .values({
      kind: 'board',
      coalition: '',
      slug: p.slug,
      title: '',
      text: '',
      visibility: 'public',
      position: 1,
      state: 'open',
      created_at: 1,
    })
    .returning('id'),
);
const putAuthor = command()((db) =>
  db
    .insertInto('author')
    .values({ origin: '', public_id: 'p', name: 'ada', display_name: '', bio: '' })
    .returning('id'),
);
const putThread = command<{ place: number; author: number }>()((db, p) =>
  db.insertInto('thread').values({
    place_id: p.place,
    origin: '',
    seq: 1,
    title: '',
    author_id: p.author,
    state: 'open',
    listed: 1,
    at: 1,
    active_at: 1,
    post_count: 1,
  }),
);
const all = query()((db) => db.selectFrom('setting').selectAll().orderBy('name'));

test('two at once know nothing of each other, and a restart loses nothing', async () => {
  await using one = await freshDatabase();
  await using two = await freshDatabase();
  expect(one.db.dialect).toBe(testDialect());
  await one.db.write(async (tx) => await tx.run(put, { name: 'a', value: '1' }));
  expect(await two.db.read.all(all, {})).toEqual([]);
  const before = one.db;
  const after = await one.reopen();
  expect(after).not.toBe(before);
  expect(one.db).toBe(after);
  expect(await one.db.read.all(all, {})).toEqual([{ name: 'a', value: '1' }]);
});

test('whoever comes next finds it empty, and numbers start anew', async () => {
  for (let round = 0; round < 3; round++) {
    await using fresh = await freshDatabase();
    expect(await fresh.db.read.all(all, {})).toEqual([]);
    const ids = await fresh.db.write(async (tx) => {
      await tx.run(put, { name: 'a', value: '1' });
      const places = await tx.rows(putPlace, { slug: 'first' });
      const numbers = [await nextBoardNumber(tx), places[0]?.id];
      await tx.run(putThread, { place: places[0]?.id ?? 0, author: (await tx.rows(putAuthor, {}))[0]?.id ?? 0 });
      return numbers;
    });
    expect(ids).toEqual([1, 1]);
  }
});

test('nothing is left of it', async () => {
  const fresh = await freshDatabase();
  await fresh.dispose();
  const { location } = fresh;
  if (location.kind === 'sqlite') expect(existsSync(dirname(location.file))).toBe(false);
  else await expect(openDatabase(location)).rejects.toThrow('does not exist');
});
