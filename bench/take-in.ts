// Catches up with a journal as a pull does, once its answers are there: reads the lines, checks them, keeps and applies them.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { silentLogger } from '../src/base/log.ts';
import { openSqlite } from '../src/db/open-sqlite.ts';
import { createWake } from '../src/events/wake.ts';
import { takeIn } from '../src/federation/sync/take-in.ts';
import { createFactsReader } from '../src/forum/planks/facts.ts';
import { type Line, parseLine } from '../src/journal/lines.ts';
import type { Talk } from './talk.ts';

const readLines = (page: readonly string[]): Line[] =>
  page.map((text) => {
    const line = parseLine(text);
    if (!line.ok) throw new Error(line.fault);
    return line;
  });

/** @param file a copy of `talk.before` */
export const catchUp = async (file: string, { coalition, pages }: Talk): Promise<void> => {
  const db = await openSqlite({ file });
  const clock = { now: () => Date.now() };
  const facts = createFactsReader({ clock, origin: 'reader.localhost:4401' });
  const budget = { entries: 1e9, bytes: 1e12 };
  const needs = { db, clock, wake: createWake(), log: silentLogger, facts, budget, pause: () => nextTurn() };
  for (const page of pages) {
    const { stored, refused } = await takeIn(needs, coalition, readLines(page));
    if (stored !== page.length) throw new Error(`${stored} of ${page.length} stored: ${JSON.stringify(refused[0])}`);
  }
  await db.close();
};
