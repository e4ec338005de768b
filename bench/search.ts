// Searching 10^6 posts as a visitor, first page: against the same FTS5 query run by better-sqlite3 alone, in this process.
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { startChild } from './child.ts';
import { fillBoards } from './fill.ts';
import { newFolder, rmFolder } from './folder.ts';
import { prepareHouse, settings } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';

const SIZE = { threads: 50_000, postsPerThread: 20 };
const ROUNDS = 9;
const TARGET = 3;

type Asked = { what: string; q: string; sort: 'relevance' | 'time'; raw: string };

const COMMON = '{title body} : ("polling" AND "station")';
const asked: Asked[] = [
  { what: 'common words by relevance', q: 'polling station', sort: 'relevance', raw: COMMON },
  { what: 'common words by time', q: 'polling station', sort: 'time', raw: COMMON },
  { what: 'a phrase by relevance', q: '"good practice"', sort: 'relevance', raw: '{title body} : ("good practice")' },
  { what: 'a rare word by relevance', q: '654321', sort: 'relevance', raw: '{title body} : ("654321")' },
];

const milliseconds = (started: number): number => performance.now() - started;
const shown = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;

/** A query of its own each round would be another one: each is asked again, by turns. */
export const benchSearch = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    const file = join(folder, 'koinon.sqlite');
    fillBoards(file, SIZE);
    const child = await startChild('koinon', settings(folder));
    const db = new BetterSqlite3(file, { readonly: true });
    const figures: Figure[] = [];
    try {
      for (const { what, q, sort, raw } of asked) {
        const order = sort === 'time' ? 'rowid desc' : 'rank';
        const statement = db.prepare(
          `select rowid, rank from board_words where board_words match ? order by ${order} limit 20`,
        );
        const [ours, floor]: [number[], number[]] = [[], []];
        for (let round = 0; round <= ROUNDS; round++) {
          let started = performance.now();
          const response = await fetch(`${child.url}/api/v1/search?q=${encodeURIComponent(q)}&sort=${sort}`);
          const text = await response.text();
          const [taken, items] = [milliseconds(started), JSON.parse(text).items?.length];
          started = performance.now();
          const rows = statement.all(raw).length;
          const took = milliseconds(started);
          // Connections that the server has closed meanwhile are seen to be closed.
          await setTimeout(50);
          if (response.status !== 200 || items !== rows || rows === 0) throw new Error(`${q}: ${rows} rows, ${text}`);
          // The first round warms up.
          if (round === 0) continue;
          ours.push(taken);
          floor.push(took);
        }
        const ratio = median(ours.map((one, index) => one / (floor[index] ?? one)));
        figures.push({
          what: `search in 10⁶ posts, ${what}, over HTTP`,
          ours: shown(median(ours)),
          floor: shown(median(floor)),
          measured: `${ratio.toFixed(2)} times`,
          target: `≤ ${TARGET} times`,
          met: ratio <= TARGET,
        });
      }
    } finally {
      db.close();
      await child.stop();
    }
    return figures;
  } finally {
    rmFolder(folder);
  }
};
