// Whoever stole the key of an epoch erases nothing once a final statement has ended it: not before that was known here, not
// after, and not on one instance alone. What the origin itself erased stays erased.
import { expect, test } from 'vitest';
import { hashOfErasures, listErasures, sealErasure } from '../../src/journal/erasure-statement.ts';
import type { SigningKey } from '../../src/journal/keys.ts';
import { erasureLine } from '../../src/journal/lines.ts';
import { type Coalition, type Instance, openCoalition } from '../support/coalition.ts';
import { createScribe } from '../support/scribe.ts';

const ALICE = 'alice-00000001';
const X = 'x.example';

const open = async () => {
  const coalition = await openCoalition({ instances: ['a.example', 'b.example', 'c.example'], scribes: [X] });
  const x = coalition.scribe(X);
  for (const word of ['one', 'two', 'three', 'four']) x.start('open-elections', ALICE, word);
  const [a, b, c] = coalition.instances as [Instance, Instance, Instance];
  const erasure = (key: SigningKey, ...seqs: number[]) =>
    erasureLine(
      sealErasure({ coalition: coalition.id, origin: X, erases: seqs.map((seq): [number, number] => [seq, seq]) }, key),
    );
  return { coalition, x, a, b, c, erasure };
};

const words = async (one: Instance): Promise<string[]> => {
  const text = (await one.viewText()).join();
  return ['one', 'two', 'three', 'four'].filter((word) => text.includes(word));
};

const expectSame = async (coalition: Coalition): Promise<void> => {
  const [first, ...others] = coalition.instances;
  if (!first) throw new Error('no instance');
  for (const other of others) {
    expect(await other.viewText()).toEqual(await first.viewText());
    expect(await hashOfErasures(other.db.read, coalition.id)).toBe(await hashOfErasures(first.db.read, coalition.id));
  }
};

test('a final statement shuts out the keys before it, whichever came first', async () => {
  const { coalition, x, a, b, c, erasure } = await open();
  await using _ = coalition;
  for (const one of [a, b, c]) await one.take(...x.lines());
  const next = createScribe(coalition.id, X, { epoch: 2, after: x.end(), final: true });

  // One hears the thief first, one the statement, one both at once.
  expect(await a.take(erasure(x.key, 1, 2))).toMatchObject({ statements: 1, refused: [] });
  expect(await words(a)).toEqual(['three', 'four']);
  await b.take(next.epochLine);
  expect(await b.take(erasure(x.key, 1, 2))).toMatchObject({
    statements: 0,
    refused: [{ origin: X, why: 'erasure: signature does not hold' }],
  });
  await c.take(next.epochLine, erasure(x.key, 3));
  await a.take(next.epochLine);
  expect(await a.take(erasure(x.key, 4))).toMatchObject({ statements: 0 });

  await coalition.mingle(3);
  for (const one of [a, b, c]) {
    expect(await words(one)).toEqual(['one', 'two', 'three', 'four']);
    expect(await listErasures(one.db.read, coalition.id)).toEqual([]);
  }
  await expectSame(coalition);

  // The keys that are left erase as before.
  expect(await a.take(erasure(next.key, 1))).toMatchObject({ statements: 1, refused: [] });
  expect(await b.take(erasure(x.governance, 2))).toMatchObject({ statements: 1, refused: [] });
  await coalition.mingle(2);
  for (const one of [a, b, c]) expect(await words(one)).toEqual(['three', 'four']);
  await expectSame(coalition);
});

test('what the governance key erased, and what a key erased that was merely followed by another, stays erased', async () => {
  const { coalition, x, a, b, c, erasure } = await open();
  await using _ = coalition;
  for (const one of [a, b, c]) await one.take(...x.lines());
  await a.take(erasure(x.key, 1));
  await b.take(erasure(x.governance, 2));
  const second = createScribe(coalition.id, X, { epoch: 2, after: x.end() });
  await c.take(second.epochLine);
  await c.take(erasure(x.key, 4));
  await coalition.mingle(2);
  for (const one of [a, b, c]) expect(await words(one)).toEqual(['three']);
  await expectSame(coalition);

  // Ended in the second epoch, the first one's key is gone too; the governance key's word stands.
  const third = createScribe(coalition.id, X, { epoch: 3, after: x.end(), final: true });
  await a.take(third.epochLine);
  await coalition.mingle(3);
  for (const one of [a, b, c]) {
    expect(await words(one)).not.toContain('two');
    expect(await listErasures(one.db.read, coalition.id)).toHaveLength(1);
  }
  await expectSame(coalition);
});

test.each([false, true])(
  'of an epoch that has two statements neither key erases (one of them final: %s)',
  async (final) => {
    const { coalition, x, a, b, c, erasure } = await open();
    await using _ = coalition;
    for (const one of [a, b, c]) await one.take(...x.lines());
    const one = createScribe(coalition.id, X, { epoch: 2, after: x.end(), final });
    const other = createScribe(coalition.id, X, { epoch: 2, after: x.end(), start: Date.UTC(2026, 1, 1) });
    await a.take(one.epochLine, erasure(x.key, 1));
    await b.take(other.epochLine, erasure(x.key, 2));
    await coalition.mingle(3);
    await expectSame(coalition);
    const held = (await listErasures(a.db.read, coalition.id)).length;
    expect(held, 'a final statement in a proof ends keys as well').toBe(final ? 0 : 2);

    for (const [at, scribe] of [
      [a, one],
      [b, other],
      [c, other],
    ] as const)
      expect(await at.take(erasure(scribe.key, 3))).toMatchObject({ statements: 0 });
    await c.take(erasure(x.governance, 3));
    await coalition.mingle(2);
    await expectSame(coalition);
    for (const instance of coalition.instances) expect(await words(instance)).not.toContain('three');
  },
);
