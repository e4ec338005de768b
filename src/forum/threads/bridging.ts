// How much what different constituents think of a thread has in common (protocol.md, What everybody derives). Pure.

export type Counts = { readonly up: number; readonly down: number };

/**
 * Twice (up + 1) / (up + down + 2) clamped to [1/4, 3/4]: 1 without votes. Doubling is exact in IEEE 754, so a product of n of
 * these is 2^n times that of the protocol, to the last bit, and sorts alike. A thread that nobody voted on stands at 1,
 * however many constituents there are.
 */
export const bridgingFactor = ({ up, down }: Counts): number =>
  2 * Math.min(Math.max((up + 1) / (up + down + 2), 0.25), 0.75);

/**
 * The product over all voting constituents, in the order of their ids: multiplied in that order it is the same on every machine.
 * @param voters sorted by bytes
 */
export const bridgingOf = (tallies: ReadonlyMap<string, Counts>, voters: readonly string[]): number => {
  let product = 1;
  for (const voter of voters) {
    const counts = tallies.get(voter);
    if (counts) product *= bridgingFactor(counts);
  }
  return product;
};
