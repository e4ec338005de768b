// The log is folded into the database by a thread of its own: it starts over however many write, and nothing of it is lost.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCheckpoints } from '../../src/db/checkpoints.ts';

/** Bytes of a page in the log. */
const FRAME = 4096 + 24;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koinon-checkpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openTable = () => {
  const file = join(folder, 'a.sqlite');
  const connection = new BetterSqlite3(file);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.exec('create table item (n integer primary key, text text)');
  const checkpoints = createCheckpoints(file, connection);
  const insert = connection.prepare('insert into item (text) values (?)');
  /** Some 25 pages a commit, as a post makes them. */
  const write = () =>
    new Promise<void>((done) =>
      checkpoints.before(() => {
        insert.run('x'.repeat(100_000));
        checkpoints.committed();
        done();
      }),
    );
  return { file, connection, checkpoints, write };
};

const turn = () => new Promise<void>((done) => void setImmediate(done));

test('the log starts over while many write, and everything is there', async () => {
  const { file, connection, checkpoints, write } = openTable();
  for (let n = 0; n < 600; n++) {
    await write();
    await turn();
  }
  // 600 commits are 15,000 pages: what is written during a pass is the most that the log grows by.
  expect(statSync(`${file}-wal`).size).toBeLessThan(6_000 * FRAME);
  expect(statSync(file).size).toBeGreaterThan(30_000_000);
  await checkpoints.close();
  const [{ log, checkpointed }] = connection.pragma('wal_checkpoint(PASSIVE)') as [
    { log: number; checkpointed: number },
  ];
  expect(checkpointed).toBe(log);
  connection.close();
  const reader = new BetterSqlite3(file, { readonly: true });
  expect(reader.prepare('select count(*) from item').pluck().get()).toBe(600);
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
  reader.close();
});

test('what a reader holds on to stays in the log, and nobody who writes waits for it', async () => {
  const { file, connection, checkpoints, write } = openTable();
  await write();
  const reader = new BetterSqlite3(file);
  reader.exec('begin');
  const before = reader.prepare('select count(*) from item').pluck();
  expect(before.get()).toBe(1);
  for (let n = 0; n < 150; n++) {
    await write();
    await turn();
  }
  expect(before.get()).toBe(1);
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(3_000 * FRAME);
  reader.exec('commit');
  expect(before.get()).toBe(151);
  reader.close();
  await checkpoints.close();
  connection.close();
});

test('where no thread can be had SQLite does it itself', async () => {
  const { connection, checkpoints, write, file } = openTable();
  rmSync(file);
  for (let n = 0; n < 60; n++) {
    await write();
    await turn();
  }
  await checkpoints.close();
  expect(connection.pragma('wal_autocheckpoint', { simple: true })).toBe(1_000);
  connection.close();
});
