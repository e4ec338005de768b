// The pictures of a peer's time and of the coalition: what they are drawn from, at their edges.
import { expect, test } from 'vitest';
import type { HistoryPoint } from '../../../src/federation/peer-history.ts';
import { CoalitionPicture, type Node, placeAround } from '../../../src/http/pages/coalition/coalition-picture.tsx';
import { LagChart, linesOf, runsOf } from '../../../src/http/pages/coalition/lag-chart.tsx';
import type { Look } from '../../../src/http/pages/look.ts';
import { voiceOf } from '../../../src/http/pages/texts/load-voice.ts';

const SPAN = 300_000;
const HOUR = 3_600_000;
const point = (at: number, more: Partial<HistoryPoint> = {}): HistoryPoint => ({
  ...{ at, samples: 1, reached: 1, lag: 0, missing: 0, holes: 0 },
  ...more,
});
const lookIn = async (language: 'en' | 'de'): Promise<Look> => (await voiceOf(language)) as unknown as Look;

test('where no sample was taken nothing is drawn', () => {
  const runs = runsOf([point(0), point(SPAN), point(3 * SPAN), point(5 * SPAN), point(6 * SPAN)], SPAN);
  expect(runs.map((run) => run.map(({ at }) => at / SPAN))).toEqual([[0, 1], [3], [5, 6]]);
  expect(runsOf([], SPAN)).toEqual([]);
});

test('a line of the table holds the worst of its hour, and changes no point', () => {
  const points = [point(0, { lag: 3 }), point(SPAN, { lag: null, reached: 0 }), point(HOUR, { lag: null, missing: 2 })];
  expect(linesOf({ span: SPAN, points })).toEqual([
    { at: 0, samples: 2, reached: 1, lag: 3, missing: 0, holes: 0 },
    { at: HOUR, samples: 1, reached: 1, lag: null, missing: 2, holes: 0 },
  ]);
  expect(points[0]).toEqual(point(0, { lag: 3 }));
});

test('the chart stays within its frame, whatever the numbers', async () => {
  const look = await lookIn('en');
  for (const lag of [0, 1, 1e9]) {
    const points = [point(-SPAN, { lag }), point(0, { lag }), point(24 * HOUR - 1, { lag })];
    const history = { span: SPAN, from: 0, until: 24 * HOUR, points };
    const svg = String(LagChart({ look, name: '<Greens>', history }));
    expect(svg).toContain('&lt;Greens&gt;');
    expect(svg).not.toMatch(/NaN|Infinity|style=/);
    for (const [, x] of svg.matchAll(/ x="([\d.-]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(640);
    }
  }
});

test('this instance stands first, nobody in the middle, whoever is alone in the picture', () => {
  const nodes: Node[] = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id, seen: id === 'c' ? 'self' : 'reachable' }));
  const placed = placeAround(nodes);
  expect(placed.map(({ id }) => id)).toEqual(['c', 'd', 'a', 'b']);
  expect(placed[0]).toMatchObject({ x: 320, y: 60 });
  expect(placed.every(({ x, y }) => Math.hypot(x - 320, y - 200) > 100)).toBe(true);
  expect(placeAround(nodes.slice(2, 3))).toHaveLength(1);
  expect(placeAround([])).toEqual([]);
});

test('the picture says in words what it shows, and cuts long names', async () => {
  const nodes: Node[] = [
    { id: 'a', name: 'Wir', seen: 'self' },
    { id: 'b', name: 'Ein Name, der gar nicht enden will, und noch weiter', seen: 'unreachable' },
    { id: 'c', name: 'Rote', seen: 'reachable' },
    { id: 'd', name: 'Neue', seen: 'unknown' },
  ];
  const svg = String(CoalitionPicture({ look: await lookIn('de'), nodes }));
  expect(svg).toContain('4 Mitgliedsgruppen. Von hier aus antworten 1 von 3 anderen; nicht: Ein Name, der gar nicht');
  expect(svg).toContain('>Ein Name, der gar…<');
  expect([...svg.matchAll(/class="edge (\w+)"/g)].map(([, seen]) => seen)).toEqual([
    'unreachable',
    'reachable',
    'unknown',
  ]);
  expect(svg).not.toContain('style=');
  const many = Array.from(
    { length: 30 },
    (_, n): Node => ({ id: `${n}`, name: `n${n}`, seen: n === 0 ? 'self' : 'reachable' }),
  );
  expect(String(CoalitionPicture({ look: await lookIn('de'), nodes: many }))).not.toContain('<text');
});
