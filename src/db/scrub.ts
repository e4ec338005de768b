// The last trace of an erased text in SQLite's file. With secure_delete SQLite overwrites what it deletes; but where it has moved a row
// to another page before, the old copy stays in the gap of the page that it came from: the bytes between the list of
// cells and the first cell, which nobody reads and no statement reaches. So they are overwritten in the file itself, while
// nobody writes and the log is empty. The form of pages: https://www.sqlite.org/fileformat2.html#b_tree_pages
import { fsync, readSync, statSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';

/** Bytes that are looked at before others go first: about a millisecond. */
const STRETCH = 1 << 20;
/** Milliseconds that others are waited for, on the event loop. */
const PATIENCE = 50;
/** Where SQLite keeps its locks: the page there is never used. */
const LOCKS = 1 << 30;
/** A page of another kind begins with the number of a page: from so many bytes on it may look like one of these. */
const TOO_LARGE = 2 ** 37;
/** Bytes of the head of a page, by its kind: inner and leaf, of an index and of a table. */
const HEAD = new Map([
  [2, 12],
  [5, 12],
  [10, 8],
  [13, 8],
]);

const flush = promisify(fsync);

/** From where to where nothing is in use on a page that starts at `start`; undefined where it is no page of a tree. */
const gapOf = (bytes: Buffer, start: number, size: number, first: boolean): [from: number, to: number] | undefined => {
  const at = first ? start + 100 : start;
  const head = HEAD.get(bytes[at] ?? 0);
  if (head === undefined) return undefined;
  const from = at + head + 2 * bytes.readUInt16BE(at + 3);
  const to = start + (bytes.readUInt16BE(at + 5) || 65_536);
  return from < to && to <= start + size ? [from, to] : undefined;
};

const anyIn = (bytes: Buffer, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return true;
  return false;
};

/** Overwrites the gaps of the pages in `length` bytes from `offset` on. */
const scrubStretch = (fd: number, offset: number, length: number, size: number): void => {
  const bytes = Buffer.alloc(length);
  const read = readSync(fd, bytes, 0, length, offset);
  for (let start = 0; start + size <= read; start += size) {
    if (offset + start === LOCKS) continue;
    const gap = gapOf(bytes, start, size, offset + start === 0);
    if (!gap || !anyIn(bytes, ...gap)) continue;
    const [from, to] = gap;
    writeSync(fd, bytes.fill(0, from, to), from, to - from, offset + from);
  }
};

export type Scrubbing = {
  file: string;
  /** Of the file, to read and write. Closing it ends the locks that this process holds: not before its connections are closed. */
  fd: number;
  /** Opens a connection of its own. Nothing else in this process may write meanwhile. */
  open(): BetterSqlite3.Database;
  /** Lets others go first. */
  pause(): Promise<void>;
  /** A statement, run last: it has to change a row, so that no connection goes on with the pages that it remembers. */
  done: string;
  signal?: AbortSignal | undefined;
};

/** Overwrites what nobody uses. Answers false where others were in the way: it may be tried again. */
export const scrub = async ({ file, fd, open, pause, done, signal }: Scrubbing): Promise<boolean> => {
  const db = open();
  try {
    db.pragma(`busy_timeout = ${PATIENCE}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.exec('begin immediate');
    // Somebody's read kept the log, or somebody wrote in between: what is in the log would come back into the file.
    const { size: total } = statSync(file);
    if (statSync(`${file}-wal`).size > 0 || total >= TOO_LARGE) return false;
    const size = Number(db.pragma('page_size', { simple: true }));
    for (let offset = 0; offset < total; offset += STRETCH) {
      if (signal?.aborted) return false;
      scrubStretch(fd, offset, Math.min(STRETCH, total - offset), size);
      await pause();
    }
    await flush(fd);
    db.exec(done);
    db.exec('commit');
    return true;
  } catch (error) {
    if (error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
    throw error;
  } finally {
    if (db.inTransaction) db.exec('rollback');
    db.close();
  }
};
