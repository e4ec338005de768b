// A nudge that tells how often somebody looked at what it says: the last time, all that came of it is done.
import type { Nudge } from '../../../src/federation/sync/request.ts';

export type WatchedNudge = Nudge & { readonly looks: number };

export const watchedNudge = (coalition: string, heads: Nudge['heads']): WatchedNudge => {
  let looks = 0;
  return {
    coalition,
    get heads() {
      looks += 1;
      return heads;
    },
    get looks() {
      return looks;
    },
  };
};
