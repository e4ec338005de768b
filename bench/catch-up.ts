// Catching up: what taking in an entry costs beside reading its line, hashing it, and writing the rows that it leaves behind.
import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import type { Core } from '../src/app/core.ts';
import { query } from '../src/db/statement.ts';
import { readPage } from '../src/federation/sync/pull.ts';
import { serveSync } from '../src/federation/sync/serve.ts';
import { takeIn } from '../src/federation/sync/take-in.ts';
import { type MemberActor, operator } from '../src/forum/policy/actor.ts';
import { readHave } from '../src/journal/heads.ts';
import { newFolder, rmFolder } from './folder.ts';
import { PLANK } from './house.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';
import { textOf, titleOf } from './texts.ts';
import { forumOf, foundTogether, openHouse, putInForceIn } from './two-houses.ts';

const ENTRIES = 4_000;
const ROUNDS = 5;
/** As src/federation/sync/take-entries.ts slices. */
const SLICE = 100;
const PAGE = 1_000;

const memberByName = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select(['id', 'name', 'public_id']).where('name', '=', p.name),
);

const speakMuch = async (core: Core): Promise<void> => {
  const forum = forumOf(core);
  const members: MemberActor[] = [];
  for (let number = 0; number < 8; number++) {
    const name = `member_${number}`;
    await forum.register(operator, { name, password: 'correct horse battery staple' });
    const row = await core.db.read.get(memberByName, { name });
    if (row)
      members.push({
        kind: 'member',
        memberId: row.id,
        name,
        role: 'member',
        publicId: row.public_id,
        sessionId: 0,
      });
  }
  const who = (number: number) => members[number % members.length] as MemberActor;
  const names: string[] = [];
  for (let number = 0; number < 40; number++) {
    const words = { title: titleOf(number), body: textOf(number) };
    names.push((await forum.verbs.planks.startThread(who(number), PLANK, words)).name);
  }
  const keyOf = (name: string) => ({ origin: core.origin, seq: Number(name.split('@')[0]) });
  for (let said = names.length; said < ENTRIES; said += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        forum.verbs.planks.postReply(who(n), keyOf(names[n % names.length] ?? ''), { body: textOf(said + n) }),
      ),
    );
};

/** All lines of the journal, in pages as a peer gets them. */
const readPages = async (core: Core, coalition: string): Promise<string[][]> => {
  const pages: string[][] = [];
  const have: Record<string, Record<string, [number, string, number]>> = {};
  for (;;) {
    const request = { coalition, have, want: {}, hold: [], head: { v: 1, hash: coalition }, limit: PAGE };
    const { lines } = await serveSync(core.db.read, request.head, { ...request, forked: {}, erasures: '' });
    pages.push(lines);
    if (lines.length <= 3) return pages;
    const last = lines.at(-2) ?? '';
    const payload = JSON.parse(Buffer.from(JSON.parse(last).envelope.split('.')[1], 'base64url').toString());
    have[core.origin] = {
      1: [payload.seq, createHash('sha256').update(JSON.parse(last).envelope).digest('base64url'), 0],
    };
  }
};

type Cells = Record<string, string | number | Uint8Array | null>;

/** Microseconds of the processor for each entry. */
const costOf = async (entries: number, work: () => Promise<void> | void): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / entries;
};

const linesOf = (page: readonly string[]): string[] =>
  page.slice(1, -1).filter((line) => line.startsWith('{"envelope"'));

/** Rows that taking in left behind, in slices: what each slice of entries brought. */
const rowsBySlice = (file: string, before: Record<string, number>): Map<string, Cells[]>[] => {
  const db = new BetterSqlite3(file, { readonly: true });
  const rows = (table: string): Cells[] =>
    db.prepare(`select * from ${table} where id > ? order by id`).all(before[table] ?? 0) as Cells[];
  const entries = rows('entry');
  const bySeq = new Map(entries.map((row, index) => [row.seq, Math.floor(index / SLICE)]));
  const slices = Array.from({ length: Math.ceil(entries.length / SLICE) }, () => new Map<string, Cells[]>());
  const put = (slice: number, table: string, row: Cells) => {
    const at = slices[Math.min(slice, slices.length - 1)];
    at?.set(table, [...(at.get(table) ?? []), row]);
  };
  for (const [index, row] of entries.entries()) put(Math.floor(index / SLICE), 'entry', row);
  for (const row of rows('author')) put(0, 'author', row);
  for (const table of ['thread', 'post']) for (const row of rows(table)) put(bySeq.get(row.seq ?? 0) ?? 0, table, row);
  const events = rows('event');
  const each = Math.ceil(events.length / slices.length);
  for (const [index, row] of events.entries()) put(Math.floor(index / each), 'event', row);
  db.close();
  return slices;
};

const TABLES = ['entry', 'author', 'thread', 'post', 'event'] as const;

const highest = (file: string): Record<string, number> => {
  const db = new BetterSqlite3(file, { readonly: true });
  const found = Object.fromEntries(
    TABLES.map((table) => [
      table,
      (db.prepare(`select coalesce(max(id), 0) as id from ${table}`).get() as { id: number }).id,
    ]),
  );
  db.close();
  return found;
};

/** How many rows of each table stand in a database: the floor must write as many as the real thing. */
export const countRows = (file: string): Record<string, number> => {
  const db = new BetterSqlite3(file, { readonly: true });
  const counts = Object.fromEntries(
    TABLES.map((table) => [table, (db.prepare(`select count(*) as n from ${table}`).get() as { n: number }).n]),
  );
  db.close();
  return counts;
};

const writeFloor = (file: string, pages: readonly string[][], slices: readonly Map<string, Cells[]>[]): void => {
  const db = new BetterSqlite3(file);
  for (const setting of [
    'journal_mode = WAL',
    'synchronous = FULL',
    'secure_delete = ON',
    'foreign_keys = ON',
    'cache_size = -8000',
  ])
    db.pragma(setting);
  const statements = new Map<string, BetterSqlite3.Statement>();
  const insert = (table: string, row: Cells): void => {
    const columns = Object.keys(row);
    const sql = `insert into ${table} (${columns}) values (${columns.map((column) => `@${column}`)})`;
    const statement = statements.get(table) ?? db.prepare(sql);
    statements.set(table, statement);
    statement.run(row);
  };
  const write = db.transaction((slice: Map<string, Cells[]>) => {
    for (const table of ['author', 'entry', 'thread', 'post', 'event'])
      for (const row of slice.get(table) ?? []) insert(table, row);
  });
  let hashed = 0;
  for (const page of pages)
    for (const line of linesOf(page)) {
      JSON.parse(line);
      createHash('sha256').update(line).digest();
      hashed += 1;
    }
  if (hashed === 0) throw new Error('There is nothing to catch up with.');
  for (const slice of slices) write(slice);
  db.close();
};

const takeAll = async (core: Core, coalition: string, pages: readonly string[][]): Promise<void> => {
  const needs = {
    ...core,
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    budget: { entries: 900_000_000, bytes: 900_000_000_000_000 },
  };
  for (const texts of pages) {
    const page = readPage(texts, PAGE);
    if (typeof page === 'string') throw new Error(page);
    const taken = await takeIn(needs, coalition, page.lines);
    if (taken.refused.length > 0) throw new Error(taken.refused[0]?.why);
  }
};

export type CatchUp = { figures: Figure[]; real: Record<string, number>; floor: Record<string, number> };

export const measureCatchUp = async (rounds = ROUNDS): Promise<CatchUp> => {
  const folder = newFolder();
  try {
    const speaker = await openHouse(folder, 'speaker');
    const empty = await openHouse(folder, 'empty');
    const founding = foundTogether(speaker, empty);
    for (const core of [speaker, empty]) await putInForceIn(core, founding);
    const coalition = founding.draft.hash;
    await speakMuch(speaker);
    const pages = await readPages(speaker, coalition);
    const entries = pages.reduce((sum, page) => sum + linesOf(page).length, 0);
    await empty.db.close();
    const blank = join(folder, 'empty/koinon.sqlite');
    const before = highest(blank);
    const ours: number[] = [];
    const floors: number[] = [];
    let [real, floor]: Record<string, number>[] = [{}, {}];
    for (let round = 0; round < rounds + 1; round++) {
      copyFileSync(blank, join(folder, `empty/koinon.sqlite.${round}`));
      const core = await openHouse(folder, 'empty');
      const cost = await costOf(entries, () => takeAll(core, coalition, pages));
      const held = await readHave(core.db.read, coalition);
      if (!held[speaker.origin]) throw new Error('Nothing was taken in.');
      await core.db.close();
      real = countRows(blank);
      const slices = rowsBySlice(blank, before);
      const copy = join(folder, `empty/koinon.sqlite.${round}`);
      const base = await costOf(entries, () => writeFloor(copy, pages, slices));
      floor = countRows(copy);
      // The next round begins with nothing again.
      rmFolder(blank);
      rmFolder(`${blank}-wal`);
      rmFolder(`${blank}-shm`);
      const again = await openHouse(folder, 'empty');
      await putInForceIn(again, founding);
      await again.db.close();
      // The first round warms up.
      if (round === 0) continue;
      ours.push(cost);
      floors.push(base);
    }
    await speaker.db.close();
    const ratio = median(ours.map((cost, index) => (floors[index] ?? 0) / cost));
    return {
      real: real ?? {},
      floor: floor ?? {},
      figures: [
        {
          what: 'catching up, per entry',
          ours: `${median(ours).toFixed(1)} µs`,
          floor: `${median(floors).toFixed(1)} µs`,
          measured: ratio.toFixed(2),
          target: '≥ 0.6',
          met: ratio >= 0.6,
        },
      ],
    };
  } finally {
    rmFolder(folder);
  }
};

export const benchCatchUp = async (): Promise<Figure[]> => (await measureCatchUp()).figures;
