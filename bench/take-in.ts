// Catches up with a journal as a pull does, once its answers are there: reads the lines, checks them, keeps and applies them.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { silentLogger } from '../src/base/log.ts';
import { realChance } from '../src/base/time.ts';
import type { Database } from '../src/db/database.ts';
import { openSqlite } from '../src/db/open-sqlite.ts';
import { createWake } from '../src/events/wake.ts';
import { takeIn } from '../src/federation/sync/take-in.ts';
import { createFactsReader } from '../src/forum/planks/facts.ts';
import { type Line, parseLine } from '../src/journal/lines.ts';
import type { Round } from './measure.ts';
import type { Talk } from './talk.ts';

const readLines = (page: readonly string[]): Line[] =>
  page.map((text) => {
    const line = parseLine(text);
    if (!line.ok) throw new Error(line.fault);
    return line;
  });

/** What is measured, apart from opening and closing its database. */
export type Catching = { run(): Promise<void>; close(): Promise<void> };

/** One round of one side. */
export const playOnce = async (entries: number, catching: Catching): Promise<Round> => {
  const before = process.cpuUsage();
  const started = performance.now();
  await catching.run();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  await catching.close();
  return { cpu: (user + system) / entries, rate: entries / seconds };
};

/** @param db as it was before anything was said in the talk */
export const readerOf = (db: Database, { coalition, pages }: Talk): Catching => {
  const clock = { now: () => Date.now() };
  const facts = createFactsReader({ clock, chance: realChance, origin: 'reader.localhost:4401' });
  const budget = { entries: 1e9, bytes: 1e12 };
  const needs = { db, clock, wake: createWake(), log: silentLogger, facts, budget, pause: () => nextTurn() };
  return {
    async run() {
      for (const page of pages) {
        const { stored, refused } = await takeIn(needs, coalition, readLines(page));
        if (stored !== page.length) throw new Error(`${stored} of ${page.length} stored: ${refused[0]?.why}`);
      }
    },
    close: () => db.close(),
  };
};

/** @param file a copy of `talk.before` */
export const openReader = async (file: string, talk: Talk): Promise<Catching> =>
  readerOf(await openSqlite({ file }), talk);
