import { expect, test } from 'vitest';
import { hashOfErasures, listErasures, sealErasure } from '../../src/journal/erasure-statement.ts';
import type { SigningKey } from '../../src/journal/keys.ts';
import { erasureLine } from '../../src/journal/lines.ts';
import type { Range } from '../../src/journal/records.ts';
import { type Coalition, type Instance, openCoalition } from '../support/coalition.ts';
import { createScribe } from '../support/scribe.ts';

const ALICE = 'alice-00000001';

const open = () => openCoalition({ instances: ['a.example', 'b.example', 'c.example'], scribes: ['x.example'] });

const erasure = (coalition: Coalition, key: SigningKey, erases: Range[], origin = 'x.example', id = coalition.id) =>
  erasureLine(sealErasure({ coalition: id, origin, erases }, key));

const says = async (one: Instance, word: string): Promise<boolean> => (await one.viewText()).join().includes(word);

test('the governance key, and the keys of its epochs, erase; nobody else does', async () => {
  await using coalition = await open();
  const [a] = coalition.instances as [Instance];
  const x = coalition.scribe('x.example');
  for (const word of ['one', 'two', 'three']) x.start('open-elections', ALICE, word);
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: x.end() });
  await a.take(...x.lines(), next.epochLine);
  const stranger = createScribe(coalition.id, 'stranger.example');

  for (const [key, why] of [
    [stranger.key, 'erasure: signature does not hold'],
    [a.governance, 'erasure: signature does not hold'],
  ] as const)
    expect(await a.take(erasure(coalition, key, [[1, 3]]))).toMatchObject({ statements: 0, refused: [{ why }] });
  for (const line of [
    erasure(coalition, x.governance, [[1, 3]], 'x.example', 'A'.repeat(43)),
    erasure(coalition, stranger.governance, [[1, 3]], 'stranger.example'),
    '{"erasure":"nonsense"}',
  ])
    expect(await a.take(line)).toMatchObject({ statements: 0, refused: [{ why: 'erasure: not of this coalition' }] });
  for (const word of ['one', 'two', 'three']) expect(await says(a, word)).toBe(true);

  await a.take(erasure(coalition, x.governance, [[1, 1]]));
  await a.take(erasure(coalition, x.key, [[2, 2]]));
  await a.take(erasure(coalition, next.key, [[3, 3]]));
  for (const word of ['one', 'two', 'three']) expect(await says(a, word)).toBe(false);
});

test('erasures are passed on as a set, whatever the standing of their origin', async () => {
  await using coalition = await open();
  const [a, b, c] = coalition.instances as [Instance, Instance, Instance];
  const x = coalition.scribe('x.example');
  for (const word of ['one', 'two']) x.start('open-elections', ALICE, word);
  await a.take(...x.lines());
  await coalition.mingle(1);
  expect(await says(c, 'one')).toBe(true);
  expect(await hashOfErasures(a.db.read, coalition.id)).toBe('');

  // Frozen meanwhile: it can still erase.
  x.forget(1);
  x.start('open-elections', ALICE, 'else');
  await b.take(...x.lines());
  await a.take(erasure(coalition, x.governance, [[1, 1]]));
  await coalition.mingle(2);
  for (const one of [a, b, c]) expect(await says(one, 'one')).toBe(false);
  expect(await b.view()).toBe(await a.view());
  expect(await c.view()).toBe(await a.view());
  const hashes = await Promise.all(coalition.instances.map((one) => hashOfErasures(one.db.read, coalition.id)));
  expect(new Set(hashes).size).toBe(1);

  // Known already: nothing happens, and nothing is sent any more.
  expect(await a.take(erasure(coalition, x.governance, [[1, 1]]))).toMatchObject({ statements: 0, refused: [] });
  expect(await b.pull('a.example')).toMatchObject({ ok: true, stored: 0, filled: 0 });
  expect(await listErasures(a.db.read, coalition.id)).toHaveLength(1);
});

test('an erasure reaches nobody else, and no governance', async () => {
  await using coalition = await open();
  const [a] = coalition.instances as [Instance];
  const x = coalition.scribe('x.example');
  const proposal = x.write('charter.proposed', { message: 'a.b.c' }, { rationale: 'because' });
  await a.startThread(await a.member('ada'), 'open-elections', { title: 'mine', body: 'b' });
  await a.take(...x.lines());
  await a.take(erasure(coalition, x.governance, [[1, 1_000]]));
  expect(await says(a, 'mine')).toBe(true);
  const lines = await a.answerSync('b.example', {
    coalition: coalition.id,
    have: {},
    want: {},
    hold: [],
    head: { v: 1, hash: coalition.id },
    limit: 1_000,
    forked: {},
    erasures: '',
  });
  expect(lines).toContain(proposal.line);
});
