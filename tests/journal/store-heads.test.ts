import { expect, test } from 'vitest';
import { spendBudget } from '../../src/journal/budget.ts';
import { listEvidence } from '../../src/journal/evidence.ts';
import { readHave } from '../../src/journal/heads.ts';
import { findJournal } from '../../src/journal/journal-store.ts';
import { evidenceLine } from '../../src/journal/lines.ts';
import { type Instance, openCoalition } from '../support/coalition.ts';
import { createScribe } from '../support/scribe.ts';

const ALICE = 'alice-00000001';

const have = async (one: Instance, origin: string) => (await readHave(one.db.read, one.coalition))[origin];

test('each epoch is told by its last number, its hash and its holes', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const a = coalition.at('a.example');
  const x = coalition.scribe('x.example');
  expect(await have(a, 'x.example')).toEqual({ 1: [0, x.opening, 0] });
  for (const word of ['one', 'two', 'three']) x.start('open-elections', ALICE, word);
  const [one, two, three] = x.written;
  await a.take(one?.line ?? '', two?.bare('missing') ?? '', three?.bare('missing') ?? '');
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: x.end() });
  await a.take(next.epochLine);
  expect(await have(a, 'x.example')).toEqual({ 1: [3, three?.hash, 2], 2: [1_000_000_000, next.opening, 0] });
  await a.take(two?.line ?? '');
  expect(await have(a, 'x.example')).toMatchObject({ 1: [3, three?.hash, 1] });
  expect(await have(a, 'nobody.example')).toBeUndefined();
});

test('a fork cuts the head off before its number, and the lowest number counts', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const a = coalition.at('a.example');
  const x = coalition.scribe('x.example');
  const other = createScribe(coalition.id, 'x.example');
  for (const word of ['one', 'two', 'three', 'four']) x.start('open-elections', ALICE, word);
  other.start('open-elections', ALICE, 'one else');
  for (const word of ['two', 'three', 'four']) other.start('open-elections', ALICE, word);
  const proof = (index: number) => evidenceLine(x.written[index]?.envelope ?? '', other.written[index]?.envelope ?? '');
  await a.take(...x.lines(), proof(2));
  expect(await have(a, 'x.example')).toEqual({ 1: [2, x.written[1]?.hash, 0] });
  await a.take(proof(3));
  expect(await have(a, 'x.example')).toEqual({ 1: [2, x.written[1]?.hash, 0] });
  await a.take(proof(0));
  expect(await have(a, 'x.example')).toEqual({ 1: [0, x.opening, 0] });
  expect(await listEvidence(a.db.read, coalition.id)).toMatchObject([{ seq: 1 }, { seq: 3 }, { seq: 4 }]);
});

test('a budget is a number of entries and of bytes a day; the own journal has none', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const a = coalition.at('a.example');
  const idOf = async (origin: string) => (await findJournal(a.db.read, coalition.id, origin))?.id ?? 0;
  const [x, own] = [await idOf('x.example'), await idOf('a.example')];
  const budget = { entries: 10, bytes: 1_000 };
  const spend = (journal: number, day: number, entries: number, bytes: number) =>
    a.db.write((tx) => spendBudget(tx, journal, day, entries, bytes, budget));
  expect(await spend(x, 1, 6, 100)).toBe(true);
  expect(await spend(x, 1, 5, 100)).toBe(false);
  expect(await spend(x, 1, 1, 901)).toBe(false);
  expect(await spend(x, 1, 4, 900)).toBe(true);
  expect(await spend(x, 1, 1, 0)).toBe(false);
  expect(await spend(x, 2, 10, 1_000)).toBe(true);
  expect(await spend(own, 1, 1_000, 1_000_000)).toBe(true);
});
