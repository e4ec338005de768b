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

export const realChance: Chance = { bytes: (count) => randomBytes(count), fraction: () => Math.random() };

export const realTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Lets `ms` milliseconds pass; keeps the process alive meanwhile. For commands that wait for something outside. */
export const realWait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
