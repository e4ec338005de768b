// Searching 10^6 posts as a visitor, first page: against the same FTS5 query run by better-sqlite3 behind Hono, both over HTTP.
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startChild } from './child.ts';
import { fillBoards } from './fill.ts';
import { newFolder, rmFolder } from './folder.ts';
import { prepareHouse, settings } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';
import type { Searched, WordsOptions } from './servers/words.ts';

const SIZE = { threads: 50_000, postsPerThread: 20 };
const ROUNDS = 15;
const TARGET = 3;

type Asked = { what: string; q: string; sort: 'relevance' | 'time'; match: string };

const COMMON = '{title body} : ("polling" AND "station")';
const asked: Asked[] = [
  { what: 'common words by relevance', q: 'polling station', sort: 'relevance', match: COMMON },
  { what: 'common words by time', q: 'polling station', sort: 'time', match: COMMON },
  { what: 'a phrase by relevance', q: '"good practice"', sort: 'relevance', match: '{title body} : ("good practice")' },
  { what: 'a rare word by relevance', q: '654321', sort: 'relevance', match: '{title body} : ("654321")' },
];

const shown = (ms: number): string => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
const oursPath = ({ q, sort }: Asked): string => `/api/v1/search?q=${encodeURIComponent(q)}&sort=${sort}`;

const ask = async (url: string): Promise<{ text: string; took: number }> => {
  const started = performance.now();
  const response = await fetch(url);
  const text = await response.text();
  const took = performance.now() - started;
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`);
  return { text, took };
};

const searchesOf = (url: string): Promise<Searched[]> =>
  Promise.all(
    asked.map(async (one, index) => {
      const { text } = await ask(url + oursPath(one));
      const rows: number = JSON.parse(text).items.length;
      if (rows === 0) throw new Error(`${one.q}: nothing found.`);
      const order = one.sort === 'time' ? 'rowid desc' : 'rank';
      return { path: `/${index}`, order, match: one.match, rows, body: text };
    }),
  );

/** A query of its own each round would be another one: each is asked again, by turns. */
export const benchSearch = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    const file = join(folder, 'koinon.sqlite');
    fillBoards(file, SIZE);
    const child = await startChild('koinon', settings(folder));
    try {
      const searches = await searchesOf(child.url);
      const options: WordsOptions = { file, searches };
      const raw = await startChild('words', options);
      try {
        const figures: Figure[] = [];
        for (const [index, one] of asked.entries()) {
          const [ours, floor]: [number[], number[]] = [[], []];
          for (let round = 0; round <= ROUNDS; round++) {
            const [mine, its] = [await ask(child.url + oursPath(one)), await ask(`${raw.url}/${index}`)];
            if (mine.text.length !== its.text.length) throw new Error(`${one.q}: another answer than at first.`);
            // Connections that a server has closed meanwhile are seen to be closed.
            await setTimeout(50);
            // The first round warms up.
            if (round === 0) continue;
            ours.push(mine.took);
            floor.push(its.took);
          }
          const ratio = median(ours.map((took, round) => took / (floor[round] ?? took)));
          figures.push({
            what: `search in 10⁶ posts, ${one.what}`,
            ours: shown(median(ours)),
            floor: shown(median(floor)),
            measured: `${ratio.toFixed(2)} times`,
            target: `≤ ${TARGET} times`,
            met: ratio <= TARGET,
          });
        }
        return figures;
      } finally {
        await raw.stop();
      }
    } finally {
      await child.stop();
    }
  } finally {
    rmFolder(folder);
  }
};
