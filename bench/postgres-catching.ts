// Catching up on PostgreSQL: as catching-up.ts has it, with the rows of each batch written by pg in one statement a table.
import { hash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openPostgres } from '../src/db/open-postgres.ts';
import { openSqlite } from '../src/db/open-sqlite.ts';
import { newFolder, rmFolder } from './folder.ts';
import { comparisonOf, type Pair } from './measure.ts';
import { copyToPostgres, perform } from './postgres-copy.ts';
import { type Figure, ratioFigure } from './report.ts';
import { type Catching, playOnce, readerOf } from './take-in.ts';
import { makeTalk } from './talk.ts';
import { arraysOf, type Cells, columnsOf, unnested } from './unnest.ts';
import { type Plan, planRows } from './write-rows.ts';

const POSTS = 1_000;
const ROUNDS = 5;
const WARM_UP = 2;

type Job = { text: string; values: unknown[] };
type Work = { lines: string[]; jobs: Job[] };

/** Words of posts as the search index has them, by their number in it. */
type Vectors = ReadonlyMap<number, string>;

const readVectors = async (url: string): Promise<Vectors> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select id, words from post_words');
  await client.end();
  return new Map(rows.map(({ id, words }: { id: string; words: string }) => [Number(id), words]));
};

/** The plan's steps in PostgreSQL's words: all rows of a table in a batch are one statement. */
const groupSteps = async (client: pg.Client, { statements, batches }: Plan, vectors: Vectors): Promise<Work[]> => {
  const work: Work[] = [];
  for (const { lines, steps } of batches) {
    const jobs: Job[] = [];
    for (const [number, sql] of statements.entries()) {
      const ours = steps.filter(([statement]) => statement === number).map(([, values]) => values);
      const [, table, list = ''] = /^insert into (\w+) \(([^)]*)\)/.exec(sql) ?? [];
      if (ours.length === 0) continue;
      if (table === undefined) {
        let slot = 0;
        const text = sql.replace(/\?/g, () => `$${++slot}`).replace(/\bmax\(/g, 'greatest(');
        jobs.push(...ours.map((values) => ({ text, values })));
        continue;
      }
      // The index is one table here, which has numbers and words.
      if (table === 'plank_words') continue;
      const columns = list.split(',').map((column) => column.trim());
      const rows = ours.map((values): Cells => Object.fromEntries(columns.map((c, i) => [c, values[i] ?? null])));
      if (table === 'post_doc') {
        columns.push('words');
        for (const row of rows) row.words = vectors.get(Number(row.id)) ?? null;
      }
      const into = table === 'post_doc' ? 'post_words' : table;
      const text = `insert into ${into} (${columns}) select * from ${unnested(columns, await columnsOf(client, into))}`;
      jobs.push({ text, values: arraysOf(columns, rows) });
    }
    // What others refer to comes first.
    const order = ['journal', 'epoch', 'entry', 'author', 'thread', 'post', 'post_words', 'event'];
    const rank = ({ text }: Job) => order.indexOf(/^(?:insert into|update) (\w+)/.exec(text)?.[1] ?? '');
    work.push({ lines, jobs: jobs.filter(({ text }) => text.startsWith('insert')).sort((a, b) => rank(a) - rank(b)) });
    work.at(-1)?.jobs.push(...jobs.filter(({ text }) => text.startsWith('update')));
  }
  return work;
};

const writer = async (url: string, plan: Plan, vectors: Vectors): Promise<Catching> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const work = await groupSteps(client, plan, vectors);
  return {
    async run() {
      for (const { lines, jobs } of work) {
        for (const line of lines) {
          JSON.parse(line);
          hash('sha256', line, 'base64url');
        }
        await client.query('begin');
        for (const { text, values } of jobs) await client.query(text, values);
        await client.query('commit');
      }
    },
    close: () => client.end(),
  };
};

/** @param server without a database's name */
export const benchCatchingUpOnPostgres = async (server: string, said: string): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    const talk = await makeTalk(folder, POSTS);
    const entries = talk.pages.flat().length;
    const model = join(folder, 'model.sqlite');
    copyFileSync(talk.before, model);
    const first = readerOf(await openSqlite({ file: model }), talk);
    await first.run();
    await first.close();
    const plan = planRows(talk.before, model, talk.pages);
    await perform(`${server}/postgres`, 'create database catching_before');
    await copyToPostgres(talk.before, `${server}/catching_before`);
    const fresh = async (name: string): Promise<string> => {
      await perform(
        `${server}/postgres`,
        `drop database if exists ${name} with (force)`,
        `create database ${name} template catching_before`,
      );
      return `${server}/${name}`;
    };
    const words = await fresh('catching_model');
    const second = readerOf(await openPostgres(words), talk);
    await second.run();
    await second.close();
    const vectors = await readVectors(words);
    const rounds: Pair[] = [];
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const ours = await playOnce(entries, readerOf(await openPostgres(await fresh('catching_ours')), talk));
      const floor = await playOnce(entries, await writer(await fresh('catching_floor'), plan, vectors));
      if (round >= WARM_UP) rounds.push({ ours, floor });
    }
    return [ratioFigure(`catching up, each entry${said}`, comparisonOf(rounds), null)];
  } finally {
    rmFolder(folder);
  }
};
