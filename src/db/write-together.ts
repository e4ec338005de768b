// On PostgreSQL too, writes that arrive while others commit share one transaction and one flush to the disk. Where one of them
// fails that may have left something, all is undone and each runs in a transaction of its own (docs/decisions/group-commit.md).
import { createAtEnd } from './at-end.ts';
import type { Writer } from './database.ts';
import { createInGroups, type InGroups, type Job } from './in-groups.ts';

/** One connection, inside a transaction or outside of any. */
export type Connection = {
  /** `broken`: an error left the transaction, or the connection, unfit for more. */
  readonly state: { writes: number; broken: boolean };
  readonly runner: Omit<Writer, 'atEnd' | 'only'>;
  execute(sql: string): Promise<void>;
  release(broken?: Error): void;
};

type Settle = () => void;

/** The number of the turn of all writers: a group has it alone, those apart share it. So a group meets nobody halfway. */
export const WRITERS = 7200;

/** Two writers met; the same work may succeed now: deadlock_detected, serialization_failure. */
const MET = new Set(['40P01', '40001']);
export const haveMet = (error: unknown): boolean => MET.has((error as { code?: string }).code ?? '');

/** PostgreSQL said so and goes on: then nothing was committed. Of a connection that was lost nobody knows. */
const isRefused = (error: unknown): boolean => (error as { severity?: string }).severity === 'ERROR';

type Needs = {
  connect(): Promise<Connection>;
  /** Runs one in a transaction of its own, again where two writers met. */
  apart(job: Job): Promise<void>;
  soon(callback: () => void): void;
};

/** Runs all of a group in one transaction. Undefined where it was undone. */
const together = async (group: readonly Job[], connection: Connection): Promise<Settle[] | undefined> => {
  const { state, runner, execute, release } = connection;
  const end = createAtEnd();
  const tx = { ...runner, atEnd: end.atEnd, only: true } as Writer;
  const settles: Settle[] = [];
  const undo = async (): Promise<undefined> => {
    try {
      await execute('rollback');
      release();
    } catch (error) {
      release(error as Error);
    }
    return undefined;
  };
  try {
    await execute(`begin; select pg_advisory_xact_lock(${WRITERS})`);
    for (const { work, resolve, reject } of group) {
      const [writes, waiting] = [state.writes, end.waiting()];
      try {
        const value = await work(tx);
        settles.push(() => resolve(value));
      } catch (error) {
        if (state.broken || state.writes !== writes || haveMet(error)) return await undo();
        end.keep(waiting);
        settles.push(() => reject(error));
      }
    }
    await end.perform(tx);
  } catch {
    return undo();
  }
  if (state.broken) return undo();
  try {
    await execute('commit');
    release();
    return settles;
  } catch (error) {
    if (isRefused(error)) return undo();
    // Nobody knows whether it was committed: to do it again might do it twice.
    release(error as Error);
    return group.map(
      ({ reject }) =>
        () =>
          reject(error),
    );
  }
};

export const createWriteTogether = ({ connect, apart, soon }: Needs): InGroups => {
  const perform = async (group: readonly Job[]): Promise<void> => {
    const connection = group.length > 1 ? await connect().catch(() => undefined) : undefined;
    const settles = connection && (await together(group, connection));
    if (settles) for (const settle of settles) settle();
    else await Promise.all(group.map(apart));
  };

  return createInGroups(perform, soon);
};
