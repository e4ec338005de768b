// Reading while others write: how long the slowest of a hundred reads takes, with nobody writing and with 100 posts a second.
import { join } from 'node:path';
import { startChild } from './child.ts';
import { fillBoards, pathsIn } from './fill.ts';
import { newFolder, rmFolder } from './folder.ts';
import { MEMBERS, prepareHouse, settings, signInAll } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';
import { textOf } from './texts.ts';
import { quantile } from './travel.ts';

const SIZE = { threads: 2_000, postsPerThread: 20 };
const PAGES = 200;
const ROUNDS = 5;
/** Of each phase, in milliseconds. */
const PHASE = 6_000;
const READS_A_SECOND = 150;
const POSTS_A_SECOND = 100;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Calls `act` so many times a second for `ms`, never waiting for the one before; settles once all have. */
const atPace = async (perSecond: number, ms: number, act: (number: number) => Promise<void>): Promise<void> => {
  const begun = performance.now();
  const acts: Promise<void>[] = [];
  for (let number = 0; number < (perSecond * ms) / 1000; number++) {
    const due = begun + (number * 1000) / perSecond - performance.now();
    if (due > 0) await pause(due);
    acts.push(act(number));
  }
  await Promise.all(acts);
};

const inMs = (values: readonly number[]): string => `${median(values).toFixed(1)} ms`;

export const benchBusy = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    await prepareHouse(folder, { coalition: false });
    const file = join(folder, 'koinon.sqlite');
    fillBoards(file, SIZE);
    const { lists, pages } = pathsIn(file, PAGES);
    const ours = await startChild('koinon', settings(folder));
    try {
      const members = await signInAll(ours.url);
      const reads = [...lists, ...pages];
      const threads = pages.map((path) => path.replace(/\?.*$/, ''));
      const read = async (taken: number[], number: number): Promise<void> => {
        const path = reads[(number * 7) % reads.length] ?? '';
        const begun = performance.now();
        // Packed answers would be unpacked here, beside what is measured.
        const response = await fetch(ours.url + path, { headers: { 'accept-encoding': 'identity' } });
        await response.text();
        if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
        taken.push(performance.now() - begun);
      };
      const post = async (number: number): Promise<void> => {
        const path = threads[(number * 13) % threads.length] ?? '';
        const response = await fetch(ours.url + path, {
          method: 'POST',
          headers: { ...members[number % MEMBERS], 'content-type': 'application/json' },
          body: JSON.stringify({ body: textOf(number) }),
        });
        const text = await response.text();
        if (response.status !== 201) throw new Error(`${path}: ${response.status} ${text}`);
      };
      const slowest: { idle: number[]; busy: number[] } = { idle: [], busy: [] };
      for (let round = -1; round < ROUNDS; round++)
        for (const phase of ['idle', 'busy'] as const) {
          const taken: number[] = [];
          const reading = atPace(READS_A_SECOND, PHASE, (number) => read(taken, number));
          if (phase === 'busy') await atPace(POSTS_A_SECOND, PHASE, post);
          await reading;
          // The first round only warms up.
          if (round >= 0) slowest[phase].push(quantile(taken, 0.99));
        }
      const ratio = median(slowest.busy.map((busy, round) => busy / (slowest.idle[round] ?? busy)));
      return [
        {
          what: `reads while ${POSTS_A_SECOND} posts a second come in, 99 of 100`,
          ours: inMs(slowest.busy),
          floor: `${inMs(slowest.idle)} (nobody writes)`,
          measured: `${ratio.toFixed(1)}×`,
          target: '≤ 5×',
          met: ratio <= 5,
        },
      ];
    } finally {
      await ours.stop();
    }
  } finally {
    rmFolder(folder);
  }
};
