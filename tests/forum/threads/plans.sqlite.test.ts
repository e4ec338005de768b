// Lists and pages are read through an index, in its order: they stay as fast when an instance grows (bench: flat).
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Reader } from '../../../src/db/database.ts';
import type { Compiled } from '../../../src/db/statement.ts';
import { readPosts } from '../../../src/forum/threads/read-posts.ts';
import { readThreads } from '../../../src/forum/threads/read-threads.ts';
import { findThread } from '../../../src/forum/threads/thread-store.ts';
import { placeVersion, threadVersion } from '../../../src/forum/threads/versions.ts';
import { freshDatabase } from '../../support/database.ts';

type Spied = { origin: string; db: { read: Reader } & Awaited<ReturnType<typeof freshDatabase>>['db'] };

/** What SQLite would do for each statement that `work` reads with. */
const plansOf = async (work: (needs: Spied) => Promise<unknown>): Promise<string[]> => {
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'sqlite') throw new Error('This is about SQLite.');
  const explaining = new BetterSqlite3(fresh.location.file, { readonly: true });
  const plans: string[] = [];
  const explain = ({ sql, values }: Compiled, params: object) => {
    const steps = explaining.prepare(`explain query plan ${sql}`).all(...values(params)) as { detail: string }[];
    plans.push(steps.map(({ detail }) => detail).join('\n'));
  };
  const { read } = fresh.db;
  const spy: Reader = {
    dialect: read.dialect,
    get(statement, params) {
      explain(statement.on('sqlite'), params);
      return read.get(statement, params);
    },
    all(statement, params) {
      explain(statement.on('sqlite'), params);
      return read.all(statement, params);
    },
  };
  await work({ origin: 'here.example', db: { ...fresh.db, read: spy } });
  explaining.close();
  return plans;
};

const after = [1_700_000_000_000, '', 7] as const;
const key = { origin: '', seq: 7 };

test.each([
  ['active', null, 'thread_by_activity'],
  ['active', after, 'thread_by_activity'],
  ['new', null, 'thread_by_creation'],
  ['new', after, 'thread_by_creation'],
] as const)('a list sorted by %s after %o is a range of an index', async (sort, from, index) => {
  const plans = await plansOf((needs) => readThreads(needs)({ placeId: 1, sort, after: from, limit: 30 }));
  const column = sort === 'active' ? 'active_at' : 'at';
  expect(plans).toEqual([
    `SEARCH thread USING INDEX ${index} (place_id=? AND listed=? AND (${column},origin,seq)<(?,?,?))`,
  ]);
});

test.each([null, after])('a page of a thread after %o is a range of an index', async (from) => {
  const plans = await plansOf((needs) => readPosts(needs)({ threadId: 1, after: from, limit: 30 }));
  expect(plans).toEqual(['SEARCH post USING INDEX post_by_thread (thread_id=? AND (at,origin,seq)>(?,?,?))']);
});

test('what every read looks up first is found by its name', async () => {
  const plans = await plansOf(async ({ db }) => {
    await placeVersion(db.read, 'board', 'garden');
    await threadVersion(db.read, key);
    await findThread(db.read, key);
  });
  expect(plans).toHaveLength(3);
  for (const plan of plans) expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});
