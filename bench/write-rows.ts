// The floor of catching up: JSON.parse and SHA-256 for each line, and better-sqlite3 that writes the very rows which applying
// the lines leaves behind, in the same batches. It is told the rows: a database that has caught up is its model.
import { hash } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import type { Catching } from './take-in.ts';

type Cell = string | number | Uint8Array | null;
type Cells = Record<string, Cell>;
/** The number of a statement, and what is bound to it. */
type Step = [statement: number, values: Cell[]];
/** What one transaction writes. */
type Batch = { lines: string[]; steps: Step[] };
export type Plan = { statements: string[]; batches: Batch[] };

const update = {
  spend: `update journal set budget_day = ?, budget_entries = budget_entries + ?, budget_bytes = budget_bytes + ?
    where id = ?`,
  head: 'update epoch set head_seq = ?, head_hash = ?, head_at = ? where journal_id = ? and epoch = ?',
  thread: `update thread set post_count = post_count + ?, listed = 1, version = version + 1, card = null,
    active_at = max(active_at, ?), arrived_at = max(arrived_at, ?) where id = ?`,
  place: `update place set thread_count = thread_count + ?, post_count = post_count + ?, version = version + 1,
    active_at = max(coalesce(active_at, 0), ?) where id = ?`,
};

const words = 'insert into plank_words (rowid, title, body, facets) values (cast(? as integer), ?, ?, ?)';

const groupBy = (rows: readonly Cells[], column: string): Cells[][] => {
  const groups = new Map<unknown, Cells[]>();
  for (const row of rows) {
    const group = groups.get(row[column]);
    if (group) group.push(row);
    else groups.set(row[column], [row]);
  }
  return [...groups.values()];
};
const most = (rows: readonly Cells[], column: string): number => Math.max(...rows.map((row) => Number(row[column])));

/** @param before what it was copied from, @param model the copy after it had caught up with `pages` */
export const planRows = (before: string, model: string, pages: readonly string[][]): Plan => {
  const db = new BetterSqlite3(model, { readonly: true });
  db.prepare('attach ? as old').run(before);
  const all = (sql: string): Cells[] => db.prepare(sql).all() as Cells[];
  const entries = all('select * from entry order by id');
  const events = all('select * from event where id > (select coalesce(max(id), 0) from old.event) order by id');
  const [posts, threads] = [all('select * from post'), all('select * from thread')];
  const docs = new Map(all('select id, post_id from post_doc').map(({ id, post_id }) => [post_id, id]));
  const authors = all(`select * from author where origin <> ''`);
  const strangers = all('select * from place_stranger');
  const [journal] = all('select budget_day, id from journal');
  db.close();

  const statements: string[] = [];
  const step = (sql: string, values: Cell[]): Step => {
    const known = statements.indexOf(sql);
    return [known < 0 ? statements.push(sql) - 1 : known, values];
  };
  const insert = (table: string, row: Cells): Step => {
    const columns = Object.keys(row);
    const sql = `insert into ${table} (${columns}) values (${columns.map(() => '?')})`;
    return step(sql, Object.values(row));
  };
  const strangerOf = new Map(strangers.map((row) => [`${row.place_id} ${row.origin} ${row.public_id}`, row]));
  const authorById = new Map(authors.map((row) => [row.id, row]));
  /** Who wrote it, if they had not written in its place before. */
  const newIn = (post: Cells): Cells | undefined => {
    const author = authorById.get(post.author_id ?? 0);
    const key = `${post.place_id} ${author?.origin} ${author?.public_id}`;
    const row = strangerOf.get(key);
    strangerOf.delete(key);
    return row;
  };
  const bySeq = (rows: readonly Cells[]) => new Map(rows.map((row) => [row.seq, row]));
  const [postOf, threadOf, authorOf] = [bySeq(posts), bySeq(threads), bySeq(authors)];
  const eventOf = new Map(events.map((event) => [event.post_id, event]));
  const lines = pages.flat();

  const planBatch = (rows: readonly Cells[], grew: Cells, from: number): Batch => {
    const last = rows.at(-1) as Cells;
    const own = lines.slice(from, from + rows.length);
    const bytes = rows.reduce(
      (sum, { envelope, content }) => sum + String(envelope).length + Number((content as Uint8Array).length),
      0,
    );
    const steps = [
      step(update.spend, [journal?.budget_day ?? 0, rows.length, bytes, journal?.id ?? 0]),
      step(update.head, [last.seq, last.hash, last.at, last.journal_id, last.epoch] as Cell[]),
      ...rows.map((row) => insert('entry', row)),
    ];
    for (const { seq } of rows) {
      const [author, thread, post] = [authorOf.get(seq ?? 0), threadOf.get(seq ?? 0), postOf.get(seq ?? 0)];
      if (author) steps.push(insert('author', author));
      if (thread) steps.push(insert('thread', { ...thread, post_count: 1, active_at: thread.at ?? 0, version: 1 }));
      if (post) steps.push(insert('post', post));
      const stranger = post && newIn(post);
      if (stranger) steps.push(insert('place_stranger', stranger));
    }
    const said = rows.map(({ seq }) => postOf.get(seq ?? 0)).filter((post) => post !== undefined);
    const replies = said.filter(({ seq }) => !threadOf.has(seq ?? 0));
    for (const group of groupBy(replies, 'thread_id'))
      steps.push(
        step(update.thread, [group.length, most(group, 'at'), most(group, 'arrived_at'), group[0]?.thread_id ?? 0]),
      );
    for (const group of groupBy(said, 'place_id')) {
      const started = group.length - group.filter((post) => replies.includes(post)).length;
      steps.push(step(update.place, [started, group.length, most(group, 'at'), group[0]?.place_id ?? 0]));
    }
    // Words last, as the instance writes them.
    for (const { id = 0, title = '', body = '', place_id, author_id, origin } of said) {
      const doc = docs.get(id) ?? 0;
      const facets = `p${place_id} a${author_id} o${Buffer.from(String(origin)).toString('hex')}`;
      steps.push(insert('post_doc', { id: doc, post_id: id }));
      steps.push(step(words, [doc, title, body, facets]));
    }
    for (const { id } of said) steps.push(insert('event', eventOf.get(id ?? 0) ?? {}));
    steps.push(insert('event', grew));
    return { lines: own, steps };
  };

  // One event for each batch says that the journal grew, after those of the batch's posts.
  const seqOf = new Map(posts.map((post) => [post.id, Number(post.seq)]));
  const batches: Batch[] = [];
  let from = 0;
  let to = 0;
  for (const event of events) {
    if (event.post_id !== null) to = entries.findIndex(({ seq }) => seq === seqOf.get(event.post_id ?? 0)) + 1;
    if (event.kind !== 'journal.grew') continue;
    batches.push(planBatch(entries.slice(from, to), event, from));
    from = to;
  }
  return { statements, batches };
};

/** @param file a copy of the database that `plan` was made from */
export const openWriter = (file: string, { statements, batches }: Plan): Catching => {
  const db = new BetterSqlite3(file);
  // As src/db/open-sqlite.ts has it.
  for (const setting of ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON', 'foreign_keys = ON'])
    db.pragma(setting);
  db.pragma('cache_size = -8000');
  const prepared = statements.map((sql) => db.prepare(sql));
  const [begin, commit] = [db.prepare('begin immediate'), db.prepare('commit')];
  return {
    async run() {
      for (const { lines, steps } of batches) {
        for (const line of lines) {
          JSON.parse(line);
          hash('sha256', line, 'base64url');
        }
        begin.run();
        for (const [statement, values] of steps) prepared[statement]?.run(...values);
        commit.run();
      }
    },
    async close() {
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
    },
  };
};
