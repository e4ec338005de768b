// What SQLite leaves of an erased text between its cells, although it overwrites what it deletes, is overwritten in the file.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scrub } from '../../src/db/scrub.ts';
import { seededChance } from '../support/time.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koinon-scrub-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (): BetterSqlite3.Database => {
  const connection = new BetterSqlite3(join(folder, 'a.sqlite'), { timeout: 50 });
  connection.pragma('journal_mode = WAL');
  connection.pragma('secure_delete = ON');
  return connection;
};

const textOf = (id: number, length: number): string => `mark${id}x `.repeat(1 + length / 8);

/** Posts come, change and go, as they would; answers which are left, and the connection. */
const live = (seed: number) => {
  const chance = seededChance(seed);
  const below = (limit: number): number => Buffer.from(chance.bytes(4)).readUInt32BE() % limit;
  const connection = open();
  connection.exec('create table post (id integer primary key, text text); create index post_text on post (text)');
  connection.exec('create table removed (count integer)');
  connection.exec('insert into removed values (1)');
  const [insert, update, remove] = [
    'insert into post values (?, ?)',
    'update post set text = ? where id = ?',
    'delete from post where id = ?',
  ].map((sql) => connection.prepare(sql)) as [S, S, S];
  type S = BetterSqlite3.Statement;
  const there = new Set<number>();
  let next = 1;
  connection.transaction(() => {
    for (let step = 0; step < 4_000; step++) {
      const recent = [...there].slice(-50);
      const id = recent[below(recent.length || 1)];
      const act = below(10);
      if (id === undefined || act < 5) {
        insert.run(next, textOf(next, 20 + below(600)));
        there.add(next);
        next += 1;
      } else if (act < 8) update.run(textOf(id, 20 + below(1_500)), id);
      else {
        remove.run(id);
        there.delete(id);
      }
    }
  })();
  const gone = Array.from({ length: next - 1 }, (_, index) => index + 1).filter((id) => !there.has(id));
  return { connection, there, gone };
};

const left = (gone: readonly number[]): number[] => {
  const bytes = ['', '-wal'].map((end) => readFileSync(join(folder, `a.sqlite${end}`), 'latin1')).join('');
  const found = new Set(bytes.match(/mark\d+x/g));
  return gone.filter((id) => found.has(`mark${id}x`));
};

const scrubbing = (fd: number) => ({
  file: join(folder, 'a.sqlite'),
  fd,
  open,
  pause: () => new Promise<void>((done) => void setImmediate(done)),
  done: 'update removed set count = 0',
});

test.each([1, 2, 3, 4, 5])('no byte of what was deleted is left, history %i', async (seed) => {
  const { connection, there, gone } = live(seed);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  // Without it something is left.
  expect(left(gone)).not.toEqual([]);
  const fd = openSync(join(folder, 'a.sqlite'), 'r+');
  expect(await scrub(scrubbing(fd))).toBe(true);
  expect(left(gone)).toEqual([]);
  // What the connection remembers of its pages does not come back either.
  connection.exec('update post set text = text');
  connection.pragma('wal_checkpoint(TRUNCATE)');
  expect(left(gone)).toEqual([]);
  expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(connection.prepare('select id from post order by id').pluck().all()).toEqual([...there]);
  expect(connection.prepare("select count(*) from post where text not like 'mark' || id || 'x %'").pluck().get()).toBe(
    0,
  );
  expect(connection.prepare('select count from removed').pluck().get()).toBe(0);
  connection.close();
  closeSync(fd);
});

test('while somebody reads what is in the log, nothing happens; then it does', async () => {
  const { connection, gone } = live(6);
  const reader = open();
  reader.exec('begin');
  expect(reader.prepare('select count from removed').pluck().get()).toBe(1);
  const fd = openSync(join(folder, 'a.sqlite'), 'r+');
  expect(await scrub(scrubbing(fd))).toBe(false);
  expect(connection.prepare('select count from removed').pluck().get()).toBe(1);
  reader.exec('commit; begin immediate');
  expect(await scrub(scrubbing(fd))).toBe(false);
  reader.exec('commit');
  expect(await scrub(scrubbing(fd))).toBe(true);
  expect(left(gone)).toEqual([]);
  for (const open of [reader, connection]) open.close();
  closeSync(fd);
});

test('whoever else wants to write waits, and whoever reads does not', async () => {
  const { connection, there } = live(7);
  const fd = openSync(join(folder, 'a.sqlite'), 'r+');
  let refused = 0;
  let read = 0;
  const { pause, ...others } = scrubbing(fd);
  const reader = open();
  const scrubbed = await scrub({
    ...others,
    async pause() {
      expect(() => connection.exec('begin immediate')).toThrow('locked');
      refused += 1;
      read = Number(reader.prepare('select count(*) from post').pluck().get());
      await pause();
    },
  });
  expect(scrubbed).toBe(true);
  expect(refused).toBeGreaterThan(0);
  expect(read).toBe(there.size);
  for (const open of [reader, connection]) open.close();
  closeSync(fd);
});
