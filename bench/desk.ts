// Does the queue of cases stay as fast when it grows? The same reads with a thousand cases and with a hundred thousand, by turns, in
// this process, on SQLite.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { realClock } from '../src/base/time.ts';
import type { Database } from '../src/db/database.ts';
import { openDatabase } from '../src/db/open.ts';
import { rankOf } from '../src/forum/cases/case-store.ts';
import { readCase } from '../src/forum/cases/read-case.ts';
import { readCases } from '../src/forum/cases/read-cases.ts';
import { type Actor, operator } from '../src/forum/policy/actor.ts';
import { newFolder, rmFolder } from './folder.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const SHOWN = 50;
/** There are more of what is rare in the smallest desk, too. */
const RARE = 5;
const ROUNDS = 7;
const AMOUNT = 400;
const BEGAN = 1_767_225_600_000;
const HERE = 'greens.example';

/** Who moderates one board alone. */
const ofBoard: Actor = {
  kind: 'member',
  memberId: 1,
  name: 'mo',
  role: 'member',
  publicId: 'moderator-of-a-board-1',
  sessionId: 1,
  duties: [{ scope: 'board:b7', can: ['see-cases', 'act'] }],
};

const fill = (file: string, cases: number): void => {
  const db = new BetterSqlite3(file);
  const insertCase =
    db.prepare(`insert into moderation_case (public_id, subject, scope, person, revision, reason, state, queue, rank,
    priority, reports, appeals, opened_at, changed_at) values (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 2, ?, ?, ?)`);
  const insertReport = db.prepare(`insert into report (public_id, case_id, peer, handle, reason, words, revision, at)
    values (?, ?, '', '', 'spam', 'It sells something.', 0, ?)`);
  db.transaction(() => {
    for (let number = 1; number <= cases; number++) {
      const at = BEGAN + number * 1_000;
      const priority = 1 + ((number * 7) % 13);
      // One of ten was decided.
      const [state, queue] = number % 10 === 0 ? ['dismissed', 'decided'] : ['open', 'waiting'];
      const scope = `board:b${number % 10}`;
      const person = `member-${number % 10}@${HERE}`;
      // One of a hundred is what somebody asks for.
      const [reason, appeals] = number % 100 === 7 ? ['threat', 1] : ['spam', 0];
      const about = [`case-${number}`, `post b${number}`, scope, person, reason, state, queue];
      insertCase.run(...about, rankOf(priority, at), priority, appeals, at, at);
      for (const which of ['a', 'b']) insertReport.run(`report-${number}-${which}`, number, at);
    }
  })();
  db.close();
};

type Desk = { cases: number; db: Database; read: Record<string, (turn: number) => Promise<unknown>> };

const open = async (folder: string, cases: number): Promise<Desk> => {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${cases}.sqlite`);
  await (await openDatabase({ kind: 'sqlite', file })).close();
  fill(file, cases);
  const db = await openDatabase({ kind: 'sqlite', file });
  const needs = { db, clock: realClock, origin: HERE };
  const list = readCases(needs);
  const one = readCase(needs);
  const waiting = { queue: 'waiting', limit: SHOWN } as const;
  // Far down: behind half of the cases.
  const cursors: string[] = [];
  let next: string | null = null;
  for (let seen = 0; seen < cases * 0.45; seen += SHOWN) {
    const page = await list(operator, { ...waiting, ...(next === null ? {} : { cursor: next }) });
    next = page.next;
    if (seen > cases * 0.4 && next !== null) cursors.push(next);
  }
  return {
    cases,
    db,
    read: {
      'cases, first page': () => list(operator, waiting),
      'cases, far down': (turn) => list(operator, { ...waiting, cursor: cursors[turn % cursors.length] }),
      'cases of one board': () => list(ofBoard, waiting),
      'cases about one person': () => list(operator, { ...waiting, person: { member: 'member-3', origin: HERE } }),
      'cases for a rare reason': () => list(operator, { ...waiting, limit: RARE, reason: 'threat' }),
      'cases of a board for a rare reason': () => list(ofBoard, { ...waiting, limit: RARE, reason: 'threat' }),
      'cases with an appeal': () => list(operator, { ...waiting, limit: RARE, appealed: true }),
      'one case': (turn) => one(operator, `case-${1 + ((turn * 37) % cases)}`),
    },
  };
};

/** Microseconds of processor time for one. */
const play = async (work: (turn: number) => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  for (let turn = 0; turn < AMOUNT; turn++) await work(turn);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / AMOUNT;
};

export const benchDesk = async (): Promise<Figure[]> => {
  const folder = newFolder();
  const desks: Desk[] = [];
  try {
    for (const cases of SIZES) desks.push(await open(folder, cases));
    const figures: Figure[] = [];
    for (const what of Object.keys(desks[0]?.read ?? {})) {
      const times = desks.map((): number[] => []);
      for (let round = 0; round <= ROUNDS; round++)
        for (const [index, { read }] of desks.entries()) {
          const work = read[what];
          const took = work ? await play(work) : 0;
          if (round > 0) times[index]?.push(took);
        }
      const [floor = 1, ...larger] = times.map((some) => median(some));
      figures.push({
        what,
        ours: `${larger.map(Math.round).join(', ')} µs`,
        floor: `${Math.round(floor)} µs`,
        measured: larger.map((one) => (one / floor).toFixed(2)).join(', '),
        target: '≤ 1.5',
        met: larger.every((one) => one / floor <= 1.5),
      });
    }
    return figures;
  } finally {
    for (const { db } of desks) await db.close();
    rmFolder(folder);
  }
};
