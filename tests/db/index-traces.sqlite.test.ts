// A large index of words, merged a little at a time as posts come, keeps nothing of words whose posts went, wherever a merge stands.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from '../../src/db/open-sqlite.ts';
import { seededChance } from '../support/time.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koinon-index-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const POSTS = 500;
const WORDS = 60;
/** Letters that all words of a post begin with, and those of no other. */
const BEGINNING = 9;

test.each([0, 8])(
  'no beginning of a word is left, merging %i pages a post',
  async (merged) => {
    const file = join(folder, 'a.sqlite');
    const db = await openSqlite({ file });
    const raw = new BetterSqlite3(file);
    raw.pragma('secure_delete = ON');
    const chance = seededChance(merged);
    const letters = (count: number): string =>
      Array.from(chance.bytes(count), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
    const wordsOf = (beginning: string): string[] => Array.from({ length: WORDS }, () => beginning + letters(5));
    const posts = Array.from({ length: POSTS }, () => wordsOf(letters(BEGINNING)));
    const add = raw.prepare("insert into board_words (rowid, title, body, facets) values (?, 'common', ?, 'p1')");
    const merge = raw.prepare(`insert into board_words (board_words, rank) values ('merge', ${merged})`);
    const remove = raw.prepare(
      "insert into board_words (board_words, rowid, title, body, facets) values ('delete', ?, 'common', ?, 'p1')",
    );
    const find = raw.prepare('select count(*) from board_words where board_words match ?').pluck();
    for (const [index, words] of posts.entries())
      raw.transaction(() => {
        add.run(index + 1, words.join(' '));
        if (merged > 0) merge.run();
      })();
    const gone = posts.map((_, index) => index).filter((index) => (chance.bytes(1)[0] ?? 0) < 128 || index % 100 < 50);
    for (const index of gone) remove.run(index + 1, posts[index]?.join(' '));
    raw.exec('update words_removed set count = 1');
    await db.tidy();
    raw.pragma('wal_checkpoint(TRUNCATE)');
    const bytes = readFileSync(file, 'latin1');
    const beginnings = new Set(gone.map((index) => posts[index]?.[0]?.slice(0, BEGINNING)));
    const left: string[] = [];
    for (const [run] of bytes.matchAll(/[a-z]{9,}/g))
      for (let at = 0; at + BEGINNING <= run.length; at++)
        if (beginnings.has(run.slice(at, at + BEGINNING))) left.push(run);
    expect(left).toEqual([]);
    expect(raw.prepare('select count from words_removed').pluck().get()).toBe(0);
    for (const [index, [first = '']] of posts.entries()) expect(find.get(first)).toBe(gone.includes(index) ? 0 : 1);
    expect(find.get('common')).toBe(POSTS - gone.length);
    raw.exec("insert into board_words (board_words) values ('integrity-check')");
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
    raw.close();
    await db.close();
  },
  60_000,
);
