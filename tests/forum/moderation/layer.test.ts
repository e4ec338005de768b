// What is laid over a post, whatever is in force on it at once: the first state that applies, and of equals the one that lasts longest.
import { expect, test } from 'vitest';
import { type InForce, memberStanding, postLayer, threadLayer } from '../../../src/forum/policy/layer.ts';
import { inForce, type MeasureRow } from '../../../src/forum/policy/measure-rows.ts';
import { covers, reaches } from '../../../src/forum/policy/measures.ts';

const measure = (kind: InForce['kind'], more: Partial<InForce> = {}): InForce => ({
  ...{
    action: 1,
    kind,
    subject: 'post b1',
    scope: 'board:garden',
    until: 1_000,
    ended: false,
    reason: 'spam',
    rule: '',
  },
  ...{ role: 'moderator', alias: 1, automatic: false, from: 0, parent: null, settings: {} },
  ...more,
});
const advised = { effect: 'collapse', data: {} } as const;

/** From the first that applies to the last. */
const levels: readonly [state: string, ways: readonly InForce[]][] = [
  ['hidden', [measure('hide'), measure('unheard', { subject: 'peer p.example' }), measure('purge', { until: null })]],
  ['visible', [measure('keep')]],
  ['held', [measure('hold'), measure('hold-posts'), measure('filter', { holds: true })]],
  [
    'collapsed',
    [
      measure('collapse'),
      measure('limit'),
      measure('hold', { ended: true }),
      measure('filter', { settings: { collapse: true } }),
    ],
  ],
];

test('hidden comes before "keep visible", that before held, that before collapsed, and that before what others advise', () => {
  for (const [index, [state, ways]] of levels.entries())
    for (const way of ways) {
      const weaker = levels.slice(index + 1).flatMap(([, some]) => some);
      for (const others of [[], ...weaker.map((one) => [one]), weaker])
        for (const all of [
          [way, ...others],
          [...others, way],
        ]) {
          const layer = postLayer(all, advised, true);
          expect(layer, all.map(({ kind }) => kind).join(' ')).toMatchObject({ state, action: 1 });
          expect(layer?.kept).toBe(state === 'visible' ? true : undefined);
          expect(layer?.by).toBe(state === 'visible' ? undefined : 'moderator');
        }
    }
  expect(postLayer([], advised)).toMatchObject({ state: 'collapsed', by: 'advice' });
  expect(postLayer([measure('filter')], undefined)).toBeNull();
  expect(postLayer([measure('label')], undefined)).toMatchObject({ state: 'visible' });
});

test('of equals the one that lasts longest is named, and of those the first', () => {
  const some = [
    measure('hide', { action: 1, until: 900 }),
    measure('unheard', { action: 3, until: null }),
    measure('hide', { action: 2, until: null }),
    measure('hide', { action: 4, until: 2_000 }),
  ];
  for (const all of [some, some.toReversed()])
    expect(postLayer(all, undefined)).toMatchObject({ action: 2, until: null });
  const labels = [1, 2, 3].map((action) =>
    measure('label', { action, until: action * 10, settings: { label: 'Satire' } }),
  );
  expect(postLayer(labels, undefined)?.labels).toEqual([{ label: 'Satire', until: 30, action: 3 }]);
  const slow = [60, 600, 600].map((seconds, action) => measure('slow', { action, settings: { seconds } }));
  expect(threadLayer(slow.toReversed())?.slow).toMatchObject({ seconds: 600, action: 1 });
  const standing = memberStanding([measure('suspend', { action: 7 }), measure('warning'), measure('read-only')]);
  expect(standing?.map(({ kind }) => kind)).toEqual(['read-only', 'suspend']);
});

test('a measure is over at its end, and a hold goes on as one that nobody looked at', () => {
  const row: MeasureRow = {
    ...{ action: 1, kind: 'hide', subject: 'post b1', scope: 'board:garden', person: '', from_at: 0, until_at: 1_000 },
    ...{ ended: 0, reason: 'spam', rule: '', basis: 'own', role: 'moderator', alias: 1, automatic: 0, settings: '{}' },
    parent: null,
  };
  expect(inForce(row, 999)?.ended).toBe(false);
  expect(inForce(row, 1_000)).toBeUndefined();
  expect(inForce({ ...row, kind: 'hold' }, 999)?.ended).toBe(false);
  expect(inForce({ ...row, kind: 'hold' }, 1_000)?.ended).toBe(true);
});

test('where a scope holds, and what it covers', () => {
  const garden = { kind: 'board', slug: 'garden' } as const;
  const plank = { kind: 'plank', slug: 'garden' } as const;
  const held = (scope: string) => [reaches(scope, garden), reaches(scope, plank)];
  expect(held('instance')).toEqual([true, true]);
  expect(held('planks')).toEqual([false, true]);
  expect(held('board:garden')).toEqual([true, false]);
  expect(held('plank:garden')).toEqual([false, true]);
  expect([
    covers('planks', 'plank:garden'),
    covers('planks', 'board:garden'),
    covers('plank:garden', 'planks'),
  ]).toEqual([...[true, false, false]]);
  expect([covers('instance', 'planks'), covers('planks', 'instance')]).toEqual([true, false]);
});
