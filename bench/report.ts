// What came of a bench, and how it is shown: one row of the table in bench/README.md for each figure.
import type { Comparison, Round } from './measure.ts';

export type Figure = {
  what: string;
  /** As it stands in the table. */
  ours: string;
  floor: string;
  measured: string;
  target: string;
  met: boolean | null;
};

const rounded = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
const sideOf = ({ cpu, rate }: Round): string => `${rounded(cpu)} µs, ${Math.round(rate)}/s`;

/**
 * The ratio of the processor's time, and in brackets that of what is done in a second.
 * @param by which of them is held against the target: the rate where both sides wait for the disk, which is what they do most
 */
export const ratioFigure = (
  what: string,
  { ours, floor, byCpu, byRate }: Comparison,
  target: number | null,
  by: 'cpu' | 'rate' = 'cpu',
): Figure => ({
  what,
  ours: sideOf(ours),
  floor: sideOf(floor),
  measured: `${byCpu.toFixed(2)} (${byRate.toFixed(2)})`,
  target: target === null ? '–' : `≥ ${target}`,
  met: target === null ? null : (by === 'cpu' ? byCpu : byRate) >= target,
});

const marks = { true: 'yes', false: '**no**', null: '–' };

export const tableOf = (figures: readonly Figure[]): string =>
  [
    '| what | ours | floor | measured | target | met |',
    '| --- | --- | --- | --- | --- | --- |',
    ...figures.map(
      (f) => `| ${f.what} | ${f.ours} | ${f.floor} | ${f.measured} | ${f.target} | ${marks[`${f.met}`]} |`,
    ),
  ].join('\n');
