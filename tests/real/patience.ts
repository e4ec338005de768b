// Waiting for what real processes do in their own time.
import { setTimeout as pause } from 'node:timers/promises';

const STEP = 25;
/** Milliseconds. What holds comes at once on an idle machine; how long it takes on a busy one proves nothing. */
export const PATIENCE = 90_000;

/** Looks again and again until `look` answers something; then answers that. `what` is for the message. */
export const until = async <T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  patience = PATIENCE,
): Promise<T> => {
  const end = performance.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`Waited ${patience} ms in vain: ${what}`);
    await pause(STEP);
  }
};

/** The same, for what is compared: answers the last value, equal or not, so that the test can show the difference. */
export const untilEqual = async <T>(look: () => Promise<T>, same: (value: T) => boolean, patience = PATIENCE) => {
  const end = performance.now() + patience;
  for (;;) {
    const seen = await look();
    if (same(seen) || performance.now() > end) return seen;
    await pause(STEP);
  }
};
