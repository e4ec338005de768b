// Work that waits for the end of a transaction, so that many writes share it: words of posts are cheaper by the dozen.
import type { Writer } from './database.ts';

export type EndWork<T> = (tx: Writer, items: readonly T[]) => Promise<void>;

type Waiting = { work: EndWork<never>; item: unknown };

export type AtEnd = {
  atEnd<T>(work: EndWork<T>, item: T): void;
  /** How much waits. */
  waiting(): number;
  /** What came since `waiting()` said so is dropped: whoever asked for it was rolled back. */
  keep(count: number): void;
  /** Does what waits, in its order, each kind of work once. */
  perform(tx: Writer): Promise<void>;
};

export const createAtEnd = (): AtEnd => {
  let list: Waiting[] = [];
  return {
    atEnd: (work, item) => void list.push({ work: work as EndWork<never>, item }),
    waiting: () => list.length,
    keep: (count) => {
      list.length = count;
    },
    async perform(tx) {
      const works = new Map<EndWork<never>, never[]>();
      for (const { work, item } of list) {
        const items = works.get(work);
        if (items) items.push(item as never);
        else works.set(work, [item as never]);
      }
      list = [];
      for (const [work, items] of works) await work(tx, items);
    },
  };
};
