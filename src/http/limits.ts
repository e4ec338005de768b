// How often somebody may call in a minute: a count a member or address, in memory, for each process. Counting answers at
// once, since it stands before every read; the keys are bounded, so that many addresses cost no more memory than few.
import { LRUCache } from 'lru-cache';
import { Refusal } from '../base/errors.ts';
import { said } from '../base/said.ts';
import type { Clock } from '../base/time.ts';

export type RateLimit = {
  /** Counts one call. @throws Refusal `too-many` with the seconds to wait */
  take(key: string): void;
};

type Window = { count: number; until: number };

const MINUTE = 60_000;
/** Beyond that many callers a minute the one that was quiet longest starts anew. */
const KEYS = 20_000;

/** @param perMinute calls; 0: no limit */
export const createRateLimit = ({ clock, perMinute }: { clock: Clock; perMinute: number }): RateLimit => {
  if (perMinute === 0) return { take() {} };
  const windows = new LRUCache<string, Window>({ max: KEYS });
  return {
    take(key) {
      const now = clock.now();
      const window = windows.get(key);
      if (!window || window.until <= now) {
        windows.set(key, { count: 1, until: now + MINUTE });
        return;
      }
      if (window.count >= perMinute) {
        const retryAfter = Math.ceil((window.until - now) / 1000);
        throw new Refusal('too-many', said`Too many calls: wait ${retryAfter} seconds.`, { retryAfter });
      }
      window.count += 1;
    },
  };
};
