// Answers to visitors, kept in memory and checked on each use against what the database says their version is: a wrong
// one is never served, an erased post never from here. Bounded by number and by bytes.
import { LRUCache } from 'lru-cache';
import type { Eventually } from '../db/database.ts';
import { after } from './eventually.ts';
import type { Prepared } from './respond.ts';
import type { Version } from './route.ts';

export type Kept = {
  readonly prepared: Prepared;
  readonly version: Version;
  readonly current: () => Eventually<Version | undefined>;
};

export type ReadCache = {
  /** Whether it keeps anything at all. */
  readonly keeps: boolean;
  /** What is kept for this path and query, if it is still what the database holds. */
  find(key: string): Eventually<Prepared | undefined>;
  keep(key: string, kept: Kept): void;
  /** Forgets everything: after a rebuild, when versions begin anew. */
  clear(): void;
};

const BYTES = 32 * 1024 * 1024;
/** Packed bodies come to less than half of the plain one, both together. */
const WITH_PACKED = 1.5;
/** What an entry costs beside its body and key. */
const OVERHEAD = 1024;
const LONGEST_KEY = 2048;

const nobody: ReadCache = { keeps: false, find: () => undefined, keep() {}, clear() {} };

/** @param entries at most that many; 0: none */
export const createReadCache = (entries: number): ReadCache => {
  if (entries === 0) return nobody;
  const cache = new LRUCache<string, Kept>({
    max: entries,
    maxSize: BYTES,
    sizeCalculation: ({ prepared }, key) => OVERHEAD + 2 * key.length + Math.ceil(WITH_PACKED * prepared.body.length),
  });
  return {
    keeps: true,
    find(key) {
      const kept = cache.get(key);
      if (!kept) return undefined;
      return after(kept.current(), (version) => {
        if (version === kept.version) return kept.prepared;
        // Unless another call has put a newer one there meanwhile.
        if (cache.peek(key) === kept) cache.delete(key);
        return undefined;
      });
    },
    keep(key, kept) {
      if (key.length <= LONGEST_KEY) cache.set(key, kept);
    },
    clear: () => cache.clear(),
  };
};
