// Lets in so many at once; some wait, and whoever finds too many waiting is sent away.
import { Refusal } from '../../base/errors.ts';

/** @throws Refusal `unavailable` where the queue is full */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

export const createTurnstile = ({ atOnce, waiting }: { atOnce: number; waiting: number }): Turnstile => {
  const queue: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside >= atOnce) {
      if (queue.length >= waiting)
        throw new Refusal('unavailable', 'Many images are being prepared. Try again in a few seconds.', {
          retryAfter: 5,
        });
      // Whoever leaves hands the place on: nobody else can take it meanwhile.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else inside += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else inside -= 1;
    }
  };
};
