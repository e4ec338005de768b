// Two sides of one ratio, measured by turns in one run: whatever else the machine does then, it does to both.
import type { Child } from './child.ts';
import { drive, type Load } from './load.ts';

export type Side = { child: Child; load: Load };

export type Round = {
  /** Microseconds of the processor for each request, in the server's process. */
  cpu: number;
  /** Requests a second. */
  rate: number;
};

export type Comparison = { ours: Round; floor: Round; byCpu: number; byRate: number };

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

export const playRound = async ({ child, load }: Side, amount: number): Promise<Round> => {
  const before = await child.cpu();
  const seconds = await drive(child.url, load, amount);
  const used = (await child.cpu()) - before;
  return { cpu: (used * 1000) / amount, rate: amount / seconds };
};

const medianRound = (rounds: readonly Round[]): Round => ({
  cpu: median(rounds.map(({ cpu }) => cpu)),
  rate: median(rounds.map(({ rate }) => rate)),
});

export type Pair = { ours: Round; floor: Round };

/** Each ratio is the median of the rounds' ratios; 1 is as fast as the floor. */
export const comparisonOf = (played: readonly Pair[]): Comparison => ({
  ours: medianRound(played.map((pair) => pair.ours)),
  floor: medianRound(played.map((pair) => pair.floor)),
  byCpu: median(played.map((pair) => pair.floor.cpu / pair.ours.cpu)),
  byRate: median(played.map((pair) => pair.ours.rate / pair.floor.rate)),
});

export type Length = { rounds: number; amount: number; warmUp: number };

export const shorten = ({ rounds, amount, warmUp }: Length, by: number): Length => ({
  rounds: by === 1 ? rounds : Math.max(5, Math.ceil(rounds / by)),
  amount: Math.ceil(amount / by),
  warmUp: Math.ceil(warmUp / by ** 2),
});

/** A B A B …: ours, the floor, ours, the floor. */
export const compare = async (ours: Side, floor: Side, { rounds, amount, warmUp }: Length): Promise<Comparison> => {
  for (const side of [ours, floor]) await drive(side.child.url, side.load, warmUp);
  const played: Pair[] = [];
  for (let round = 0; round < rounds; round++)
    played.push({ ours: await playRound(ours, amount), floor: await playRound(floor, amount) });
  return comparisonOf(played);
};
