import { expect, test } from 'vitest';
import { makeRequest } from '../../../src/federation/sync/pull.ts';
import type { SyncRequest } from '../../../src/federation/sync/request.ts';
import { createHeldTable } from '../../../src/forum/planks/held.ts';
import { PAGE_BYTES } from '../../../src/journal/limits.ts';
import { type Instance, openCoalition } from '../../support/coalition.ts';
import { type Scribe, spoilSignature } from '../../support/scribe.ts';

const ALICE = 'alice-00000001';

const asked = async (from: Instance, more: Partial<SyncRequest> = {}): Promise<SyncRequest> => ({
  ...(await makeRequest(from.needs, from.coalition, 1_000, [])),
  ...more,
});

const fill = (scribe: Scribe, count: number, body = 'b') => {
  for (let number = scribe.written.length; number < count; number++)
    scribe.start('open-elections', ALICE, `thread ${number}`, body);
};

const originsOf = (lines: string[]): string[] =>
  lines
    .filter((line) => line.startsWith('{"envelope"'))
    .map((line) => {
      const [, payload] = line.split('.');
      return JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()).origin;
    });

test('an answer begins with what is held here and ends with whether there is more', async () => {
  await using coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const lines = await a.answerSync('b.example', await asked(b));
  const [greeting, farewell] = [JSON.parse(lines[0] ?? ''), JSON.parse(lines.at(-1) ?? '')];
  expect(greeting.head).toEqual({ v: 1, hash: coalition.id });
  expect(Object.keys(greeting.have)).toEqual(['a.example', 'b.example']);
  expect(greeting.have['a.example']['1'].slice(0, 1)).toEqual([0]);
  expect(farewell).toEqual({ more: false });
  expect(lines).toHaveLength(2);
});

test('a page takes turns over the origins, keeps the order within each, and says that there is more', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example', 'y.example', 'z.example'] });
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [x, y, z] = ['x.example', 'y.example', 'z.example'].map((origin) => coalition.scribe(origin));
  if (!x || !y || !z) throw new Error('no scribes');
  fill(x, 200);
  fill(y, 40);
  fill(z, 5);
  await a.take(...x.lines(), ...y.lines(), ...z.lines());
  const lines = await a.answerSync('b.example', await asked(b, { limit: 100 }));
  const counts = originsOf(lines).reduce<Record<string, number>>((sum, origin) => {
    sum[origin] = (sum[origin] ?? 0) + 1;
    return sum;
  }, {});
  expect(counts).toEqual({ 'x.example': 63, 'y.example': 32, 'z.example': 5 });
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ more: true });
  const taken = await b.take(...lines.slice(1, -1));
  expect(taken).toMatchObject({ stored: 100, refused: [], unvouched: [] });
  expect(await b.pull('a.example')).toMatchObject({ ok: true, stored: 145 });
  expect(await b.view()).toBe(await a.view());
});

test('an origin with much to say does not keep the others out of a page', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example', 'y.example'] });
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [x, y] = [coalition.scribe('x.example'), coalition.scribe('y.example')];
  for (let number = 0; number < 30; number++)
    x.write(
      'thread.started',
      { plank: 'open-elections', author: ALICE },
      { title: 't', body: 'b', more: 'm'.repeat(200_000) },
    );
  fill(y, 3);
  await a.take(...x.lines(), ...y.lines());
  const lines = await a.answerSync('b.example', await asked(b));
  expect(lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)).toBeLessThan(PAGE_BYTES + 64 * 1024);
  expect(originsOf(lines).filter((origin) => origin === 'y.example')).toHaveLength(3);
  expect(originsOf(lines).length).toBeGreaterThan(10);
  expect(await b.pull('a.example')).toMatchObject({ ok: true, stored: 33 });
});

test('at most 1,000 entries stand on a page', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const x = coalition.scribe('x.example');
  fill(x, 1_005);
  await a.take(...x.lines());
  const lines = await a.answerSync('b.example', await asked(b));
  expect(originsOf(lines)).toHaveLength(1_000);
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ more: true });
  expect(await b.pull('a.example')).toMatchObject({ ok: true, stored: 1_005 });
});

test('what is held off does not come; what is wanted comes whatever is held', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example', 'y.example'] });
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [x, y] = [coalition.scribe('x.example'), coalition.scribe('y.example')];
  fill(x, 3);
  fill(y, 3);
  await a.take(...x.lines(), ...y.lines());
  const held = await a.answerSync('b.example', await asked(b, { hold: ['x.example'] }));
  expect(new Set(originsOf(held))).toEqual(new Set(['y.example']));
  await b.pull('a.example');
  const want = { 'x.example': [[2, 3]] as [number, number][], 'nobody.example': [[1, 1]] as [number, number][] };
  const wanted = await a.answerSync('b.example', await asked(b, { want, hold: ['x.example', 'y.example'] }));
  expect(wanted.slice(1, -1)).toEqual([x.written[1]?.line, x.written[2]?.line]);
});

test('wants take half a page at most', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example', 'y.example'] });
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [x, y] = [coalition.scribe('x.example'), coalition.scribe('y.example')];
  fill(x, 40);
  // Nobody has these contents.
  await a.take(x.epochLine, ...x.written.map((entry) => entry.bare('missing')));
  await b.pull('a.example');
  fill(y, 5);
  await a.take(...y.lines());
  const request = await asked(b, { limit: 10 });
  expect(request.want['x.example']).toHaveLength(40);
  expect(originsOf(await a.answerSync('b.example', request)).filter((origin) => origin === 'y.example')).toHaveLength(
    5,
  );
});

test('a hole is asked for again from every peer until one fills it', async () => {
  await using coalition = await openCoalition({
    instances: ['a.example', 'b.example', 'c.example'],
    scribes: ['x.example'],
  });
  const [a, b, c] = coalition.instances as [Instance, Instance, Instance];
  const x = coalition.scribe('x.example');
  fill(x, 3);
  // A relay that strips contents.
  await a.take(x.epochLine, ...x.written.map((entry) => entry.bare('erased')));
  await c.take(...x.lines());
  expect(await b.pull('a.example')).toMatchObject({ stored: 3, filled: 0 });
  expect((await b.viewText()).join()).not.toContain('thread 1');
  expect(await b.pull('c.example')).toMatchObject({ stored: 0, filled: 3 });
  expect(await b.view()).toBe(await c.view());
  expect(await a.pull('b.example')).toMatchObject({ filled: 3 });
  expect(await a.view()).toBe(await c.view());
});

test('a relay that says withheld gains nothing either', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const b = coalition.at('b.example');
  const x = coalition.scribe('x.example');
  fill(x, 1);
  await b.take(x.written[0]?.bare('withheld') ?? '');
  expect(await b.take(x.written[0]?.line ?? '')).toMatchObject({ filled: 1 });
  expect((await b.viewText()).join()).toContain('thread 0');
});

test('an entry relayed by a third party is taken while its origin is down', async () => {
  const down = new Set<string>();
  await using coalition = await openCoalition({ instances: ['a.example', 'b.example', 'c.example'], down });
  const [a, b, c] = coalition.instances as [Instance, Instance, Instance];
  await a.startThread(await a.member('ada'), 'open-elections', { title: 't', body: 'b' });
  await b.pull('a.example');
  down.add('a.example');
  expect(await c.pull('a.example')).toMatchObject({ ok: false });
  expect(await c.pull('b.example')).toMatchObject({ ok: true, stored: 2 });
  expect(await c.view()).toBe(await a.view());
});

test('who holds a post is known from what peers say, where the hash is that of our chain', async () => {
  await using coalition = await openCoalition({ instances: ['a.example', 'b.example', 'c.example'] });
  const [a, b] = coalition.instances as [Instance, Instance, Instance];
  const held = createHeldTable({ read: a.db.read, origin: a.origin, facts: a.facts });
  await a.startThread(await a.member('ada'), 'open-elections', { title: 't', body: 'b' });
  const post = { origin: 'a.example', seq: 2 };
  const by = async () => {
    await held.refresh();
    return held.of(post);
  };
  expect(await by()).toEqual({ by: 1, of: 3 });

  // Who does not know the hash cannot claim the number.
  const request = await asked(b);
  const claim = (hash: string) => ({ ...request.have, 'a.example': { '1': [2, hash, 0] as [number, string, number] } });
  await a.answerSync('b.example', { ...request, have: claim(coalition.id) });
  expect(await by()).toEqual({ by: 1, of: 3 });

  const before = held.version();
  await b.pull('a.example');
  expect(await by()).toEqual({ by: 2, of: 3 });
  expect(held.version()).toBeGreaterThan(before);
  const settled = held.version();
  await b.pull('a.example');
  await by();
  expect(held.version()).toBe(settled);
  await coalition.mingle();
  expect(await by()).toEqual({ by: 3, of: 3 });

  // Somebody who comes from a backup holds less again.
  await a.answerSync('b.example', request);
  expect(await by()).toEqual({ by: 2, of: 3 });
});

test('a push answers what is held now, and each refusal with its reason', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example', 'y.example'] });
  const a = coalition.at('a.example');
  const [x, y] = [coalition.scribe('x.example'), coalition.scribe('y.example')];
  fill(x, 4);
  fill(y, 2);
  const lines = [...x.written.slice(0, 2), ...x.written.slice(3), ...y.written].map(({ line }) => line);
  const answer = await a.answerPush('x.example', coalition.id, `${lines.join('\n')}\n`);
  expect(answer).toEqual({
    held: { 'a.example': { 1: 0 }, 'b.example': { 1: 0 }, 'x.example': { 1: 2 }, 'y.example': { 1: 2 } },
    refused: [{ origin: 'x.example', epoch: 1, seq: 4, why: 'seq: 3 expected' }],
    unvouched: [],
  });
  const rest = x.written.slice(2).map(({ line }) => line);
  expect(await a.answerPush('x.example', coalition.id, rest.join('\n'))).toMatchObject({
    held: { 'x.example': { 1: 4 } },
    refused: [],
  });
  const peer = (await a.peers()).find(({ origin }) => origin === 'x.example');
  expect(peer).toMatchObject({ refused: 1, refused_why: 'seq: 3 expected' });
});

test('a run whose last signature does not hold is not vouched for yet, and counts with what follows', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'] });
  const a = coalition.at('a.example');
  const x = coalition.scribe('x.example');
  fill(x, 2);
  x.start('open-elections', ALICE, 'spoilt', 'b', { spoil: spoilSignature });
  const [one, two, three] = x.written.map(({ line }) => line) as [string, string, string];
  expect(await a.take(one, two, three)).toMatchObject({
    stored: 2,
    refused: [],
    unvouched: [{ origin: 'x.example', seq: 3 }],
  });
  expect(await a.take(three)).toMatchObject({ stored: 0, refused: [], unvouched: [{ seq: 3 }] });
  fill(x, 4);
  expect(await a.take(three, x.written[3]?.line ?? '')).toMatchObject({ stored: 2, refused: [], unvouched: [] });
});

test('of an origin no more than its budget is taken in a day; the others go on', async () => {
  await using coalition = await openCoalition({
    scribes: ['x.example', 'y.example'],
    budget: { entries: 117, bytes: 10_000_000 },
  });
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [x, y] = [coalition.scribe('x.example'), coalition.scribe('y.example')];
  fill(x, 170);
  fill(y, 60);
  await a.take(...x.lines(), ...y.lines());
  const seqOf = async (origin: string) => (await a.epochs()).find((epoch) => epoch.origin === origin)?.head_seq;
  expect(await seqOf('x.example')).toBe(117);
  expect(await seqOf('y.example')).toBe(60);
  expect(a.log.lines).toContainEqual(
    expect.objectContaining({ level: 'warn', origin: 'x.example', budget: expect.anything() }),
  );
  // Asked again, it takes nothing more of that origin, and the pull ends.
  await b.take(...x.lines(), ...y.lines());
  expect(await a.pull('b.example')).toMatchObject({ ok: true, stored: 0 });
  coalition.clock.advance(86_400_000);
  await a.take(...x.lines());
  expect(await seqOf('x.example')).toBe(170);
});

test('a budget of bytes counts envelopes and contents', async () => {
  await using coalition = await openCoalition({ scribes: ['x.example'], budget: { entries: 1_000, bytes: 100_000 } });
  const a = coalition.at('a.example');
  const x = coalition.scribe('x.example');
  fill(x, 1, 'b'.repeat(30_000));
  await a.take(...x.lines());
  fill(x, 4, 'b'.repeat(30_000));
  for (const { line } of x.written.slice(1)) await a.take(line);
  expect((await a.epochs()).find(({ origin }) => origin === 'x.example')?.head_seq).toBe(3);
});

test('two who bring the same at the same time do not disturb each other', async () => {
  await using coalition = await openCoalition({
    instances: ['a.example', 'b.example', 'c.example'],
    scribes: ['x.example'],
  });
  const [a, b, c] = coalition.instances as [Instance, Instance, Instance];
  const x = coalition.scribe('x.example');
  fill(x, 170);
  for (const one of [a, b]) await one.take(...x.lines());
  const [first, second] = await Promise.all([c.pull('a.example'), c.pull('b.example')]);
  if (!first?.ok || !second?.ok) throw new Error(JSON.stringify([first, second]));
  expect(first.stored + second.stored).toBe(170);
  expect(await c.view()).toBe(await a.view());
});

test('own entries that come from a peer halt the own journal until a later epoch is opened', async () => {
  await using coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const ada = await a.member('ada');
  await a.startThread(ada, 'open-elections', { title: 'before', body: 'b' });
  await b.pull('a.example');
  // A database that knows nothing of what it said.
  await using restored = await openCoalition({ clock: coalition.clock });
  const back = restored.at('a.example');
  const lines = await b.answerSync('a.example', await asked(back));
  await back.take(...lines.slice(1, -1));
  expect((await back.viewText()).join()).toContain('before');
  const again = await back.member('ada');
  await expect(back.startThread(again, 'open-elections', { title: 'after', body: 'b' })).rejects.toMatchObject({
    code: 'unavailable',
  });
  await back.open();
  await back.startThread(again, 'open-elections', { title: 'after', body: 'b' });
  expect((await back.epochs()).filter(({ origin }) => origin === 'a.example')).toMatchObject([
    { epoch: 1, head_seq: 2 },
    { epoch: 2, head_seq: 1_000_000_001, after_seq: 2 },
  ]);
});
