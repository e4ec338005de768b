// Gives every member of a filled house marks: of three threads one is read to its end, one but for a few posts, one never.
import BetterSqlite3 from 'better-sqlite3';

/** Posts that are unread where a thread is read but for a few. */
const FEW = 3;

/** @param file of an instance that does not run */
export const fillMarks = (file: string): void => {
  const db = new BetterSqlite3(file);
  db.pragma('synchronous = OFF');
  const mark = db.prepare(
    `insert into read_mark (member_id, thread_origin, thread_seq, arrived_at, post_origin, post_seq, read_at)
     select member.id, thread.origin, thread.seq, post.arrived_at, post.origin, post.seq, post.arrived_at
     from thread join member join post on post.id = (select id from post where post.thread_id = thread.id
       order by arrived_at desc, origin desc, seq desc limit 1 offset (thread.id + member.id) % 3 * ?)
     where (thread.id + member.id) % 3 < 2`,
  );
  db.transaction(() => mark.run(FEW))();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
};
