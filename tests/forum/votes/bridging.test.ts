import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareBytes } from '../../../src/base/names.ts';
import { bridgingFactor, bridgingOf, type Counts } from '../../../src/forum/threads/bridging.ts';

const count = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1_000_000_000 }));
const counts = fc.record({ up: count, down: count });
const origin = fc.stringMatching(/^[a-z]{1,8}\.example$/);
const coalition = fc
  .uniqueArray(fc.record({ origin, told: fc.option(counts) }), {
    selector: (one) => one.origin,
    minLength: 1,
    maxLength: 12,
  })
  .map((list) => list.sort((a, b) => compareBytes(a.origin, b.origin)));

const tallied = (list: readonly { origin: string; told: Counts | null }[]) =>
  new Map(list.flatMap(({ origin, told }) => (told ? [[origin, told] as const] : [])));

/** As protocol.md writes it: the product in the order of the ids, 1/2 for a constituent without votes. */
const asWritten = (list: readonly { origin: string; told: Counts | null }[]): number =>
  list.reduce((product, { told }) => {
    const factor = told ? (told.up + 1) / (told.up + told.down + 2) : 1 / 2;
    return product * Math.min(Math.max(factor, 1 / 4), 3 / 4);
  }, 1);

test('what is kept is 2^n times the product of the protocol, to the last bit', () => {
  fc.assert(
    fc.property(coalition, (list) => {
      const kept = bridgingOf(
        tallied(list),
        list.map(({ origin }) => origin),
      );
      expect(kept / 2 ** list.length).toBe(asWritten(list));
    }),
    { numRuns: 2_000 },
  );
});

test('so two threads stand in the order that the protocol gives', () => {
  fc.assert(
    fc.property(coalition, fc.array(fc.option(counts), { minLength: 12, maxLength: 12 }), (list, others) => {
      const voters = list.map(({ origin }) => origin);
      const other = list.map(({ origin }, i) => ({ origin, told: others[i] ?? null }));
      const kept = Math.sign(bridgingOf(tallied(list), voters) - bridgingOf(tallied(other), voters));
      expect(kept).toBe(Math.sign(asWritten(list) - asWritten(other)));
    }),
    { numRuns: 2_000 },
  );
});

test('nobody moves a thread by more than one factor, whatever they invent, up or down', () => {
  fc.assert(
    fc.property(coalition, counts, fc.nat(), (list, invented, which) => {
      const voters = list.map(({ origin }) => origin);
      const liar = voters[which % voters.length] ?? '';
      const honest = bridgingOf(tallied(list), voters);
      for (const lie of [invented, { up: 1_000_000_000, down: 0 }, { up: 0, down: 1_000_000_000 }]) {
        const moved = bridgingOf(new Map(tallied(list)).set(liar, lie), voters) / honest;
        expect(moved).toBeLessThanOrEqual(3 + 1e-12);
        expect(moved).toBeGreaterThanOrEqual(1 / 3 - 1e-12);
      }
      const up = bridgingOf(new Map(tallied(list)).set(liar, { up: 1_000_000_000, down: 0 }), voters);
      const down = bridgingOf(new Map(tallied(list)).set(liar, { up: 0, down: 1_000_000_000 }), voters);
      expect(up / down).toBeCloseTo(3, 12);
    }),
    { numRuns: 1_000 },
  );
});

test('one after another, and nobody who is no voter', () => {
  expect(bridgingFactor({ up: 0, down: 0 })).toBe(1);
  expect(bridgingFactor({ up: 1, down: 0 })).toBe(4 / 3);
  expect(bridgingFactor({ up: 2, down: 0 })).toBe(1.5);
  expect(bridgingFactor({ up: 0, down: 9 })).toBe(0.5);
  const told = new Map([
    ['a.example', { up: 1, down: 0 }],
    ['z.example', { up: 1_000_000_000, down: 0 }],
  ]);
  expect(bridgingOf(told, ['a.example', 'b.example'])).toBe(4 / 3);
  expect(bridgingOf(new Map(), Array(200).fill('x.example'))).toBe(1);
});

test('what several approve of stands above what one approves of much', () => {
  const voters = ['a.example', 'b.example', 'c.example'];
  const loved = new Map([['a.example', { up: 1_000_000, down: 0 }]]);
  const shared = new Map(voters.map((id) => [id, { up: 2, down: 1 }]));
  expect(bridgingOf(shared, voters)).toBeGreaterThan(bridgingOf(loved, voters));
});
