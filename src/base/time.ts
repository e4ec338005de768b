// Time and chance come in by parameter; these are the real ones. Simulated towns bring their own.
import { randomBytes } from 'node:crypto';

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
  /** Calls back once after `ms`; answers what cancels it. A timer keeps no process alive. */
  after(ms: number, callback: () => void): () => void;
};

export const realClock: Clock = { now: () => Date.now() };

const POOL = 4096;
/** Salts and names; keys and secrets come from the system directly. */
const SMALL = 16;
let pool = new Uint8Array();
let used = 0;

/** A call to the system for each salt and token would cost more than the rest of making it. No byte is given out twice. */
const fromPool = (count: number): Uint8Array => {
  if (count > SMALL) return randomBytes(count);
  if (used + count > pool.length) {
    pool = randomBytes(POOL);
    used = 0;
  }
  const bytes = Uint8Array.from(pool.subarray(used, used + count));
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
};

export const realChance: Chance = { bytes: fromPool, fraction: () => Math.random() };

export const realTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Lets `ms` milliseconds pass; keeps the process alive meanwhile. For commands that wait for something outside. */
export const realWait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
