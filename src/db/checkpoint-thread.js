// @ts-check
// The thread of checkpoints.ts: a connection of its own that folds the log into the database whenever it is asked to. JavaScript as
// it stands, since Node runs nothing else in a thread, tests included.
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

const connection = new BetterSqlite3(workerData, { fileMustExist: true });
connection.pragma('synchronous = FULL');
connection.pragma('wal_autocheckpoint = 0');
const fold = connection.prepare('pragma wal_checkpoint(PASSIVE)');

/** Answers { busy, log, checkpointed }; undefined where the disk fails: the log stays as it is, and the next pass begins anew. */
const pass = () => {
  try {
    return fold.get();
  } catch {
    return undefined;
  }
};

parentPort?.on('message', (message) => {
  if (message === 'fold') return parentPort?.postMessage(pass());
  connection.close();
  parentPort?.close();
});
