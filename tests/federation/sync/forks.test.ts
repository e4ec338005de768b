import { expect, test } from 'vitest';
import { checkSignatures } from '../../../src/federation/sync/check-signatures.ts';
import { evidenceLine } from '../../../src/journal/lines.ts';
import { type Coalition, type Instance, openCoalition } from '../../support/coalition.ts';
import { createScribe, type Scribe, spoilSignature } from '../../support/scribe.ts';

const ALICE = 'alice-00000001';

const open = () =>
  openCoalition({ instances: ['a.example', 'b.example', 'c.example'], scribes: ['x.example', 'y.example'] });

const three = (coalition: Coalition) => coalition.instances as [Instance, Instance, Instance];

const say = (scribe: Scribe, count: number, what: string) => {
  for (let number = 0; number < count; number++) scribe.start('open-elections', ALICE, `${what} ${number}`);
};

/** Two branches of one journal: `common` entries that both have, then so many of each. */
const branch = (coalition: Coalition, common: number, one: number, other: number) => {
  const first = createScribe(coalition.id, 'x.example');
  const second = createScribe(coalition.id, 'x.example');
  say(first, common, 'common');
  say(second, common, 'common');
  say(first, one, 'one');
  say(second, other, 'other');
  return [first, second] as const;
};

/** The last of the numbers that follow the first one without a gap. */
const endOfRun = (numbers: readonly number[]): number | undefined =>
  numbers.find((number) => !numbers.includes(number + 1));

const epochOf = async (instance: Instance, epoch = 1, origin = 'x.example') =>
  (await instance.epochs()).find((each) => each.origin === origin && each.epoch === epoch);

const titlesOf = async (instance: Instance): Promise<string[]> =>
  (await instance.viewText())
    .filter((line) => line.startsWith('["thread"'))
    .map((line) => JSON.parse(line)[4] as string);

const sameViews = async (coalition: Coalition): Promise<void> => {
  const [first, ...others] = coalition.instances;
  for (const one of others) expect(await one.viewText()).toEqual(await first?.viewText());
};

test('two branches freeze their author at the first difference, everywhere, and nobody else', async () => {
  await using coalition = await open();
  const [a, b, c] = three(coalition);
  const [one, other] = branch(coalition, 40, 30, 25);
  const y = coalition.scribe('y.example');
  say(y, 3, 'honest');
  await a.take(...one.lines(), ...y.lines());
  await b.take(...other.lines());
  await coalition.mingle(2);
  for (const instance of [a, b, c]) expect(await epochOf(instance)).toMatchObject({ forked_seq: 41 });
  await sameViews(coalition);
  const titles = await titlesOf(c);
  expect(titles).toHaveLength(43);
  expect(titles.filter((title) => /^(one|other) /.test(title))).toEqual([]);
  // What the author says after that comes nowhere.
  say(one, 1, 'more');
  expect(await c.take(one.written.at(-1)?.line ?? '')).toMatchObject({ stored: 0 });
  await coalition.mingle(1);
  await sameViews(coalition);
});

test('a fork that is found late is still frozen at its first difference', async () => {
  await using coalition = await open();
  const [a, b, c] = three(coalition);
  const [one, other] = branch(coalition, 4, 20, 20);
  await a.take(...one.lines());
  await b.take(...other.lines());
  // A higher pair comes first, to everybody.
  const late = evidenceLine(one.written[17]?.envelope ?? '', other.written[17]?.envelope ?? '');
  for (const instance of [a, b, c]) {
    await instance.take(one.epochLine, late);
    expect(await epochOf(instance)).toMatchObject({ forked_seq: 18 });
  }
  await coalition.mingle(3);
  for (const instance of [a, b, c]) expect(await epochOf(instance)).toMatchObject({ forked_seq: 5 });
  await sameViews(coalition);
});

test('evidence travels: who never met the other branch is told', async () => {
  await using coalition = await open();
  const [a, b, c] = three(coalition);
  const [one, other] = branch(coalition, 1, 1, 1);
  await a.take(...one.lines());
  await b.take(...other.lines());
  await b.pull('a.example');
  await c.pull('b.example');
  expect(await epochOf(c)).toMatchObject({ forked_seq: 2 });
  await a.pull('c.example');
  expect(await epochOf(a)).toMatchObject({ forked_seq: 2 });
  expect(a.log.lines).toContainEqual(expect.objectContaining({ message: 'evidence of a fork', seq: 2 }));
});

test('what proves nothing freezes nobody', async () => {
  await using coalition = await open();
  const [a] = three(coalition);
  const [one, other] = branch(coalition, 2, 2, 2);
  const y = coalition.scribe('y.example');
  say(y, 2, 'honest');
  await a.take(...one.lines(), ...y.lines());
  const at = (scribe: Scribe, index: number) => scribe.written[index]?.envelope ?? '';
  const forged = createScribe(coalition.id, 'x.example');
  say(forged, 2, 'common');
  forged.start('open-elections', ALICE, 'forged', 'b', { key: y.key });
  for (const [first, second] of [
    [at(one, 2), at(one, 2)],
    [at(one, 1), at(one, 2)],
    [at(one, 2), at(y, 1)],
    [at(one, 2), forged.written[2]?.envelope ?? ''],
    [at(one, 2), spoilSignature(at(other, 2))],
    [spoilSignature(at(one, 2)), at(one, 3)],
    [one.statement, one.statement],
    ['nonsense', at(one, 1)],
  ] as const)
    await a.take(evidenceLine(first, second));
  expect(await epochOf(a)).toMatchObject({ forked_seq: null });
  expect(await epochOf(a, 1, 'y.example')).toMatchObject({ forked_seq: null });
});

test('a later, final statement names the branch that counts, and its author goes on', async () => {
  await using coalition = await open();
  const [a, b, c] = three(coalition);
  const [one, other] = branch(coalition, 3, 2, 4);
  await a.take(...one.lines());
  await b.take(...other.lines());
  await coalition.mingle(2);
  expect(await epochOf(a)).toMatchObject({ forked_seq: 4 });

  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: other.end(), final: true });
  say(next, 2, 'mended');
  await c.take(...next.lines());
  await coalition.mingle(3);
  await sameViews(coalition);
  expect((await titlesOf(a)).sort()).toEqual([
    'common 0',
    'common 1',
    'common 2',
    'mended 0',
    'mended 1',
    'other 0',
    'other 1',
    'other 2',
    'other 3',
  ]);
  for (const instance of [a, b, c])
    expect(await epochOf(instance)).toMatchObject({ forked_seq: null, end_seq: 7, head_seq: 7 });
});

test('a final statement that comes before the fork is known still decides it', async () => {
  await using coalition = await open();
  const [a, b, c] = three(coalition);
  const [one, other] = branch(coalition, 3, 5, 8);
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: other.end(), final: true });
  say(next, 1, 'mended');
  // a holds the start of the branch that does not count, and learns of the end of the other.
  await a.take(...one.lines());
  await a.take(...next.lines());
  await b.take(...other.lines(), ...next.lines());
  await c.pull('a.example');
  await coalition.mingle(3);
  await sameViews(coalition);
  expect((await titlesOf(a)).filter((title) => title.startsWith('one'))).toEqual([]);
  for (const instance of [a, b, c]) expect(await epochOf(instance)).toMatchObject({ end_seq: 11, head_seq: 11 });
});

test('what an ended epoch says beyond its end is void and no evidence', async () => {
  await using coalition = await open();
  const [a, b] = three(coalition);
  const x = coalition.scribe('x.example');
  say(x, 3, 'kept');
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: x.end(), final: true });
  say(x, 2, 'beyond');
  await a.take(...x.lines());
  expect(await titlesOf(a)).toHaveLength(5);
  await a.take(...next.lines());
  await b.take(...next.lines());
  await b.take(...x.lines());
  expect(await titlesOf(a)).toEqual(['kept 0', 'kept 1', 'kept 2']);
  await coalition.mingle(2);
  await sameViews(coalition);
  expect(await epochOf(b)).toMatchObject({ end_seq: 3, head_seq: 3, forked_seq: null });
});

test('an end that another branch reaches is refused', async () => {
  await using coalition = await open();
  const [a] = three(coalition);
  const [one, other] = branch(coalition, 2, 2, 2);
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: other.end(), final: true });
  await a.take(one.epochLine, ...next.lines());
  expect(await a.take(...one.lines())).toMatchObject({
    stored: 0,
    refused: [{ origin: 'x.example', epoch: 1, seq: 4, why: expect.stringMatching(/^end: /) }],
  });
});

test('of two final statements the one that leaves less counts, whichever came first', async () => {
  await using coalition = await open();
  const [a, b] = three(coalition);
  const x = coalition.scribe('x.example');
  say(x, 2, 'kept');
  const less = createScribe(coalition.id, 'x.example', {
    epoch: 2,
    after: x.end(),
    final: true,
    start: 1_800_000_000_000,
  });
  say(x, 2, 'more');
  const more = createScribe(coalition.id, 'x.example', { epoch: 2, after: x.end(), final: true });
  await a.take(...x.lines(), less.epochLine, more.epochLine);
  await b.take(...x.lines(), more.epochLine, less.epochLine);
  await coalition.mingle(2);
  await sameViews(coalition);
  expect(await titlesOf(a)).toEqual(['kept 0', 'kept 1']);
  for (const instance of [a, b]) {
    expect(await epochOf(instance)).toMatchObject({ end_seq: 2 });
    // Two statements of one epoch are a fork of it.
    expect(await epochOf(instance, 2)).toMatchObject({ forked_seq: 1_000_000_001 });
  }
});

test('an erasure on a branch that does not count counts no more', async () => {
  await using coalition = await open();
  const [a, b] = three(coalition);
  const [one, other] = branch(coalition, 2, 1, 3);
  one.remove('2@x.example', [[1, 3]]);
  await a.take(...one.lines());
  await b.take(...other.lines());
  expect((await titlesOf(a)).filter((title) => title !== '')).toEqual([]);
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: other.end(), final: true });
  await b.take(...next.lines());
  await coalition.mingle(3);
  await sameViews(coalition);
  expect(await titlesOf(a)).toEqual(['common 0', 'common 1', 'other 0', 'other 1', 'other 2']);
});

test('a chain with bad signatures in its middle ends the same everywhere, for every page size', async () => {
  for (const bad of [
    [5],
    [1],
    [5, 6],
    [3, 20],
    [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28],
  ]) {
    const ends: string[] = [];
    for (const pageSize of [1, 3, 1_000]) {
      await using coalition = await openCoalition({
        instances: ['a.example', 'b.example', 'late.example'],
        scribes: ['x.example'],
        pageSize,
      });
      const [a, b, late] = three(coalition);
      const x = coalition.scribe('x.example');
      for (let number = 1; number <= 40; number++)
        x.start('open-elections', ALICE, `t${number}`, 'b', bad.includes(number) ? { spoil: spoilSignature } : {});
      await a.take(...x.lines());
      expect((await epochOf(a))?.head_seq).toBe(40);
      await b.pull('a.example');
      for (const instance of [a, b]) await checkSignatures(instance.needs, coalition.id);
      await b.pull('a.example');
      expect(await b.view()).toBe(await a.view());
      const epoch = await epochOf(b);
      // The last of several in a row: the others are vouched for by what follows, the proof included.
      expect(epoch).toMatchObject({ forked_seq: endOfRun(bad) });
      // Who comes when all is known derives the same.
      await late.pull('b.example');
      expect(await late.view()).toBe(await a.view());
      ends.push(await b.view());
    }
    expect(new Set(ends).size).toBe(1);
  }
});

test('a final statement vouches for the end that it names', async () => {
  await using coalition = await open();
  const [a, b] = three(coalition);
  const x = coalition.scribe('x.example');
  say(x, 2, 'kept');
  x.start('open-elections', ALICE, 'last', 'b', { spoil: spoilSignature });
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: x.end(), final: true });
  say(x, 1, 'beyond');
  await a.take(...x.lines());
  await a.take(...next.lines());
  await b.take(...next.lines());
  await coalition.mingle(1);
  for (const instance of [a, b]) expect(await titlesOf(instance)).toEqual(['kept 0', 'kept 1', 'last']);
  for (const instance of [a, b]) await checkSignatures(instance.needs, coalition.id);
  await sameViews(coalition);
});
