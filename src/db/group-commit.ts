// Writes that arrive in one turn of the event loop share one commit; each runs in a savepoint of its own, so that one
// that fails rolls back alone (docs/decisions/group-commit.md has the figures).
import type BetterSqlite3 from 'better-sqlite3';
import { createAtEnd } from './at-end.ts';
import type { Writer } from './database.ts';

type Job = {
  run: (tx: Writer) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
};
type Outcome = { job: Job; value?: unknown; error?: unknown; failed: boolean };

/** More would hold the event loop for too long. */
const GROUP = 128;

export type GroupCommit = {
  submit<T>(work: (tx: Writer) => Promise<T>): Promise<T>;
  drained(): Promise<void>;
};

/** @param soon calls back in the next turn of the event loop (`setImmediate`, or a simulated one) */
export const createGroupCommit = (
  connection: BetterSqlite3.Database,
  runner: Omit<Writer, 'atEnd'>,
  soon: (callback: () => void) => void,
): GroupCommit => {
  const [begin, commit, rollback, savepoint, release, undo] = [
    'begin immediate',
    'commit',
    'rollback',
    'savepoint job',
    'release job',
    'rollback to job',
  ].map((sql) => connection.prepare(sql)) as [S, S, S, S, S, S];
  type S = BetterSqlite3.Statement;
  const end = createAtEnd();
  const tx = { ...runner, atEnd: end.atEnd } as Writer;

  let queue: Job[] = [];
  let running = false;
  let idle: (() => void)[] = [];

  const perform = async (job: Job): Promise<Outcome> => {
    savepoint.run();
    const waiting = end.waiting();
    try {
      const value = await job.run(tx);
      release.run();
      return { job, value, failed: false };
    } catch (error) {
      // A full disk or a corrupt page may have ended the transaction: then nothing of the group stands, and nothing
      // more may run, since outside a transaction it would stand at once.
      if (!connection.inTransaction) throw error;
      undo.run();
      release.run();
      end.keep(waiting);
      return { job, error, failed: true };
    }
  };

  const performGroup = async (group: Job[]): Promise<void> => {
    const outcomes: Outcome[] = [];
    try {
      begin.run();
      const [only] = group;
      // Alone it needs no savepoint, which copies what it changes: if it throws, the whole transaction goes.
      if (only && group.length === 1) outcomes.push({ job: only, value: await only.run(tx), failed: false });
      else for (const job of group) outcomes.push(await perform(job));
      await end.perform(tx);
      commit.run();
    } catch (error) {
      end.keep(0);
      if (connection.inTransaction) rollback.run();
      for (const job of group) job.reject(error);
      return;
    }
    for (const { job, value, error, failed } of outcomes) {
      if (failed) job.reject(error);
      else job.resolve(value);
    }
  };

  const turn = async (): Promise<void> => {
    const group = queue.slice(0, GROUP);
    queue = queue.slice(GROUP);
    await performGroup(group);
    if (queue.length > 0) {
      soon(() => void turn());
      return;
    }
    running = false;
    for (const wake of idle) wake();
    idle = [];
  };

  return {
    submit: <T>(work: (tx: Writer) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push({ run: work, resolve: resolve as (value: unknown) => void, reject });
        if (running) return;
        running = true;
        soon(() => void turn());
      }),
    drained: () => (running ? new Promise<void>((resolve) => idle.push(resolve)) : Promise.resolve()),
  };
};
