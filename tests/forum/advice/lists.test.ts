// Lists of measures that instances hand each other: shown first, taken over as chosen, undone at once, and each with who said so.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { exportMeasures, importMeasures, LONGEST, measureList } from '../../../src/forum/advice/measure-lists.ts';
import { reverseAction } from '../../../src/forum/moderation/reverse-action.ts';
import { takeAction } from '../../../src/forum/moderation/take-action.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { ALICE, linesOf, openFold } from '../planks/fold.ts';

const DAY = 86_400_000;
const measures = query()((db) =>
  db.selectFrom('measure').select(['action', 'subject', 'kind', 'basis']).orderBy('action'),
);
const sources = query()((db) =>
  db.selectFrom('measure_source').select(['action', 'source', 'issuer']).orderBy('action'),
);

test('a list is shown, taken over in part, handed on with who decided, and undone as one', async () => {
  await using fold = await openFold({ instances: ['home.example', 'other.example'] });
  const { home, coalition } = fold;
  const other = coalition.at('other.example');
  fold.x.describe(ALICE, 'alice');
  fold.x.start('self-determination', ALICE, 'Hello');
  await fold.arrive(linesOf(fold.x));
  for (const line of linesOf(fold.x)) await other.take(line);

  const take = takeAction(other);
  const common = { reason: 'spam' as const, basis: 'own' as const, words: 'Because.' };
  const until = other.clock.now() + 30 * DAY;
  await take(operator, {
    ...common,
    ...{ kind: 'filter', subject: { kind: 'peer', origin: 'y.example' }, scope: 'planks' },
    ...{ lasts: { until }, settings: { collapse: true } },
  });
  await take(operator, {
    ...common,
    ...{ kind: 'limit', subject: { kind: 'remote', origin: 'x.example', member: ALICE }, scope: 'instance' },
    lasts: { permanent: 'It never ends.' },
  });
  await take(operator, {
    ...common,
    ...{ kind: 'unheard', subject: { kind: 'peer', origin: 'home.example' }, scope: 'planks', lasts: { until } },
  });
  const list = measureList.parse(JSON.parse(JSON.stringify(await exportMeasures(other)(operator))));
  expect(list.measures.map(({ kind, issuer }) => `${kind} ${issuer}`)).toEqual([
    'filter other.example',
    'limit other.example',
    'unheard other.example',
  ]);
  // A list that is full says where the next begins.
  const first = await exportMeasures(other)(operator, 0, 2);
  expect(first.measures).toEqual(list.measures.slice(0, 2));
  const second = await exportMeasures(other)(operator, first.next ?? -1, 2);
  expect(second.measures).toEqual(list.measures.slice(2));
  expect([list.next, second.next]).toEqual([null, null]);
  // Words to persons stay where they are.
  expect(JSON.stringify(list)).not.toContain('Because');
  expect(JSON.stringify(list)).not.toContain('never ends');

  const bring = importMeasures(home);
  const ada = await home.member('ada');
  await expect(bring(ada, { list, apply: false })).rejects.toMatchObject({ code: 'forbidden' });
  const shown = await bring(operator, { list, apply: false });
  expect(shown.items.map(({ state }) => state)).toEqual(['new', 'new', 'own']);
  expect(await home.db.read.all(measures, {})).toEqual([]);
  await expect(bring(operator, { list, apply: true, take: [2] })).rejects.toMatchObject({ field: 'take' });

  const [known] = list.measures;
  const stranger = { ...list, measures: [{ ...known, peer: 'nobody.example' } as typeof known & object] };
  expect((await bring(operator, { list: stranger, apply: false })).items.map(({ state }) => state)).toEqual([
    'unknown',
  ]);

  // A filter that does nothing is no measure.
  const idle = { ...list, measures: [{ ...known, settings: {} } as typeof known & object] };
  expect((await bring(operator, { list: idle, apply: false })).items.map(({ state }) => state)).toEqual(['unfit']);
  // An end that is far off is not taken over.
  const far = { ...list, measures: [{ ...known, until: '2300-01-01T00:00:00.000Z' } as typeof known & object] };
  const [ends] = (await bring(operator, { list: far, apply: false })).items;
  expect(ends?.until).toBe(home.clock.now() + LONGEST);

  // Two who take it at the same time take it once.
  const both = await Promise.allSettled([
    bring(operator, { list, apply: true }),
    bring(operator, { list, apply: true }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const taken = both.flatMap((one) => (one.status === 'fulfilled' ? one.value.taken : []));
  expect(taken).toHaveLength(3);
  const inForce = await home.db.read.all(measures, {});
  expect(inForce.map(({ subject, basis }) => `${subject} ${basis}`)).toEqual([
    'peer y.example advisory',
    `remote ${ALICE}@x.example advisory`,
  ]);
  expect(await home.db.read.all(sources, {})).toEqual(
    inForce.map(({ action }) => ({ action, source: 'other.example', issuer: 'other.example' })),
  );
  expect((await bring(operator, { list, apply: false })).items.map(({ state }) => state)).toEqual([
    'present',
    'present',
    'own',
  ]);
  // Handed on, it still says who decided it first.
  const again = await exportMeasures(home)(operator);
  expect(again.measures.map(({ issuer }) => issuer)).toEqual(['other.example', 'other.example']);
  await reverseAction(home)(operator, taken[0]?.number ?? 0, { words: 'A mistake.' });
  expect(await home.db.read.all(measures, {})).toEqual([]);
});
