// The last trace of an erased word in SQLite's index. With secure-delete FTS5 takes a word out of its pages; but where a page
// began with that word, the list of pages still says how it began. Each such beginning is replaced by the word that the page
// begins with now: any key will do that is above what the page before ends with, and not above the first word of its own.
// The form of pages: https://www.sqlite.org/fts5.html, and "The %_data Table" in SQLite's ext/fts5/fts5_index.c.
import type BetterSqlite3 from 'better-sqlite3';

/** Pages of one transaction: some milliseconds. */
const PAGES = 400;

type Key = { segment: number; term: Uint8Array };
type Page = Key & { block: Uint8Array | null };

/** SQLite's variable-length integers; those of a page are short. */
const varint = (bytes: Uint8Array, from: number): [value: number, next: number] => {
  let value = 0;
  for (let at = from; ; at++) {
    const byte = bytes[at] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + 1];
  }
};

/** The word that a page begins with, as its list of pages names it; undefined where none begins on it. */
const firstWord = (page: Uint8Array): Uint8Array | undefined => {
  const end = ((page[2] ?? 0) << 8) | (page[3] ?? 0);
  if (end >= page.length) return undefined;
  const [offset] = varint(page, end);
  const [length, from] = varint(page, offset);
  return page.subarray(from, from + length);
};

const begins = (word: Uint8Array, key: Uint8Array): boolean => Buffer.from(word).subarray(0, key.length).equals(key);

/** Looks after a stretch of pages in one transaction. Answers the last of them; undefined when there are no more. */
const tidier = (db: BetterSqlite3.Database, name: string) => {
  const pages = db.prepare<[number, Uint8Array, number], Page>(
    `select i.segid as segment, i.term, d.block from ${name}_idx i left join ${name}_data d on d.id = (i.segid << 37) + (i.pgno >> 1)
     where (i.segid, i.term) > (?, ?) order by i.segid, i.term limit ?`,
  );
  const rename = db.prepare<[Uint8Array, number, Uint8Array]>(
    `update ${name}_idx set term = ? where segid = ? and term = ?`,
  );
  return db.transaction((after: Key): Key | undefined => {
    const rows = pages.all(after.segment, after.term, PAGES);
    for (const { segment, term, block } of rows) {
      const first = block ? firstWord(block) : undefined;
      if (first && !begins(first, term)) rename.run(first, segment, term);
    }
    return rows.at(-1);
  }).immediate;
};

/**
 * Looks after every page of the index, once words were taken out.
 * @param open answers a connection of its own, which may write to the tables that FTS5 keeps for itself
 * @param pause lets others go first
 */
export const tidyWords = async (
  open: () => BetterSqlite3.Database,
  pause: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> => {
  const db = open();
  try {
    for (const name of ['board_words', 'plank_words']) {
      const tidy = tidier(db, name);
      let key: Key | undefined = { segment: 0, term: new Uint8Array() };
      while (key) {
        if (signal?.aborted) return;
        key = tidy(key);
        await pause();
      }
    }
  } finally {
    db.close();
  }
};
