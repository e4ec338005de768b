// Messages between real instances over real HTTP: kept until acknowledged, taken once, refused clearly.
import { expect, test } from 'vitest';
import { realChance, realClock } from '../../../src/base/time.ts';
import { query } from '../../../src/db/statement.ts';
import { appendEvent } from '../../../src/events/append.ts';
import { messagesFor, newMessageId, queueMessage } from '../../../src/forum/messages/message-store.ts';
import { tellPeers } from '../../../src/forum/messages/tell-peers.ts';
import { callAs, openReals, type Real, syncBody, tokenFor } from '../../hostile/real.ts';
import { until } from '../../support/timers.ts';

const inbox = query()((db) => db.selectFrom('message_in').selectAll().orderBy('received_at').orderBy('message_id'));
const received = async (house: Real) => house.db.read.all(inbox, {});
const HANDLE = 'AAAAAAAAAAAAAAAAAAAAAA';
const PATH = '/federation/v1/messages';

const tell = async (from: Real, peer: string, ref: string): Promise<void> => {
  const id = newMessageId(realChance);
  await from.db.write(async (tx) => {
    await queueMessage(tx, {
      coalition: from.coalition,
      peer,
      id,
      kind: 'registration.switched',
      content: { mode: 'application', why: 'no-moderator' },
      ref,
      now: realClock.now(),
    });
    await appendEvent(tx, { kind: 'message.queued', at: realClock.now() });
  });
  from.app.core.wake.ring();
};

const stateOf = async (house: Real, ref: string) => (await messagesFor(house.db.read, ref))[0];

const bodyOf = (house: Real, more: object = {}) =>
  JSON.stringify({
    coalition: house.coalition,
    id: newMessageId(realChance),
    kind: 'registration.switched',
    at: new Date(realClock.now()).toISOString(),
    content: { mode: 'open', why: 'reopened' },
    ...more,
  });

test('told to a peer at once, and acknowledged', async () => {
  await using town = await openReals({ instances: 2, start: true, scribes: [] });
  const [a, b] = [town.house(0), town.house(1)];
  await tell(a, b.origin, 'one');
  await until(async () => (await stateOf(a, 'one'))?.state === 'taken');
  expect(await stateOf(a, 'one')).toMatchObject({ content: '', next_at: null, attempts: 1, error: null });
  expect(await received(b)).toMatchObject([
    { peer: a.origin, kind: 'registration.switched', state: 'taken', why: null },
  ]);
  const events = a.log.lines.filter(({ message }) => message === 'a message was taken');
  expect(events).toMatchObject([{ peer: b.origin, kind: 'registration.switched' }]);
});

test('all peers are told that registration was switched, and show it', async () => {
  await using town = await openReals({ instances: 2, start: true, scribes: ['x.example'] });
  const [a, b] = [town.house(0), town.house(1)];
  const { core } = a.app;
  await core.db.write(async (tx) => {
    const content = { mode: 'application', why: 'no-moderator' } as const;
    expect(await tellPeers(tx, { chance: realChance, now: realClock.now() }, 'registration.switched', content)).toBe(2);
    await appendEvent(tx, { kind: 'message.queued', at: realClock.now() });
  });
  core.wake.ring();
  const shown = async () => {
    const { items } = (await b.call('GET', '/api/v1/peers')).json;
    return (items as { origin: string; registration: unknown }[]).find(({ origin }) => origin === a.origin)
      ?.registration;
  };
  await until(async () => (await shown()) !== null);
  expect(await shown()).toMatchObject({ mode: 'application', why: 'no-moderator' });
});

test('a peer that is down fails nobody’s request; it gets its messages when it is back, from a sender that was restarted', async () => {
  await using town = await openReals({ instances: 2, start: true, scribes: ['x.example'] });
  const [a, b] = [town.house(0), town.house(1)];
  const ada = await a.join('ada');
  await b.goDown();
  for (const ref of ['one', 'two', 'three']) await tell(a, b.origin, ref);
  await tell(a, 'x.example', 'nowhere');
  await until(async () => ((await stateOf(a, 'one'))?.attempts ?? 0) > 0);
  await a.create('/api/v1/planks/open-elections/threads', { title: 'Meanwhile', body: 'Talk goes on.' }, ada);
  await a.restart();
  expect((await stateOf(a, 'one'))?.state).toBe('waiting');
  await b.restart();
  await a.app.start();
  await until(async () => (await received(b)).length === 3);
  for (const ref of ['one', 'two', 'three']) await until(async () => (await stateOf(a, ref))?.state === 'taken');
  expect(await stateOf(a, 'nowhere')).toMatchObject({ state: 'waiting', error: expect.any(String) });
});

test('what came before is dropped and answered as before, in any order, after a restart too', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  const bodies = ['first', 'second', 'third'].map((why) => bodyOf(house, { content: { mode: 'open', why } }));
  const bad = bodyOf(house, { kind: 'gossip.spread' });
  for (const body of [...bodies, ...bodies.toReversed(), bad])
    expect((await callAs(house, x, PATH, body)).status).toBe(body === bad ? 422 : 200);
  await house.restart();
  for (const body of [...bodies.toReversed(), bad, ...bodies])
    expect((await callAs(house, x, PATH, body)).status).toBe(body === bad ? 422 : 200);
  expect(await received(house)).toHaveLength(4);
  // The same words at once: one is taken.
  const body = bodyOf(house);
  const answers = await Promise.all(Array.from({ length: 5 }, () => callAs(house, x, PATH, body)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(await received(house)).toHaveLength(5);
  // Ids are each sender's own.
  expect((await callAs(house, y, PATH, body)).json).toMatchObject({ state: 'taken' });
  expect(await received(house)).toHaveLength(6);
});

test('what is not understood is refused for good, with a reason, and stands in the inbox', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const refusals: [object, string][] = [
    [{ kind: 'gossip.spread' }, 'unknown-kind'],
    [{ content: { mode: 'ajar', why: 'x' } }, 'invalid'],
    [{ content: {} }, 'invalid'],
    [{ kind: 'report.outcome', content: { case: 'short', outcome: 'actioned' } }, 'invalid'],
    [{ at: new Date(realClock.now() - 41 * 86_400_000).toISOString() }, 'too-old'],
    [{ at: new Date(realClock.now() + 25 * 3_600_000).toISOString() }, 'clock'],
  ];
  for (const [more, code] of refusals) {
    const body = bodyOf(house, more);
    for (let time = 0; time < 2; time++) {
      const answer = await callAs(house, x, PATH, body);
      expect([answer.status, answer.json.code, answer.json.state]).toEqual([422, code, 'refused']);
      expect(answer.json.id).toBe(JSON.parse(body).id);
      expect(String(answer.json.detail)).toMatch(/\w{3}/);
    }
  }
  expect((await received(house)).map(({ state }) => state)).toEqual(refusals.map(() => 'refused'));
});

test('what is no message changes nothing', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const bodies: [string, number][] = [
    ['nonsense', 400],
    ['{"id":"a","id":"b"}', 400],
    [bodyOf(house, { id: 'short' }), 400],
    [bodyOf(house, { kind: 'Not a kind' }), 400],
    [bodyOf(house, { at: 'yesterday' }), 400],
    [bodyOf(house, { content: 'text' }), 400],
    [bodyOf(house, { coalition: 'B'.repeat(43) }), 400],
    [syncBody(house), 400],
    [bodyOf(house, { content: { words: 'x'.repeat(40_000) } }), 413],
  ];
  for (const [body, status] of bodies) expect((await callAs(house, x, PATH, body)).status).toBe(status);
  const body = bodyOf(house);
  const token = await tokenFor(house, x, PATH, body);
  expect((await house.call('POST', PATH, { body })).json).toMatchObject({ code: 'missing' });
  expect((await house.call('POST', PATH, { body: bodyOf(house), token })).json).toMatchObject({ code: 'body' });
  const foreign = await tokenFor(house, x, PATH, body, { iss: house.origin });
  expect((await house.call('POST', PATH, { body, token: foreign })).status).toBe(401);
  const sync = await tokenFor(house, x, '/federation/v1/sync', body);
  expect((await house.call('POST', PATH, { body, token: sync })).json).toMatchObject({ code: 'url' });
  expect(await received(house)).toEqual([]);
});

test('300 an hour from one peer, then it waits; the others do not', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  const statuses = new Map<number, number>();
  const first = bodyOf(house);
  await callAs(house, x, PATH, first);
  for (let sent = 0; sent < 310; sent += 10) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => callAs(house, x, PATH, bodyOf(house))));
    for (const { status, headers } of answers) {
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(3_000);
    }
  }
  expect(statuses).toEqual(
    new Map([
      [200, 299],
      [429, 11],
    ]),
  );
  expect((await callAs(house, x, PATH, first)).status).toBe(200);
  expect((await callAs(house, y, PATH, bodyOf(house))).status).toBe(200);
  expect(await received(house)).toHaveLength(301);
});

test('a report that was passed on names posts and handles, nobody’s reporter', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const content = {
    case: HANDLE,
    post: `1@${house.origin}`,
    revision: `1@${house.origin}`,
    reason: 'spam',
    words: 'Look.',
  };
  const kind = 'report.forwarded';
  expect((await callAs(house, x, PATH, bodyOf(house, { kind, content: { ...content, post: 'b1' } }))).status).toBe(422);
  expect(
    (await callAs(house, x, PATH, bodyOf(house, { kind, content: { ...content, words: 'x'.repeat(2_001) } }))).status,
  ).toBe(422);
});
