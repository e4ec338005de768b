// What runs besides answering: again and again, each on its own, until all are told to stop.
import type { Logger } from '../base/log.ts';
import type { Timers } from '../base/time.ts';

export type Jobs = {
  /**
   * Runs a job now and then again, `ms` after each end. One that fails is logged and runs again.
   * @returns what makes it run at once; once more, where it is running
   */
  every(ms: number, name: string, job: (signal: AbortSignal) => Promise<unknown>): () => void;
  /** Runs a job until it is told to stop. */
  run(name: string, job: (signal: AbortSignal) => Promise<unknown>): void;
  /** Waits for those under way. */
  stop(): Promise<void>;
};

export const createJobs = ({ timers, log }: { timers: Timers; log: Logger }): Jobs => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const under = new Set<Promise<unknown>>();
  const cancels = new Set<() => void>();

  const attempt = (name: string, job: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> => {
    const running = job(signal).catch((error) => {
      if (!signal.aborted) log.error({ job: name, err: error }, 'a job failed');
    });
    under.add(running);
    return running.finally(() => under.delete(running));
  };

  return {
    every(ms, name, job) {
      let cancel: (() => void) | undefined;
      let again = false;
      const turn = async (): Promise<void> => {
        if (signal.aborted) return;
        do {
          again = false;
          await attempt(name, job);
        } while (again && !signal.aborted);
        if (signal.aborted) return;
        const cancelThis = timers.after(ms, () => {
          cancels.delete(cancelThis);
          cancel = undefined;
          void turn();
        });
        cancel = cancelThis;
        cancels.add(cancelThis);
      };
      void turn();
      return () => {
        again = true;
        if (!cancel || signal.aborted) return;
        cancel();
        cancels.delete(cancel);
        cancel = undefined;
        void turn();
      };
    },
    run: (name, job) => void attempt(name, job),
    async stop() {
      stopping.abort();
      for (const cancel of cancels) cancel();
      while (under.size > 0) await Promise.allSettled(under);
    },
  };
};
