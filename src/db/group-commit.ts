// Writes that arrive in one turn of the event loop share one commit, and each keeps its own outcome. A savepoint for each
// costs as much as two of its rows, so a group goes without at first; where one fails that has written something, all is
// undone and done again, each in a savepoint of its own, and it rolls back alone (docs/decisions/group-commit.md).
import type BetterSqlite3 from 'better-sqlite3';
import { createAtEnd } from './at-end.ts';
import type { Writer } from './database.ts';
import { createInGroups, type InGroups, type Job } from './in-groups.ts';

type Outcome = { job: Job; value?: unknown; error?: unknown; failed: boolean };

/**
 * @param soon calls back in the next turn of the event loop (`setImmediate`, or a simulated one)
 * @param committed is called after each commit, once all were told
 */
export const createGroupCommit = (
  connection: BetterSqlite3.Database,
  runner: Omit<Writer, 'atEnd'>,
  soon: (callback: () => void) => void,
  committed: () => void = () => {},
): InGroups => {
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
  let writes = 0;
  // Every member by name: V8 gives what a spread makes now this shape, now that, and compiles all that uses it anew.
  const tx = {
    dialect: runner.dialect,
    get: runner.get,
    all: runner.all,
    run: (statement, params) => {
      writes += 1;
      return runner.run(statement, params);
    },
    rows: (statement, params) => {
      writes += 1;
      return runner.rows(statement, params);
    },
    insert: (statement, params) => {
      writes += 1;
      return runner.insert(statement, params);
    },
    atEnd: end.atEnd,
  } as Writer;

  /** Answers undefined when the whole group has to be undone: a job of it failed, and has written something. */
  const performPlainly = async (group: readonly Job[]): Promise<Outcome[] | undefined> => {
    const outcomes: Outcome[] = [];
    for (const job of group) {
      const before = writes;
      const waiting = end.waiting();
      try {
        outcomes.push({ job, value: await job.work(tx), failed: false });
      } catch (error) {
        // A full disk or a corrupt page may have ended the transaction: then nothing of the group stands, and nothing
        // more may run, since outside a transaction it would stand at once.
        if (!connection.inTransaction || group.length === 1) throw error;
        if (writes !== before) return undefined;
        end.keep(waiting);
        outcomes.push({ job, error, failed: true });
      }
    }
    return outcomes;
  };

  const performApart = async (group: readonly Job[]): Promise<Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (const job of group) {
      savepoint.run();
      const waiting = end.waiting();
      try {
        const value = await job.work(tx);
        release.run();
        outcomes.push({ job, value, failed: false });
      } catch (error) {
        if (!connection.inTransaction) throw error;
        undo.run();
        release.run();
        end.keep(waiting);
        outcomes.push({ job, error, failed: true });
      }
    }
    return outcomes;
  };

  const performGroup = async (group: readonly Job[]): Promise<void> => {
    let outcomes: Outcome[] | undefined;
    try {
      begin.run();
      outcomes = await performPlainly(group);
      if (!outcomes) {
        rollback.run();
        end.keep(0);
        begin.run();
        outcomes = await performApart(group);
      }
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
    committed();
  };

  return createInGroups(performGroup, soon);
};
