// What is measured as a thousand posts is a thousand posts, and every page that is read in turn is a full one.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { fillBoards } from '../../bench/fill.ts';
import { pathsOf, SIZES, sizeOf } from '../../bench/flat.ts';
import { prepareHouse, settings } from '../../bench/house.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/base/config.ts';
import { silentLogger } from '../../src/base/log.ts';
import { scratchFolder } from '../support/scratch.ts';

test('each size is what it is called', () => {
  for (const posts of SIZES) {
    const { threads, postsPerThread, long = 0 } = sizeOf(posts);
    expect(threads * postsPerThread + long).toBe(posts);
  }
  expect(sizeOf(1_000_000).long).toBe(10_000);
});

test('a filled house holds what was asked for, and reads like any other', async () => {
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-fill-'));
  try {
    await prepareHouse(folder, { coalition: false });
    const file = join(folder, 'koinon.sqlite');
    fillBoards(file, sizeOf(1_000));
    const db = new BetterSqlite3(file, { readonly: true });
    const one = (sql: string) => db.prepare(sql).pluck().get();
    expect(one('select count(*) from post')).toBe(1_000);
    expect(one('select count(*) from thread')).toBe(51);
    expect(one('select max(post_count) from thread')).toBe(500);
    expect(
      one(`select count(*) from thread where post_count <> (select count(*) from post where thread_id = thread.id)
      or active_at <> (select max(at) from post where thread_id = thread.id)`),
    ).toBe(0);
    expect(one('select thread_count || post_count from place where post_count > 0')).toBe('511000');
    // The long thread is talked in from the first to the last.
    expect(
      one(`select count(*) from post where at <= (select min(at) + (max(at) - min(at)) / 2 from post)
      and thread_id = (select id from thread where post_count = 500)`),
    ).toBe(250);
    db.close();

    const app = await createApp({
      config: readConfig(settings(folder, { READ_CACHE: '0' })),
      log: silentLogger,
    });
    const paths = pathsOf(file);
    expect(Object.keys(paths)).toHaveLength(5);
    const names = new Set<string>();
    for (const [what, some] of Object.entries(paths))
      for (const path of some) {
        const response = await app.fetch(new Request(`http://bench.localhost:4400${path}`));
        expect(response.status, path).toBe(200);
        const { items } = (await response.json()) as { items: { name: string }[] };
        expect(items.length, `${what}: ${path}`).toBe(what === 'page of a short thread' ? 10 : 20);
        names.add(items.map(({ name }) => name).join());
      }
    expect(names.size).toBeGreaterThan(70);
    await app.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
