// Fills the boards of a prepared house by plain SQL, as full as one likes: posts arrive in the order of time, each in one of
// the threads that are being talked in just then, so that a thread's posts lie as far apart on the disk as in real life.
import BetterSqlite3 from 'better-sqlite3';
import { firstNumberAt } from '../src/db/post-words.ts';
import { postCard } from '../src/forum/threads/card.ts';
import { BOARDS, boardNamed, MEMBERS } from './house.ts';
import { textOf, titleOf } from './texts.ts';

export type Size = {
  threads: number;
  postsPerThread: number;
  /** Posts of one more thread that is talked in all the time. */
  long?: number;
  /** How many boards the threads are spread over. */
  boards?: number;
};

/** Threads that are being talked in at the same time. */
const AT_ONCE = 200;
const MINUTE = 60_000;

type Talk = { id: number; seq: number; place: number; board: string; posts: number; at: number };

/** @param file of an instance that does not run */
export const fillBoards = (file: string, { threads, postsPerThread, long = 0, boards = BOARDS }: Size): void => {
  const db = new BetterSqlite3(file);
  // No log, no flush: what is broken off is thrown away.
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -262144']) db.pragma(setting);
  const places = db.prepare(`select id, slug from place where kind = 'board' order by id`).all() as {
    id: number;
    slug: string;
  }[];
  const authors = db.prepare(`select id from author where origin = '' order by id`).pluck().all() as number[];
  if (places.length !== BOARDS || authors.length !== MEMBERS) throw new Error('This is no prepared house.');
  const insertThread = db.prepare(
    `insert into thread (place_id, origin, seq, title, author_id, state, listed, at, active_at, arrived_at, post_count)
     values (?, '', ?, ?, ?, 'open', 1, ?, ?, 0, 1)`,
  );
  const insertPost = db.prepare(
    `insert into post (thread_id, place_id, origin, seq, parent_id, author_id, state, title, body, at, arrived_at, edit_seq, card)
     values (?, ?, '', ?, ?, ?, 'live', ?, ?, ?, ?, 0, ?)`,
  );
  const insertDoc = db.prepare('insert into post_doc (id, post_id) values (cast(? as integer), ?)');
  const insertWords = db.prepare(
    'insert into board_words (rowid, title, body, facets) values (cast(? as integer), ?, ?, ?)',
  );
  const endThread = db.prepare('update thread set active_at = ?, arrived_at = ?, post_count = ? where id = ?');
  const started = Date.UTC(2024, 0, 1);
  const html = `<p>${textOf(0)}</p>`;

  const open: Talk[] = [];
  let begun = 0;
  let seq = 0;
  const begin = (): Talk => {
    const place = places[begun % boards] as { id: number; slug: string };
    begun += 1;
    return { id: 0, seq: 0, place: place.id, board: place.slug, posts: 0, at: 0 };
  };
  const say = (talk: Talk): void => {
    seq += 1;
    const at = started + seq * MINUTE;
    const author = authors[seq % MEMBERS] as number;
    const starts = talk.posts === 0;
    if (starts) {
      talk.seq = seq;
      talk.id = Number(insertThread.run(talk.place, seq, titleOf(seq), author, at, at).lastInsertRowid);
    }
    const card = postCard(
      {
        origin: '',
        seq,
        thread: { origin: '', seq: talk.seq },
        place: { kind: 'board', slug: talk.board },
        author: { origin: '', name: `member_${seq % MEMBERS}`, displayName: `member_${seq % MEMBERS}` },
        parent: starts ? null : { origin: '', seq: talk.seq },
        state: 'live',
        title: starts ? titleOf(seq) : '',
        body: textOf(seq),
        html,
        at,
        arrivedAt: at,
        editedAt: null,
        revisions: 1,
        withdrawn: null,
      },
      'bench.localhost:4400',
    );
    const parent = starts ? null : talk.seq;
    const title = starts ? titleOf(seq) : '';
    const { lastInsertRowid } = insertPost.run(
      talk.id,
      talk.place,
      seq,
      parent,
      author,
      title,
      textOf(seq),
      at,
      at,
      card,
    );
    const doc = firstNumberAt(at);
    insertDoc.run(doc, lastInsertRowid);
    insertWords.run(doc, title, textOf(seq), `p${talk.place} a${author} o`);
    talk.posts += 1;
    talk.at = at;
  };

  const lasting = begin();
  begun = 0;
  const total = threads * postsPerThread + long;
  /** Posts of the long thread that are due when so many are there in all. */
  const isDue = (): boolean => lasting.posts < long && lasting.posts * total <= seq * long;
  db.transaction(() => {
    while (begun < Math.min(threads, AT_ONCE)) open.push(begin());
    for (let turn = 0; open.length > 0; turn++) {
      const index = turn % open.length;
      const talk = open[index] as Talk;
      if (isDue()) say(lasting);
      say(talk);
      if (talk.posts < postsPerThread) continue;
      endThread.run(talk.at, talk.at, talk.posts, talk.id);
      if (begun < threads) open[index] = begin();
      else open.splice(index, 1);
    }
    while (lasting.posts < long) say(lasting);
    if (long > 0) endThread.run(lasting.at, lasting.at, lasting.posts, lasting.id);
    db.prepare(
      `update place set thread_count = (select count(*) from thread where place_id = place.id),
         post_count = (select count(*) from post where place_id = place.id),
         active_at = (select max(active_at) from thread where place_id = place.id) where kind = 'board'`,
    ).run();
  })();
  // As an instance has it.
  db.pragma('journal_mode = WAL');
  db.close();
};

/** Lists and pages to read, spread evenly over what is there. */
export const pathsIn = (file: string, count: number): { lists: string[]; pages: string[] } => {
  const db = new BetterSqlite3(file, { readonly: true });
  const { most } = db.prepare('select max(id) as most from thread').get() as { most: number };
  const named = db.prepare('select seq from thread where id = ?').pluck();
  const pages = Array.from({ length: count }, (_, index) => {
    const id = 1 + Math.floor((index * (most - 1)) / Math.max(1, count - 1));
    return `/api/v1/threads/b${named.get(id)}/posts`;
  });
  db.close();
  return {
    lists: Array.from({ length: BOARDS }, (_, index) => `/api/v1/boards/${boardNamed(index)}/threads`),
    pages: [...new Set(pages)],
  };
};
