// Weighing advice, over random histories: more advice never shows a post more, less never less; and who counts, and for how long.
import { expect, test } from 'vitest';
import type { AdviceChoice } from '../../../src/db/tables/advice.ts';
import { repeats } from '../../../src/forum/advice/note-repeats.ts';
import {
  type Advice,
  COUNTED_A_DAY,
  GRACE,
  usualQuorum,
  type Weighing,
  weigh,
} from '../../../src/forum/advice/weigh.ts';
import { postLayer } from '../../../src/forum/policy/layer.ts';

const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;
const ORIGINS = ['home', 'a', 'b', 'c', 'd', 'gone'];

/** mulberry32 */
const random = (seed: number) => {
  let a = seed + 0x6d2b79f5;
  return (below: number): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
};

const advice = (more: Partial<Advice> = {}): Advice => ({
  origin: 'a',
  effect: 'collapse',
  reason: 'spam',
  until: NOW + HOUR,
  human: true,
  urgent: false,
  revision: 5,
  weighty: true,
  place: 0,
  ...more,
});
const facts = (more: Partial<Weighing> = {}): Weighing => ({
  now: NOW,
  home: 'home',
  constituents: new Set(['home', 'a', 'b', 'c', 'd']),
  choices: new Map<string, AdviceChoice>(['home', 'a', 'b', 'c', 'd', 'gone'].map((one) => [one, 'count'])),
  quorum: true,
  needed: null,
  ...more,
});
const unedited = { shown: 5, replacedAt: () => undefined };
const effect = (all: readonly Advice[], more: Partial<Weighing> = {}, revisions = unedited as never) =>
  weigh(all, revisions, facts(more))?.effect;
const shownAs = (all: readonly Advice[], more: Weighing): number => {
  const weighed = weigh(all, unedited, more);
  return postLayer([], weighed)?.state === 'collapsed' ? 0 : 1;
};

test('adding advice never shows a post more, taking it away never less', () => {
  for (let seed = 0; seed < 2_000; seed++) {
    const pick = random(seed);
    const one = <T>(some: readonly T[]): T => some[pick(some.length)] as T;
    // Mostly such as counts: so that enough is said, and more than enough.
    const any = () => {
      const weighty = pick(4) > 0;
      return advice({
        ...{ origin: one(ORIGINS), effect: weighty ? 'collapse' : one(['label', 'erase']), weighty },
        until: NOW + one([-1, 0, 1, 1, 1, 2]) * HOUR,
        revision: one([5, 5, 5, 5, 5, 5, 4, 9, null]),
        place: one([0, 0, 49, 50]),
      });
    };
    const some = Array.from({ length: pick(9) }, any);
    const choices = new Map(
      ORIGINS.map((origin) => [origin, one(['ignore', 'label', 'count', 'count', 'count', 'count'] as const)]),
    );
    const setting = facts({ choices, quorum: pick(4) > 0, needed: one([null, 2, 3]) });
    const more = [...some, any()];
    expect(shownAs(more, setting), `seed ${seed}`).toBeLessThanOrEqual(shownAs(some, setting));
    for (const [index] of some.entries())
      expect(shownAs(some.toSpliced(index, 1), setting), `seed ${seed}`).toBeGreaterThanOrEqual(shownAs(some, setting));
    // Nothing is collapsed where the rule is not switched on, or fewer than two others are counted.
    const others = some.filter(({ origin }) => origin !== 'home' && choices.get(origin) === 'count');
    if (!setting.quorum || new Set(others.map(({ origin }) => origin)).size < 2)
      expect(shownAs(some, setting), `seed ${seed}`).toBe(1);
  }
});

test('who counts', () => {
  const two = [advice(), advice({ origin: 'b' })];
  expect(effect(two)).toBe('collapse');
  expect(effect([...two, advice({ origin: 'c' })]), 'more than enough').toBe('collapse');
  const label = advice({ origin: 'b', effect: 'label', weighty: false });
  expect(effect([...two, label]), 'who says a label besides').toBe('collapse');
  expect(effect(two, { quorum: false })).toBe('label');
  expect(COUNTED_A_DAY).toBe(50);
  expect(effect(two, { needed: 3 })).toBe('label');
  expect(effect([advice(), advice({ revision: 5, place: 1 })])).toBe('label');
  expect(effect([advice(), advice({ origin: 'home' })])).toBe('label');
  expect(effect([advice(), advice({ origin: 'gone' })])).toBe('label');
  expect(effect([advice(), advice({ origin: 'b', place: COUNTED_A_DAY })])).toBe('label');
  expect(effect([advice(), advice({ origin: 'b', place: COUNTED_A_DAY - 1 })])).toBe('collapse');
  expect(effect([advice(), advice({ origin: 'b', weighty: false, effect: 'vaporise' })])).toBe('label');
  expect(effect(two, { choices: new Map([['a', 'count' as const]]) })).toBe('label');
  expect(
    effect(two, {
      choices: new Map([
        ['a', 'ignore' as const],
        ['b', 'ignore' as const],
      ]),
    }),
  ).toBeUndefined();
  expect(effect(two, { now: NOW + HOUR })).toBeUndefined();
  expect([2, 5, 6, 7, 9, 10].map(usualQuorum)).toEqual([2, 2, 2, 3, 3, 4]);
});

test('of one instance a few things are shown, what counts before the rest, and the same only once', () => {
  const until = NOW + HOUR;
  const same = Array.from({ length: 30 }, (_, index) => advice({ until: until + index }));
  expect(weigh(same, unedited, facts())?.data.from).toMatchObject([{ until: new Date(until + 29).toISOString() }]);
  const codes = Array.from({ length: 30 }, (_, index) => advice({ reason: `code-${index}`, weighty: false }));
  const many = weigh([...codes, advice(), advice({ origin: 'b' })], unedited, facts());
  expect(many?.data.from.map(({ origin, counts }) => `${origin} ${counts}`)).toEqual([
    ...['a true', 'a false', 'a false', 'a false', 'a false'],
    'b true',
  ]);
  expect(many?.effect).toBe('collapse');
});

test('an edit ends what was about the revision before, a day later', () => {
  const edited = { shown: 8, replacedAt: (revision: number) => (revision < 8 ? NOW - HOUR : undefined) };
  const two = [advice({ until: NOW + 90 * HOUR }), advice({ origin: 'b', until: NOW + 90 * HOUR })];
  expect(GRACE).toBe(24 * HOUR);
  expect(weigh(two, edited, facts())).toMatchObject({ effect: 'collapse', until: NOW - HOUR + GRACE });
  // It is weighed again when the first of what is said ends.
  const sooner = advice({ origin: 'c', until: NOW + 2 * HOUR });
  expect(weigh([sooner, ...two], edited, facts())).toMatchObject({ until: NOW + 2 * HOUR });
  expect(weigh([...two, sooner], edited, facts())).toMatchObject({ until: NOW + 2 * HOUR });
  expect(weigh(two, edited, facts({ now: NOW - HOUR + GRACE }))).toBeUndefined();
  // What is about a revision that has not arrived says nothing about the one shown.
  expect(weigh([advice({ revision: 9 }), advice({ origin: 'b', revision: 9 })], edited, facts())).toBeUndefined();
});

test('a note that repeats what it is about', () => {
  const text = 'Ada lives at 12 Elm Street, call +44 (170) 123-4567 or write to ada@example.org.';
  expect(repeats('Somebody’s address and telephone number.', text)).toBe(false);
  expect(repeats('It says that ada LIVES at 12.', text)).toBe(true);
  expect(repeats('The number is 44170 1234567', text)).toBe(true);
  expect(repeats('see ADA@example.org', text)).toBe(true);
  expect(repeats('just: buy gold', 'Buy gold!')).toBe(true);
  expect(repeats('', text)).toBe(false);
});
