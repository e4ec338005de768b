// After a backup was restored: when an instance goes on speaking, and in which epoch.
import { expect, test } from 'vitest';
import { createGoOn } from '../../src/federation/go-on.ts';
import { renewEpoch, whyHalted } from '../../src/forum/planks/renew-epoch.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { callingEpoch } from '../../src/journal/calling-epoch.ts';
import { createOperationsKeys } from '../../src/journal/key-store.ts';
import type { SigningKey } from '../../src/journal/keys.ts';
import { MAX_EPOCH } from '../../src/journal/limits.ts';
import { markRestored } from '../../src/journal/mark-restored.ts';
import { type Instance, openCoalition } from '../support/coalition.ts';

const three = { instances: ['a.example', 'b.example', 'c.example'] };

const goOnOf = (instance: Instance, key: () => SigningKey | undefined = () => instance.governance) =>
  createGoOn({ ...instance.planks, log: instance.log, governance: { key }, renew: renewEpoch(instance.planks) });
const mark = (instance: Instance) => instance.db.write(markRestored);
const epochsOf = async (instance: Instance) =>
  (await instance.epochs()).filter(({ origin }) => origin === instance.origin).map(({ epoch }) => epoch);
const halted = (instance: Instance) => whyHalted(instance.db.read, instance.coalition);

test('alone in its coalition it goes on at once', async () => {
  await using coalition = await openCoalition({ instances: ['a.example'] });
  const a = coalition.at('a.example');
  await mark(a);
  expect(await halted(a)).toMatch(/comes from a backup/);
  expect(await goOnOf(a).attempt(a.coalition)).toBe(2);
  expect(await halted(a)).toBeNull();
});

test('it waits until every peer was asked; when all told, the next number is safe', async () => {
  await using coalition = await openCoalition(three);
  const a = coalition.at('a.example');
  await mark(a);
  const goOn = goOnOf(a);
  expect(await goOn.attempt(a.coalition)).toBeUndefined();
  goOn.note('b.example', true);
  expect(await goOn.attempt(a.coalition)).toBeUndefined();
  goOn.note('c.example', false);
  goOn.note('c.example', true);
  expect(await goOn.attempt(a.coalition)).toBe(2);
  expect(await goOn.attempt(a.coalition)).toBeUndefined();
  expect(await epochsOf(a)).toEqual([1, 2]);
});

test('a journal that is not halted stays in its epoch', async () => {
  await using coalition = await openCoalition(three);
  const a = coalition.at('a.example');
  const goOn = goOnOf(a);
  for (const peer of ['b.example', 'c.example']) goOn.note(peer, true);
  expect(await goOn.attempt(a.coalition)).toBeUndefined();
  expect(await epochsOf(a)).toEqual([1]);
});

test('with every peer silent it waits; with one of them it leaves numbers out that the silent one may know', async () => {
  await using coalition = await openCoalition(three);
  const a = coalition.at('a.example');
  await mark(a);
  const goOn = goOnOf(a);
  for (const peer of ['b.example', 'c.example']) goOn.note(peer, false);
  for (let i = 0; i < 3; i++) expect(await goOn.attempt(a.coalition)).toBeUndefined();
  expect(a.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  goOn.note('b.example', true);
  const epoch = (await goOn.attempt(a.coalition)) ?? 0;
  expect(epoch).toBeGreaterThan(2);
  expect(epoch).toBeLessThanOrEqual(2 + 124);
  expect(await epochsOf(a)).toEqual([1, epoch]);
  const ada = await a.member('ada');
  const { name } = await a.startThread(ada, 'open-elections', { title: 'Back', body: 'Here again.' });
  expect(name).toBe(`${(epoch - 1) * 1e9 + 2}@a.example`);
  await coalition.mingle();
  expect(await coalition.at('c.example').view()).toBe(await a.view());
});

test('numbers are left out as long as there are some, and the last epoch is the last', async () => {
  await using coalition = await openCoalition(three);
  const a = coalition.at('a.example');
  const goOn = goOnOf(a);
  for (let newest = 1, restores = 0; newest < MAX_EPOCH; restores++) {
    const skip = goOn.leaveOut('some', newest);
    if (restores < 50) expect(skip).toBeGreaterThan(0);
    newest += 1 + skip;
    expect(newest).toBeLessThanOrEqual(MAX_EPOCH);
  }
  await a.open(false, MAX_EPOCH);
  await expect(a.open()).rejects.toThrow(/^There is no next epoch: epoch 1000 is the last/);
  await mark(a);
  for (const peer of ['b.example', 'c.example']) goOn.note(peer, true);
  for (let i = 0; i < 3; i++) expect(await goOn.attempt(a.coalition)).toBeUndefined();
  expect(a.log.lines.filter(({ message }) => message.startsWith('restored: epoch 1000 is the last'))).toHaveLength(1);
});

test.each([
  ['without the governance key', undefined],
  ['with another key than the charter names', 'other'],
] as const)('%s it stays halted, says so once, and reads and pulls', async (_, which) => {
  await using coalition = await openCoalition(three);
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const ada = await a.member('ada');
  await mark(a);
  const goOn = goOnOf(a, () => (which === 'other' ? b.governance : undefined));
  for (const peer of ['b.example', 'c.example']) goOn.note(peer, true);
  for (let i = 0; i < 3; i++) expect(await goOn.attempt(a.coalition)).toBeUndefined();
  expect(a.log.lines.filter(({ message }) => message.includes('koinon epoch open'))).toHaveLength(1);
  await expect(a.startThread(ada, 'open-elections', { title: 'No', body: 'Not yet.' })).rejects.toThrow(
    /comes from a backup/,
  );
  await b.startThread(await b.member('ben'), 'open-elections', { title: 'Hello', body: 'From b.' });
  expect(await a.pull('b.example')).toMatchObject({ ok: true, stored: 2 });
});

test('two processes that find the journal halted open one epoch', async () => {
  await using coalition = await openCoalition(three);
  const a = coalition.at('a.example');
  await mark(a);
  const renew = renewEpoch(a.planks);
  const renewal = { coalition: a.coalition, governance: a.governance, final: false, ifHalted: true };
  expect(await Promise.all([renew(operator, renewal), renew(operator, renewal)])).toEqual([2, 2]);
  expect(await epochsOf(a)).toEqual([1, 2]);
});

test('what a peer knows of our epochs comes back; calls are signed with the newest key that is here', async () => {
  await using coalition = await openCoalition(three);
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const keys = createOperationsKeys();
  const first = await callingEpoch(a.db.read, keys, a.coalition);
  expect(first?.epoch.epoch).toBe(1);

  // b knows an epoch 2 of a that a has forgotten: it was opened from another restored copy.
  await using elsewhere = await openCoalition(three);
  const lost = elsewhere.at('a.example');
  await lost.open();
  const statement = (await lost.epochs()).find(({ origin, epoch }) => origin === 'a.example' && epoch === 2)?.statement;
  await b.take(JSON.stringify({ epoch: statement }));

  const transport = coalition.transportOf('a.example');
  a.needs.transport = {
    ...transport,
    sync: async () => ({ ok: false, why: 'it refused our key', knows: statement ?? '' }),
  };
  expect(await a.pull('b.example')).toEqual({ ok: false, why: 'it refused our key', told: true });
  expect(await epochsOf(a)).toEqual([1, 2]);
  expect(await halted(a)).toMatch(/comes from a backup/);
  const calling = await callingEpoch(a.db.read, createOperationsKeys(), a.coalition);
  expect(calling?.epoch.epoch).toBe(1);
  expect(calling?.key.kid).toBe(first?.key.kid);

  const goOn = goOnOf(a);
  for (const peer of ['b.example', 'c.example']) goOn.note(peer, true);
  expect(await goOn.attempt(a.coalition)).toBe(3);
  a.needs.transport = transport;
  await coalition.mingle();
  const forks = (await b.epochs()).filter((epoch) => epoch.forked_seq !== null);
  expect(forks).toEqual([]);
  expect((await b.epochs()).filter(({ origin }) => origin === 'a.example')).toHaveLength(3);
});

test('a statement that is not ours tells nothing', async () => {
  await using coalition = await openCoalition(three);
  const a = coalition.at('a.example');
  a.needs.transport = {
    ...coalition.transportOf('a.example'),
    sync: async () => ({ ok: false, why: 'it refused our key', knows: 'e30.e30.AAAA' }),
  };
  expect(await a.pull('b.example')).toEqual({ ok: false, why: 'it refused our key', told: false });
  expect(await epochsOf(a)).toEqual([1]);
});
