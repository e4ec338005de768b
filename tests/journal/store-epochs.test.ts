import { expect, test } from 'vitest';
import { checkEpoch, openEpoch } from '../../src/journal/epoch-statement.ts';
import { haltOwnJournal, haltWhenBehind, keepEpoch } from '../../src/journal/journal-store.ts';
import { verifyingKey } from '../../src/journal/keys.ts';
import { openOwnEpoch } from '../../src/journal/open-own-epoch.ts';
import { type Instance, openCoalition } from '../support/coalition.ts';
import { createScribe } from '../support/scribe.ts';

const own = async (one: Instance) => (await one.epochs()).filter(({ origin }) => origin === one.origin);

test('each epoch has a key of its own, which the governance key states, and builds on the last entry', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const ada = await a.member('ada');
  expect(await a.open()).toBe(2);
  await a.startThread(ada, 'open-elections', { title: 't', body: 'b' });
  expect(await a.open()).toBe(3);
  const epochs = await own(a);
  expect(epochs).toMatchObject([
    { epoch: 1, after_epoch: 0, after_seq: 0, after_hash: '', head_seq: 0 },
    { epoch: 2, after_epoch: 0, after_seq: 0, after_hash: '', head_seq: 1_000_000_002 },
    { epoch: 3, after_epoch: 2, after_seq: 1_000_000_002, after_hash: epochs[1]?.head_hash, head_seq: 2_000_000_000 },
  ]);
  expect(new Set(epochs.map(({ kid }) => kid)).size).toBe(3);
  for (const { statement, kid } of epochs) {
    const opened = openEpoch(statement);
    if (!opened.ok) throw new Error(opened.fault);
    expect(checkEpoch(opened, verifyingKey(a.governance.publicJwk))).toBe(true);
    expect(await a.keys.find(a.db.read, kid)).toMatchObject({ kid });
  }
  const { name } = await a.startThread(ada, 'open-elections', { title: 'u', body: 'b' });
  expect(name).toBe('2000000001@a.example');
});

test('an epoch that peers know of is left out', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  expect(await a.open(false, 5)).toBe(5);
  expect(await a.open(false, 2)).toBe(6);
});

test('opening an epoch lets a halted journal go on; what is behind halts only before it', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const ada = await a.member('ada');
  const post = () => a.startThread(ada, 'open-elections', { title: 't', body: 'b' });
  const [epoch] = await own(a);
  const journal = epoch?.journal_id ?? 0;
  await a.db.write((tx) => haltWhenBehind(tx, journal, 1));
  await expect(post()).rejects.toMatchObject({ code: 'unavailable' });
  await a.open();
  await post();
  await a.db.write((tx) => haltWhenBehind(tx, journal, 1));
  await post();
  await a.db.write((tx) => haltWhenBehind(tx, journal, 2));
  await expect(post()).rejects.toMatchObject({ code: 'unavailable' });
  await a.db.write((tx) => haltOwnJournal(tx, a.coalition, null));
  await post();
});

test('a second statement for an epoch is not kept', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const a = coalition.at('a.example');
  const [known] = (await a.epochs()).filter(({ origin }) => origin === 'x.example');
  const rival = createScribe(coalition.id, 'x.example', { start: 1_700_000_000_000 });
  const opened = openEpoch(rival.statement);
  if (!opened.ok) throw new Error(opened.fault);
  expect(await a.db.write((tx) => keepEpoch(tx, known?.journal_id ?? 0, opened))).toBe(false);
});

test('a final epoch ends its own fork: what it did not hold is void everywhere', async () => {
  await using coalition = await openCoalition();
  const a = coalition.at('a.example');
  const ada = await a.member('ada');
  await a.startThread(ada, 'open-elections', { title: 't', body: 'b' });
  await a.db.write((tx) =>
    openOwnEpoch(tx, a, { coalition: a.coalition, origin: a.origin, governance: a.governance, final: true }),
  );
  expect(await own(a)).toMatchObject([
    { epoch: 1, head_seq: 2, end_seq: 2 },
    { epoch: 2, final: 1, after_seq: 2 },
  ]);
});

test('statements are refused that another key signed, of another coalition, or of nobody', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const a = coalition.at('a.example');
  const x = coalition.scribe('x.example');
  const other = createScribe('A'.repeat(43), 'x.example', { epoch: 2 });
  const forged = createScribe(coalition.id, 'x.example', { epoch: 2, governance: x.key });
  const nobody = createScribe(coalition.id, 'nobody.example');
  const whys: string[] = [];
  for (const scribe of [other, forged, nobody]) {
    const { refused, statements } = await a.take(scribe.epochLine);
    expect(statements).toBe(0);
    whys.push(refused[0]?.why ?? '');
  }
  expect(whys).toEqual([
    'epoch statement: coalition: another one',
    'epoch statement: signature: not by the governance key',
    'epoch statement: origin: no constituent of this coalition',
  ]);
  expect((await a.epochs()).filter(({ origin }) => origin === 'x.example')).toHaveLength(1);
  expect(await a.take('{"epoch":"nonsense"}')).toMatchObject({
    refused: [{ why: expect.stringMatching(/^epoch statement: /) }],
  });
});
