// Whether our clock can be trusted: what peers answered with their own time. Who writes with a wrong clock delays itself, and
// confuses others (protocol.md, Journals).
import { Refusal } from '../base/errors.ts';
import { said } from '../base/said.ts';

/** Further off the median of the peers, nothing is written on planks. */
const MOST = 5 * 60_000;
/** `Date` counts whole seconds: less than this says nothing. */
const NEWS = 5_000;

export type PeerClocks = {
  /** How far a peer's clock is ahead of ours, in milliseconds, as its last answer said. Answers whether that is news. */
  note(origin: string, offset: number): boolean;
  /** Undefined before any peer answered. */
  median(): number | undefined;
  /** @throws Refusal `unavailable` that says how far off the clock is */
  check(): void;
};

export const createPeerClocks = (): PeerClocks => {
  const offsets = new Map<string, number>();
  const told = new Map<string, number>();
  const median = (): number | undefined => {
    const sorted = [...offsets.values()].sort((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
    return low === undefined || high === undefined ? undefined : (low + high) / 2;
  };
  return {
    note(origin, offset) {
      const news = Math.abs(offset - (told.get(origin) ?? Number.POSITIVE_INFINITY)) > NEWS;
      if (news) told.set(origin, offset);
      offsets.set(origin, offset);
      return news;
    },
    median,
    check() {
      const off = median();
      if (off === undefined || Math.abs(off) <= MOST) return;
      const minutes = Math.round(Math.abs(off) / 60_000);
      throw new Refusal(
        'unavailable',
        off > 0
          ? said`The clock of this instance is ${minutes} minutes behind that of its peers. An admin must set it first.`
          : said`The clock of this instance is ${minutes} minutes ahead of that of its peers. An admin must set it first.`,
      );
    },
  };
};
