// Time and chance for tests: a clock that stands still until told, and bytes that follow from a seed.
import { createHash } from 'node:crypto';
import type { Chance, Clock } from '../../src/base/time.ts';

export type FixedClock = Clock & {
  /** Goes on by so many milliseconds, or back. */
  advance(ms: number): void;
  set(at: number): void;
};

/** 2026-01-01T00:00:00.000Z */
export const newYear = 1_767_225_600_000;

export const fixedClock = (start: number = newYear): FixedClock => {
  let at = start;
  return {
    now: () => at,
    advance(ms) {
      at += ms;
    },
    set(to) {
      at = to;
    },
  };
};

/** The same seed gives the same bytes and fractions, in the order of the calls: SHA-256 over a counter. */
export const seededChance = (seed: number | string): Chance => {
  let block = 0;
  let left = Buffer.alloc(0);
  const bytes = (count: number): Uint8Array => {
    const parts = [left];
    for (let held = left.length; held < count; held += 32)
      parts.push(createHash('sha256').update(`${seed}:${block++}`).digest());
    const all = Buffer.concat(parts);
    left = all.subarray(count);
    return new Uint8Array(all.subarray(0, count));
  };
  return { bytes, fraction: () => Buffer.from(bytes(6)).readUIntBE(0, 6) / 2 ** 48 };
};
