// Gives every member of a filled house marks: of three threads one is read to its end, one but for a few posts, one never.
import BetterSqlite3 from 'better-sqlite3';

/** Posts that are unread where a thread is read but for a few. */
const FEW = 3;

/** @param file of an instance that does not run */
export const fillMarks = (file: string): void => {
  const db = new BetterSqlite3(file);
  db.pragma('synchronous = OFF');
  const mark = db.prepare(
    `insert into read_mark (member_id, thread_origin, thread_seq, arrived_at, post_origin, post_seq, posts, read_at)
     select member.id, thread.origin, thread.seq, post.arrived_at, post.origin, post.seq, case when ? = 0 then thread.post_count else -1 end, post.arrived_at
     from thread join member join post on post.id = (select last.id from post as last where last.thread_id = thread.id
       order by last.arrived_at desc, last.origin desc, last.seq desc limit 1 offset ?)
     where (thread.id + member.id) % 3 = ?`,
  );
  db.transaction(() => {
    for (const [kind, posts] of [0, FEW].entries()) mark.run(posts, posts, kind);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
};
