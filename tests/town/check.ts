// What must be true of a town at the end of every run.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Reader } from '../../src/db/database.ts';
import { query } from '../../src/db/statement.ts';
import { refold } from '../../src/forum/planks/refold.ts';
import { viewLines } from '../../src/forum/planks/view-hash.ts';
import type { Instance } from './instance.ts';
import { isSure, type Pen } from './pen.ts';
import type { Town } from './town.ts';

const entries = query()((db) =>
  db
    .selectFrom('entry')
    .innerJoin('journal', 'journal.id', 'entry.journal_id')
    .innerJoin('epoch', (join) =>
      join.onRef('epoch.journal_id', '=', 'entry.journal_id').onRef('epoch.epoch', '=', 'entry.epoch'),
    )
    .select(['journal.origin', 'entry.seq', 'entry.hash', 'entry.content_state', 'entry.effect', 'epoch.forked_seq'])
    .orderBy('journal.origin')
    .orderBy('entry.seq'),
);
const waiting = query()((db) =>
  db
    .selectFrom('waiting')
    .innerJoin('journal', 'journal.id', 'waiting.journal_id')
    .select(['journal.origin', 'waiting.seq', 'waiting.awaits'])
    .orderBy('journal.origin')
    .orderBy('waiting.seq')
    .orderBy('waiting.awaits'),
);
const shown = query()((db) =>
  db.selectFrom('post').select(['origin', 'seq', 'state', 'body']).where('origin', '!=', ''),
);

/** The journals as they count: what a fork cut off is evidence, and differs by what each happened to hear. */
export const journalLines = async (reader: Reader): Promise<string[]> =>
  (await reader.all(entries, {}))
    .filter((row) => row.forked_seq === null || row.seq < row.forked_seq)
    .map(({ origin, seq, hash, content_state, effect }) => `${seq}@${origin} ${hash} ${content_state} ${effect}`);

export const viewOf = async (reader: Reader): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of viewLines(reader)) lines.push(line);
  for (const row of await reader.all(waiting, {})) lines.push(`waiting ${row.seq}@${row.origin} ${row.awaits}`);
  return lines;
};

/** Same journals, same view, on all who live; and the view is what folding anew gives. */
export const expectSame = async (town: Town, only?: readonly Instance[]): Promise<void> => {
  const among = only ?? (await town.inReach());
  expect(town.network.failures, 'calls that failed inside').toEqual([]);
  const [first, ...others] = among;
  if (!first) throw new Error('Nobody lives in this town.');
  const journals = await journalLines(first.db.read);
  const view = await viewOf(first.db.read);
  for (const other of others) {
    expect(await journalLines(other.db.read), `journals of ${other.id} as of ${first.id}`).toEqual(journals);
    expect(await viewOf(other.db.read), `view of ${other.id} as of ${first.id}`).toEqual(view);
  }
  for (const one of among) {
    await town.perform(one.db.write(async (tx) => refold(tx, await one.answering.facts(tx, town.coalition.id))));
    expect(await viewOf(one.db.read), `view of ${one.id}, folded anew`).toEqual(view);
    expect(await journalLines(one.db.read), `effects on ${one.id}, folded anew`).toEqual(journals);
    expect(one.errors, `errors that ${one.id} logged`).toEqual([]);
  }
};

/** Whatever was acknowledged stands everywhere as it was said last; what was taken back stands nowhere. */
export const expectKept = async (town: Town, pen: Pen, only?: readonly Instance[]): Promise<void> => {
  const among = only ?? (await town.inReach());
  for (const one of among) {
    const posts = new Map((await one.db.read.all(shown, {})).map((row) => [`${row.seq}@${row.origin}`, row]));
    for (const said of pen.said.values()) {
      if (!isSure(said)) continue;
      const post = posts.get(said.name);
      expect(post, `${said.name} on ${one.id}`).toBeDefined();
      if (said.body !== null)
        expect(post, `${said.name} on ${one.id}`).toMatchObject({ state: 'live', body: said.body });
      else expect(post?.state, `${said.name} on ${one.id}`).toMatch(/^(deleted|erased)$/);
    }
  }
};

/** Of what was taken back, no byte is left in the database's files once its log is folded in. */
export const expectNoBytes = async (town: Town, marks: readonly string[]): Promise<void> => {
  for (const [index, one] of town.instances.entries()) {
    if (!one.life.alive) continue;
    await town.crash(index);
    const bytes = readFileSync(one.file(one.lives));
    for (const mark of marks) expect(bytes.includes(mark), `${mark} in the files of ${one.id}`).toBe(false);
  }
};

export const marksTakenBack = (pen: Pen): string[] =>
  [...pen.said.values()].flatMap((post) => (isSure(post) && post.body === null && !post.reported ? post.marks : []));
