// What happened in a run, as one hash: the same seed must give the same.
import { createHash } from 'node:crypto';

export type Trace = {
  note(...what: (string | number)[]): void;
  readonly lines: number;
  digest(): string;
  /** The last things that happened, for whoever looks for a fault. */
  tail(count: number): string[];
};

const KEPT = 400;

export const createTrace = (now: () => number): Trace => {
  const hash = createHash('sha256');
  let lines = 0;
  let kept: string[] = [];
  return {
    note(...what) {
      const line = `${now().toFixed(3)} ${what.join(' ')}`;
      hash.update(line).update('\n');
      lines += 1;
      kept.push(line);
      if (kept.length > 2 * KEPT) kept = kept.slice(-KEPT);
    },
    get lines() {
      return lines;
    },
    digest: () => hash.copy().digest('base64url'),
    tail: (count) => kept.slice(-count),
  };
};
