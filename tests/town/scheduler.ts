// Virtual time: things happen in the order of their times, and nothing happens in between. After each, whatever it set
// going runs to its end: all of it is promises, and those settle before the next tick.

export type Scheduler = {
  /** The true time, epoch milliseconds with fractions. Instances see their own clocks. */
  now(): number;
  /** Runs once at that time, or now if it is past. Answers what cancels it. */
  at(time: number, run: () => unknown): () => void;
  after(ms: number, run: () => unknown): () => void;
  /** Lets everything happen that is due by then; the time is then that. */
  runUntil(time: number): Promise<void>;
  /** Lets so many things happen. */
  take(count: number): Promise<void>;
  /** Lets things happen until the work has settled. */
  perform<T>(work: Promise<T>): Promise<T>;
  /** How many things have happened. */
  readonly steps: number;
};

type Happening = { time: number; order: number; run: (() => unknown) | undefined };

/** More than any run of ours takes: two that wake each other for ever end here. */
const MOST_STEPS = 2_000_000;

const isBefore = (a: Happening, b: Happening) => a.time < b.time || (a.time === b.time && a.order < b.order);

const createHeap = () => {
  const heap: Happening[] = [];
  const swap = (i: number, j: number) => {
    [heap[i], heap[j]] = [heap[j] as Happening, heap[i] as Happening];
  };
  return {
    first: () => heap[0],
    push(one: Happening) {
      heap.push(one);
      for (let i = heap.length - 1; i > 0; ) {
        const up = (i - 1) >> 1;
        if (!isBefore(heap[i] as Happening, heap[up] as Happening)) break;
        swap(i, up);
        i = up;
      }
    },
    pop() {
      const last = heap.length - 1;
      if (last > 0) swap(0, last);
      const popped = heap.pop();
      for (let i = 0; ; ) {
        let least = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < heap.length && isBefore(heap[child] as Happening, heap[least] as Happening)) least = child;
        if (least === i) return popped;
        swap(i, least);
        i = least;
      }
    },
  };
};

/** Settles once no promise has anything left to do: a tick comes after all microtasks, those that they add included. */
export const drained = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** @param breathe lets the real event loop turn after each step: what is really asynchronous would happen earlier than otherwise */
export const createScheduler = (start: number, breathe = false): Scheduler => {
  const heap = createHeap();
  let time = start;
  let order = 0;
  let steps = 0;

  const step = async (): Promise<void> => {
    const next = heap.pop();
    if (!next?.run) return;
    time = Math.max(time, next.time);
    if (++steps > MOST_STEPS) throw new Error(`The town does not come to rest: ${MOST_STEPS} steps.`);
    next.run();
    await drained();
    if (breathe) await new Promise((resolve) => setImmediate(resolve));
  };

  const at: Scheduler['at'] = (when, run) => {
    const one: Happening = { time: Math.max(when, time), order: order++, run };
    heap.push(one);
    return () => {
      one.run = undefined;
    };
  };

  return {
    now: () => time,
    at,
    after: (ms, run) => at(time + Math.max(0, ms), run),
    async runUntil(end) {
      await drained();
      for (let next = heap.first(); next && next.time <= end; next = heap.first()) await step();
      time = Math.max(time, end);
    },
    async take(count) {
      await drained();
      for (let i = 0; i < count && heap.first(); i++) await step();
    },
    async perform(work) {
      let settled = false;
      const done = () => {
        settled = true;
      };
      work.then(done, done);
      await drained();
      while (!settled && heap.first()) await step();
      if (!settled) throw new Error('Nothing is left to happen, and the work has not settled.');
      return work;
    },
    get steps() {
      return steps;
    },
  };
};
