// Do lists and pages stay as fast when an instance grows? The same reads from the database, with a thousand posts and with
// a million, by turns.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { encodeCursor } from '../src/base/page.ts';
import { type Child, startChild } from './child.ts';
import { fillBoards, type Size } from './fill.ts';
import { newFolder, rmFolder } from './folder.ts';
import { boardNamed, prepareHouse, settings } from './house.ts';
import { median, playRound, type Round } from './measure.ts';
import type { Figure } from './report.ts';

export const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;
const LONGEST = 10_000;
/** In a thread, the long one excepted. All threads are on one board. */
const POSTS = 10;
const SHOWN = 20;
/** Different pages that are read in turn, at most. */
const PAGES = 50;
const CONNECTIONS = 16;
const ROUNDS = 7;
const AMOUNT = 1_000;

/** Half of a thousand posts are in one thread, at most 10,000 in the end; the others in threads of ten. */
export const sizeOf = (posts: number): Size => {
  const long = Math.min(posts / 2, LONGEST);
  return { threads: (posts - long) / POSTS, postsPerThread: POSTS, long, boards: 1 };
};

type Key = { at: number; origin: string; seq: number };

/** Some of `keys`, evenly; after each a whole page follows. */
const someOf = (keys: readonly Key[]): Key[] => {
  const from = Math.floor(keys.length / 2);
  const room = keys.length - SHOWN - 1 - from;
  const indexes = Array.from({ length: PAGES }, (_, number) => from + Math.floor((number * room) / PAGES));
  return [...new Set(indexes)].map((index) => keys[index] as Key);
};
const cursorOf = ({ at, origin, seq }: Key): string => encodeCursor([at, origin, seq]);

/** What is read, by what it is called in the table. */
export const pathsOf = (file: string): Record<string, string[]> => {
  const db = new BetterSqlite3(file, { readonly: true });
  const keys = (sql: string, ...values: unknown[]): Key[] => db.prepare(sql).all(...values) as Key[];
  const threads = keys(
    'select active_at as at, origin, seq from thread order by active_at desc, origin desc, seq desc',
  );
  const [long] = db.prepare('select id, seq from thread order by post_count desc limit 1').all() as {
    id: number;
    seq: number;
  }[];
  const posts = keys('select at, origin, seq from post where thread_id = ? order by at, origin, seq', long?.id);
  db.close();
  const list = `/api/v1/boards/${boardNamed(0)}/threads?limit=${SHOWN}`;
  const page = (seq: number) => `/api/v1/threads/b${seq}/posts?limit=${SHOWN}`;
  const others = threads.filter(({ seq }) => seq !== long?.seq);
  const spread = (_: unknown, number: number) => page(others[Math.floor((number * others.length) / PAGES)]?.seq ?? 0);
  return {
    'thread list, first page': [list],
    'thread list, far down': someOf(threads).map((key) => `${list}&cursor=${cursorOf(key)}`),
    'page of a short thread': Array.from({ length: PAGES }, spread),
    'page of a long thread, first': [page(long?.seq ?? 0)],
    'page of a long thread, far down': someOf(posts).map((key) => `${page(long?.seq ?? 0)}&cursor=${cursorOf(key)}`),
  };
};

type Grown = { posts: number; child: Child; paths: Record<string, string[]> };

const grow = async (folder: string, posts: number): Promise<Grown> => {
  const own = join(folder, String(posts));
  mkdirSync(own);
  await prepareHouse(own, { coalition: false });
  const file = join(own, 'koinon.sqlite');
  const began = performance.now();
  fillBoards(file, sizeOf(posts));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`  ${posts} posts: ${Math.round(statSync(file).size / 1e6)} MB in ${seconds} s`);
  const paths = pathsOf(file);
  return { posts, paths, child: await startChild('koinon', settings(own, { READ_CACHE: '0' })) };
};

const measure = async (what: string, grown: readonly Grown[]): Promise<Figure> => {
  const sides = grown.map(({ child, paths }) => ({
    child,
    load: { requests: (paths[what] ?? []).map((path) => ({ path })), connections: CONNECTIONS, expect: 200 },
  }));
  for (const side of sides) await playRound(side, AMOUNT);
  const rounds: Round[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const played: Round[] = [];
    for (const side of sides) played.push(await playRound(side, AMOUNT));
    rounds.push(played);
  }
  const cpu = (index: number): number => median(rounds.map((played) => played[index]?.cpu ?? 0));
  const ratio = (index: number): number =>
    median(rounds.map((played) => (played[index]?.cpu ?? 0) / (played[0]?.cpu ?? 1)));
  const larger = grown.map((_, index) => index).slice(1);
  return {
    what,
    ours: `${larger.map((index) => Math.round(cpu(index))).join(', ')} µs`,
    floor: `${Math.round(cpu(0))} µs`,
    measured: larger.map((index) => ratio(index).toFixed(2)).join(', '),
    target: '≤ 1.5',
    met: larger.every((index) => ratio(index) <= 1.5),
  };
};

export const benchFlat = async (): Promise<Figure[]> => {
  const folder = newFolder();
  const grown: Grown[] = [];
  try {
    for (const posts of SIZES) grown.push(await grow(folder, posts));
    const figures: Figure[] = [];
    for (const what of Object.keys(grown[0]?.paths ?? {})) figures.push(await measure(what, grown));
    return figures;
  } finally {
    await Promise.all(grown.map(({ child }) => child.stop()));
    rmFolder(folder);
  }
};
