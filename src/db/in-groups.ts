// Jobs that arrive in one turn of the event loop are done as a group, one group after the other: what group commit on SQLite and on
// PostgreSQL share.
import type { Writer } from './database.ts';

/** A write that somebody waits for. */
export type Job = {
  readonly work: (tx: Writer) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
};

export type InGroups = {
  submit<T>(work: (tx: Writer) => Promise<T>): Promise<T>;
  /** Does something outside of any transaction, while nobody writes. */
  between<T>(work: () => Promise<T>): Promise<T>;
  /** Settles once nothing waits. */
  drained(): Promise<void>;
};

/** More would hold up readers, the event loop, and those who come later. */
const GROUP = 128;

/**
 * @param perform settles every job of its group, and never throws
 * @param soon calls back in the next turn of the event loop (`setImmediate`, or a simulated one)
 */
export const createInGroups = (
  perform: (group: readonly Job[]) => Promise<void>,
  soon: (callback: () => void) => void,
): InGroups => {
  let queue: Job[] = [];
  let between: (() => Promise<void>)[] = [];
  let running = false;
  let idle: (() => void)[] = [];

  const turn = async (): Promise<void> => {
    const works = between;
    between = [];
    for (const work of works) await work();
    const group = queue.slice(0, GROUP);
    queue = queue.slice(GROUP);
    if (group.length > 0) await perform(group);
    if (queue.length > 0 || between.length > 0) {
      soon(() => void turn());
      return;
    }
    running = false;
    for (const wake of idle) wake();
    idle = [];
  };

  const start = (): void => {
    if (running) return;
    running = true;
    soon(() => void turn());
  };

  return {
    submit: <T>(work: (tx: Writer) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
        start();
      }),
    between: <T>(work: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        between.push(() => work().then(resolve, reject));
        start();
      }),
    drained: () => (running ? new Promise<void>((resolve) => void idle.push(resolve)) : Promise.resolve()),
  };
};
