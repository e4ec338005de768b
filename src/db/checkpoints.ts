// Folds SQLite's log into the database in a thread of its own, so that nobody waits for it but, briefly, those who write. SQLite
// would do it on the event loop, right after a commit: 10 ms and more during which nothing is answered. A pass folds what
// is in the log when it begins; what is committed meanwhile keeps the log from starting over, so where that happens a second,
// short pass follows, and the next group of writes waits for it.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type BetterSqlite3 from 'better-sqlite3';

/** Pages in the log that a pass is worth: as SQLite has it by default. */
const PAGES = 1_000;

/** Of the thread, whose work is SQLite's. */
const MEMORY = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

/** Pages in the log, and how many of them are in the database already. */
type Log = { log: number; checkpointed: number };

export type Checkpoints = {
  /** Something was committed: begins a pass when it is worth one. */
  committed(): void;
  /** Calls `write` at once, unless what is written now would keep the log from starting over: then soon. */
  before(write: () => void): void;
  /** Folds what is in the log. */
  fold(): Promise<void>;
  /** Waits for the pass under way, and ends the thread. */
  close(): Promise<void>;
};

/** @param connection that writes; its own checkpoints end here */
export const createCheckpoints = (file: string, connection: BetterSqlite3.Database): Checkpoints => {
  connection.pragma('wal_autocheckpoint = 0');
  const look = connection.prepare('pragma wal_checkpoint(NOOP)');
  const pages = (): number => (look.get() as Log).log;
  let thread: Worker | undefined;
  let under: Promise<void> | undefined;
  let holding = false;
  let waiting: (() => void)[] = [];
  let alone = false;
  /** How long the log was when last folded. What a reader holds on to stays in it: no reason to try at every commit. */
  let folded = 0;

  const start = (): Worker => {
    const started = new Worker(new URL('./checkpoint-thread.js', import.meta.url), {
      workerData: file,
      resourceLimits: MEMORY,
    });
    // A thread keeps no process alive but during a pass, which somebody may wait for.
    started.unref();
    // Whoever waits for a pass hears of it; who does not, starts another.
    started.on('error', () => {
      thread = undefined;
    });
    return started;
  };

  const pass = async (): Promise<Log | undefined> => {
    thread ??= start();
    thread.ref();
    thread.postMessage('fold');
    const [answer] = (await once(thread, 'message')) as [Log | undefined];
    thread.unref();
    return answer;
  };

  const fold = async (): Promise<void> => {
    try {
      const first = await pass();
      if (first && first.checkpointed === first.log && pages() > first.log) {
        holding = true;
        await pass();
      }
      folded = pages();
    } catch {
      // No thread can be had: SQLite does it as it always did.
      thread = undefined;
      connection.pragma(`wal_autocheckpoint = ${PAGES}`);
      alone = true;
    }
    holding = false;
    under = undefined;
    const next = waiting;
    waiting = [];
    for (const write of next) write();
  };

  return {
    committed() {
      if (under || alone) return;
      const log = pages();
      if (log < folded) folded = 0;
      if (log - folded >= PAGES) under = fold();
    },
    before(write) {
      if (holding) waiting.push(write);
      else write();
    },
    async fold() {
      await under;
      under ??= alone ? undefined : fold();
      await under;
    },
    async close() {
      await under;
      if (!thread) return;
      const ended = once(thread, 'exit');
      thread.ref();
      thread.postMessage('close');
      await ended;
    },
  };
};
