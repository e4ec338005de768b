import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Writer } from '../../src/db/database.ts';
import { createGroupCommit } from '../../src/db/group-commit.ts';
import { freshDatabase } from '../support/database.ts';
import { put } from './rows.ts';

/** A group commit over a database in memory; `said` is every statement that it ran, `turn` gives it its next turn. */
const table = () => {
  const said: string[] = [];
  const connection = new BetterSqlite3(':memory:', { verbose: (sql) => said.push(String(sql)) });
  connection.pragma('foreign_keys = ON');
  connection.exec('create table item (n integer primary key, item integer references item(n))');
  const insert = connection.prepare('insert into item values (?, ?)');
  const turns: (() => void)[] = [];
  const tx = { run: (_: unknown, { n, item }: { n: number; item: number | null }) => insert.run(n, item).changes };
  const commits = createGroupCommit(connection, tx as unknown as Writer, (callback) => turns.push(callback));
  const put = (writer: Writer, n: number, item: number | null = null) =>
    (writer as unknown as typeof tx).run(undefined, { n, item });
  const add = (n: number, item: number | null = null) => commits.submit(async (writer) => put(writer, n, item));
  said.length = 0;
  return {
    connection,
    commits,
    add,
    put,
    insert,
    said,
    count: (sql: string) => said.filter((each) => each === sql).length,
    rows: () => connection.prepare('select n from item order by rowid').pluck().all(),
    waiting: () => turns.length,
    async turn() {
      turns.shift()?.();
      // As many steps as the longest group needs.
      for (let i = 0; i < 2000; i++) await Promise.resolve();
    },
  };
};

test('what arrives in one turn shares one commit, in the order of arrival', async () => {
  const t = table();
  const writes = [5, 3, 9].map((n) => t.add(n));
  expect(t.waiting()).toBe(1);
  expect(t.said).toEqual([]);
  await t.turn();
  expect(await Promise.all(writes)).toEqual([1, 1, 1]);
  expect([t.count('begin immediate'), t.count('commit'), t.count('savepoint job')]).toEqual([1, 1, 0]);
  expect(t.said.filter((sql) => sql.startsWith('insert')).map((sql) => sql.match(/\d+/)?.[0])).toEqual(['5', '3', '9']);
  expect(t.waiting()).toBe(0);
});

test('nobody hears of success before the commit', async () => {
  const t = table();
  const heard: string[] = [];
  const first = t.add(1).then(() => heard.push(t.said.at(-1) ?? ''));
  const slow = t.commits.submit(async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect(heard).toEqual([]);
  });
  await t.turn();
  await Promise.all([first, slow]);
  expect(heard).toEqual(['commit']);
});

test('one that fails after it has written rolls back alone: the group is done again, each job in a savepoint', async () => {
  const t = table();
  const outcomes = Promise.allSettled([
    t.add(1),
    t.commits.submit(async (writer) => {
      t.put(writer, 2);
      throw new Error('no');
    }),
    t.add(1),
    t.add(3),
  ]);
  await t.turn();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(t.rows()).toEqual([1, 3]);
  expect([t.count('rollback'), t.count('commit'), t.count('savepoint job')]).toEqual([1, 1, 4]);
});

test('one that fails before it has written anything costs the others nothing', async () => {
  const t = table();
  let runs = 0;
  const outcomes = Promise.allSettled([
    t.add(1),
    t.commits.submit(async () => {
      runs += 1;
      throw new Error('no');
    }),
    t.add(3),
  ]);
  await t.turn();
  expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(t.rows()).toEqual([1, 3]);
  expect([runs, t.count('rollback'), t.count('commit'), t.count('savepoint job')]).toEqual([1, 0, 1, 0]);
});

test('done again, each answers what its last run answered', async () => {
  const t = table();
  let runs = 0;
  const first = t.commits.submit(async (writer) => {
    t.put(writer, 1);
    return ++runs;
  });
  const failing = t.add(1).catch(() => 'failed');
  await t.turn();
  expect([await first, await failing]).toEqual([2, 'failed']);
  expect(t.rows()).toEqual([1]);
});

test('a commit that fails fails all of its group, and the next group goes on', async () => {
  const t = table();
  const doomed = Promise.allSettled([
    t.add(1),
    t.commits.submit(async () => {
      t.connection.pragma('defer_foreign_keys = ON');
      t.insert.run(2, 77);
    }),
  ]);
  await t.turn();
  expect((await doomed).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(t.connection.inTransaction).toBe(false);
  const next = t.add(3);
  await t.turn();
  expect(await next).toBe(1);
  expect(t.rows()).toEqual([3]);
});

test('a job that ends the transaction fails its group and nobody else', async () => {
  const t = table();
  const doomed = Promise.allSettled([
    t.add(1),
    t.commits.submit(async () => {
      t.connection.exec('rollback');
      throw new Error('the disk is full');
    }),
    t.add(2),
  ]);
  await t.turn();
  expect((await doomed).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  const next = t.add(3);
  await t.turn();
  await next;
  expect(t.rows()).toEqual([3]);
});

test('a crowd is cut into groups, with a turn of the event loop between them', async () => {
  const t = table();
  const writes = Array.from({ length: 300 }, (_, n) => t.add(n));
  const commits: number[] = [];
  while (t.waiting() > 0) {
    await t.turn();
    commits.push(t.count('commit'));
  }
  await Promise.all(writes);
  expect(commits).toEqual([1, 2, 3]);
  expect(t.rows()).toHaveLength(300);
});

test('what arrives while a group is at work joins the next', async () => {
  const t = table();
  let late: Promise<unknown> = Promise.resolve();
  const first = t.commits.submit(async () => {
    late = t.add(2);
  });
  await t.turn();
  await first;
  expect([t.count('commit'), t.waiting()]).toEqual([1, 1]);
  await t.turn();
  await late;
  expect(t.count('commit')).toBe(2);
});

test('it is drained when nothing waits any more, latecomers included', async () => {
  const t = table();
  await t.commits.drained();
  let drained = false;
  const first = t.commits.submit(async () => {
    t.add(2).catch(() => {});
  });
  const end = t.commits.drained().then(() => {
    drained = true;
  });
  await t.turn();
  await first;
  expect(drained).toBe(false);
  await t.turn();
  await end;
  expect(t.rows()).toEqual([2]);
});

test('the event loop is free between two groups', async () => {
  await using fresh = await freshDatabase();
  let beats = 0;
  let beating = true;
  const beat = () => {
    beats++;
    if (beating) setImmediate(beat);
  };
  beat();
  await Promise.all(
    Array.from({ length: 1280 }, (_, n) =>
      fresh.db.write(async (tx) => await tx.run(put, { name: `${n}`, value: '' })),
    ),
  );
  beating = false;
  expect(beats).toBeGreaterThanOrEqual(10);
});
