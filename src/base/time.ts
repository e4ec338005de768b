// Time and chance come in by parameter; these are the real ones. Simulated towns bring their own.
import { randomFillSync } from 'node:crypto';

export type Clock = {
  /** Epoch milliseconds. */
  now(): number;
};

export type Chance = {
  /** Unpredictable bytes. */
  bytes(count: number): Uint8Array;
  /** At least 0, below 1. */
  fraction(): number;
};

export type Timers = {
  /** Calls back once after `ms`; answers what cancels it. A timer keeps no process alive, but for the turn that 0 asks for. */
  after(ms: number, callback: () => void): () => void;
};

export const realClock: Clock = { now: () => Date.now() };

/** Asking the system for a few bytes costs as much as asking for many. Each byte is given out once, and wiped here. */
const pool = Buffer.alloc(4_096);
let used = pool.length;
const randomBytes = (count: number): Uint8Array => {
  if (count > pool.length) return randomFillSync(Buffer.alloc(count));
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + count));
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
};

export const realChance: Chance = { bytes: randomBytes, fraction: () => Math.random() };

export const realTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    // Who asks for a turn alone goes on: a command that lets others have theirs does not end there.
    if (ms > 0) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Lets `ms` milliseconds pass; keeps the process alive meanwhile. For commands that wait for something outside. */
export const realWait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
