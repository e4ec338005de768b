// Adds rows with better-sqlite3 and prints `ack <n> <nanoseconds>` for each once its commit has returned: what the shim
// first proves itself on. Arguments: database file, `synchronous`, how many rows, `close` or `kill` for the end.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import Database from 'better-sqlite3';

const [file, synchronous, rows, end] = process.argv.slice(2);

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
/** Between 65 and 5,850 characters, so that some rows take two pages. */
const bodyOf = (n) => `${sha256(String(n))} `.repeat(1 + ((n * 37) % 90));

const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma(`synchronous = ${synchronous}`);
// Often, so that cuts fall into checkpoints, too.
db.pragma('wal_autocheckpoint = 40');
db.exec('create table if not exists row (n integer primary key, body text not null, digest text not null)');
const insert = db.prepare('insert into row (n, body, digest) values (?, ?, ?)');
const commit = db.transaction((from, to) => {
  for (let n = from; n < to; n++) insert.run(n, bodyOf(n), sha256(bodyOf(n)));
});

const { first } = db.prepare('select coalesce(max(n) + 1, 0) as first from row').get();
for (let from = first; from < first + Number(rows); ) {
  const to = from + 1 + (from % 3);
  commit(from, to);
  const at = process.hrtime.bigint();
  for (let n = from; n < to; n++) writeSync(1, `ack ${n} ${at}\n`);
  from = to;
}

if (end === 'kill') process.kill(process.pid, 'SIGKILL');
// Empties the WAL and removes it.
db.close();
