// Writes the rows of a reply again, as an earlier one left them, by better-sqlite3 alone.
import type BetterSqlite3 from 'better-sqlite3';

/** A thread with a reply of its own, and that reply as the instance answered it: JSON. */
export type Replied = { thread: string; answer: string };

type Cells = Record<string, string | number | Uint8Array | null>;

const insertInto = (db: BetterSqlite3.Database, table: string, row: Cells): BetterSqlite3.Statement => {
  const columns = Object.keys(row);
  return db.prepare(`insert into ${table} (${columns}) values (${columns.map((column) => `@${column}`)})`);
};
const withoutId = ({ id: _, ...cells }: Cells): Cells => cells;
const keyOf = (name: string): [origin: string, seq: number] => {
  const [seq = '', origin = ''] = name.split('@');
  return [origin, Number(seq.replace('b', ''))];
};

/**
 * @param db its last reply was of this kind: on a board, or on a plank
 * @returns what writes a reply into the thread, inside a transaction, and answers it as JSON
 */
export const replyCopier = (db: BetterSqlite3.Database, origin: string) => {
  const onPlank = origin !== '';
  const last = (table: string, count: number): Cells[] =>
    db.prepare(`select * from ${table} order by id desc limit ${count}`).all().reverse() as Cells[];
  const [post] = last('post', 1);
  if (post?.origin !== origin) throw new Error('The last post is of another kind.');
  const events = last('event', onPlank ? 2 : 1).map(withoutId);
  const entry = onPlank ? last('entry', 1).map(withoutId)[0] : undefined;
  let seq = Number(post.seq);

  // The words as well: FTS5 takes them in the same commit.
  const words = onPlank ? 'plank_words' : 'board_words';
  const insertDoc = db.prepare('insert into post_doc (id, post_id) values (?, ?)');
  const insertWords = db.prepare(
    `insert into ${words} (rowid, title, body, facets) values (cast(? as integer), '', ?, ?)`,
  );
  let doc = Number(db.prepare('select max(id) from post_doc').pluck().get());
  const insertPost = insertInto(db, 'post', withoutId(post));
  const insertEvent = insertInto(db, 'event', events[0] ?? {});
  const insertEntry = entry && insertInto(db, 'entry', entry);
  const moveHead = db.prepare(
    'update epoch set head_seq = ?, head_hash = ?, head_at = ? where journal_id = ? and epoch = ?',
  );
  const growThread = db.prepare(
    `update thread set post_count = post_count + 1, listed = 1, version = version + 1, card = null, active_at = ?,
     arrived_at = ? where id = ?`,
  );
  const growPlace = db.prepare(
    'update place set post_count = post_count + 1, version = version + 1, active_at = ? where id = ?',
  );
  const findThread = db.prepare('select id, place_id from thread where origin = ? and seq = ?');
  const findPost = db.prepare('select parent_id, author_id from post where origin = ? and seq = ?');

  return ({ thread, answer }: Replied) => {
    const place = findThread.get(...keyOf(thread)) as { id: number; place_id: number };
    const card = JSON.parse(answer) as Cells & { name: string };
    const people = findPost.get(...keyOf(card.name)) as { parent_id: number; author_id: number };
    const where = { thread_id: place.id, place_id: place.place_id };

    return (body: string): string => {
      const now = Date.now();
      const when = new Date(now).toISOString();
      seq += 1;
      const name = onPlank ? `${seq}@${origin}` : `b${seq}`;
      const text = JSON.stringify({ ...card, name, body, at: when, arrivedAt: when });
      if (entry && insertEntry) {
        moveHead.run(seq, entry.hash, now, entry.journal_id, entry.epoch);
        insertEntry.run({ ...entry, seq, at: now, arrived_at: now });
      }
      const kept = post.card === null ? null : text;
      const times = { at: now, arrived_at: now };
      const cells = { ...withoutId(post), ...where, ...people, ...times, seq, body, card: kept };
      const { lastInsertRowid } = insertPost.run(cells);
      doc += 4096;
      insertDoc.run(doc, lastInsertRowid);
      insertWords.run(doc, body, `p${place.place_id} a${people.author_id} o${Buffer.from(origin).toString('hex')}`);
      growThread.run(now, now, place.id);
      growPlace.run(now, place.place_id);
      for (const event of events)
        insertEvent.run(
          event.post_id === null ? { ...event, at: now } : { ...event, ...where, at: now, post_id: lastInsertRowid },
        );
      return text;
    };
  };
};
