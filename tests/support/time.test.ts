// The tests' own time and chance.
import { expect, test } from 'vitest';
import { fixedClock, newYear, seededChance } from './time.ts';

test('a fixed clock moves only when told', () => {
  const clock = fixedClock();
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  clock.advance(5);
  expect(clock.now()).toBe(newYear + 5);
  clock.set(7);
  expect(clock.now()).toBe(7);
});

test('the same seed gives the same run, another seed another', () => {
  const draw = (seed: number) => {
    const chance = seededChance(seed);
    return [chance.bytes(3), chance.fraction(), chance.bytes(70), chance.fraction()];
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('bytes are as many as asked for, and fractions lie between 0 and 1', () => {
  const chance = seededChance('bytes');
  for (const count of [0, 1, 31, 32, 33, 100]) expect(chance.bytes(count)).toHaveLength(count);
  const fractions = Array.from({ length: 1000 }, () => chance.fraction());
  expect(fractions.every((f) => f >= 0 && f < 1)).toBe(true);
  const mean = fractions.reduce((a, b) => a + b) / fractions.length;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
});
