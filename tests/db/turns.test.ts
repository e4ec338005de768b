import { expect, test } from 'vitest';
import { nextBoardNumber } from '../../src/db/dialect.ts';
import { query } from '../../src/db/statement.ts';
import { appendEvent } from '../../src/events/append.ts';
import { freshDatabase } from '../support/database.ts';
import { put } from './rows.ts';

const eventsAfter = query<{ id: number }>()((db, p) =>
  db.selectFrom('event').select(['id', 'at']).where('id', '>', p.id).orderBy('id'),
);

test('who follows events by their number misses none, however many write at once', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  const count = 300;
  const seen: number[] = [];
  const follow = (async () => {
    for (let cursor = 0; seen.length < count; ) {
      for (const { id, at } of await db.read.all(eventsAfter, { id: cursor })) {
        seen.push(at);
        cursor = id;
      }
      await new Promise((done) => setImmediate(done));
    }
  })();
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      db.write(async (tx) => {
        await tx.run(put, { name: `${n}`, value: '' });
        await appendEvent(tx, { kind: 'place.changed', at: n });
        // Another one that asks for its turn gets it only after this commit.
        await tx.get(eventsAfter, { id: count });
      }),
    ),
  );
  await follow;
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
});

test('no board number is handed out twice among writers that keep it', async () => {
  await using fresh = await freshDatabase();
  if (fresh.db.dialect === 'sqlite') {
    // One writer at a time: a number is taken once its post is written.
    expect(await fresh.db.write(nextBoardNumber)).toBe(1);
    return;
  }
  const numbers = await Promise.all(Array.from({ length: 50 }, () => fresh.db.write(nextBoardNumber)));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
});
