// The live stream over real connections: what it tells to whom, and that nothing is lost or repeated.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { appendEvent } from '../../src/events/append.ts';
import { range, until } from '../events/events.ts';
import { newYear } from '../support/time.ts';
import { adminToken } from './forum.ts';
import { type Listener, openLive } from './live-client.ts';
import { settleNotifications } from './notifying.ts';

const api = '/api/v1';
const day = 24 * 3600_000;
type Open = Awaited<ReturnType<typeof openLive>>;

const start = (h: Open, token: string, board = 'garden') =>
  h.call('POST', `${api}/boards/${board}/threads`, { token, body: { title: 'Marker', body: 'Marker' } });
const reply = (h: Open, token: string, thread: string) =>
  h.call('POST', `${api}/threads/${thread}/posts`, { token, body: { body: 'Marker' } });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const kinds = (listener: Listener) => listener.heard.map(({ event, data }) => `${event} ${data.post ?? ''}`.trim());

const created = query()((db) => db.selectFrom('event').select('id').where('kind', '=', 'post.created').orderBy('id'));

test('visitors and members hear what they may, by names alone', async () => {
  await using h = await openLive();
  const [ada, admin] = [await h.join('ada'), await adminToken(h)];
  const [visitor, member] = [await h.listen(), await h.listen(bearer(ada))];
  expect([visitor.status, visitor.response.headers['content-type']]).toEqual([200, 'text/event-stream']);
  expect(visitor.response.headers['cache-control']).toBe('no-store');
  await start(h, ada);
  await start(h, ada, 'cellar');
  await reply(h, ada, 'b1');
  await h.call('PATCH', `${api}/posts/b3`, { token: ada, body: { body: 'Marker two' } });
  await h.call('DELETE', `${api}/posts/b3`, { token: ada });
  await h.call('PATCH', `${api}/boards/garden`, { token: admin, body: { text: 'Marker' } });
  const all = ['ready', 'thread.started b1', 'thread.started b2', 'post.created b3', 'post.edited b3'];
  const last = ['post.deleted b3', 'place.changed'];
  await until(() => visitor.heard.length >= 6 && member.heard.length >= 7, 'all events');
  expect(kinds(member)).toEqual([...all, ...last]);
  expect(kinds(visitor)).toEqual([...all.filter((kind) => !kind.endsWith('b2')), ...last]);
  expect(visitor.heard[1]?.data).toEqual({
    kind: 'thread.started',
    place: { kind: 'board', slug: 'garden' },
    thread: 'b1',
    post: 'b1',
  });
  for (const listener of [visitor, member]) expect(listener.text()).not.toMatch(/marker|ada/i);
  expect(visitor.text()).not.toContain('cellar');
});

test('that more hold what was said is told, without an id, and what follows loses nothing', async () => {
  const held = { changes: 0, version: () => held.changes };
  await using h = await openLive({ held, limits: { heartbeat: 100 } });
  const ada = await h.join('ada');
  const visitor = await h.listen();
  await until(() => visitor.heard.length === 1, 'ready');
  held.changes += 1;
  await until(() => visitor.heard.length === 2, 'held');
  await start(h, ada);
  await until(() => visitor.heard.length === 3, 'the thread');
  expect(kinds(visitor)).toEqual(['ready', 'held', 'thread.started b1']);
  expect(visitor.text()).toContain('\n\nevent: held\ndata: {}\n\n');
});

test('a reader whose connection breaks again and again, while many write, hears everything once', async () => {
  await using h = await openLive();
  const tokens = await Promise.all(range(1, 4).map((n) => h.join(`writer${n}`)));
  await start(h, tokens[0] ?? '');
  const writing = Promise.all(
    tokens.map(async (token) => {
      for (let n = 0; n < 30; n++) await reply(h, token, 'b1');
    }),
  );
  let writes = true;
  writing.then(() => {
    writes = false;
  });
  const read = async (each: number): Promise<string[]> => {
    const seen: string[] = [];
    let headers: Record<string, string> = { 'last-event-id': '0' };
    for (let calls = 0; seen.length < 120; calls++) {
      const listener = await h.listen(headers);
      expect(listener.status).toBe(200);
      const wanted = Math.min(each, 120 - seen.length);
      const posts = () => listener.heard.filter(({ event }) => event === 'post.created');
      await until(() => posts().length >= wanted, `call ${calls} of a reader, while ${writes ? 'they write' : 'idle'}`);
      listener.hangUp();
      expect(listener.heard[0]?.event).toBe('ready');
      seen.push(...posts().map(({ id, data }) => `${id} ${data.post}`));
      headers = { 'last-event-id': listener.last() };
    }
    return seen;
  };
  const readers = await Promise.all([1, 3, 7, 25].map(read));
  await writing;
  const ids = (await h.db.read.all(created, {})).map(({ id }) => id);
  expect(ids).toHaveLength(120);
  for (const seen of readers) {
    expect(seen.map((line) => Number(line.split(' ')[0]))).toEqual(ids);
    expect(new Set(seen.map((line) => line.split(' ')[1])).size).toBe(120);
  }
});

test('who comes back too late, or with an id of another making, is told to begin anew', async () => {
  await using h = await openLive();
  const ada = await h.join('ada');
  await start(h, ada);
  const first = await h.listen({ 'last-event-id': '0' });
  await until(() => first.heard.length > 1, 'the past');
  const last = first.last();
  first.hangUp();
  await reply(h, ada, 'b1');
  h.clock.advance(6 * day);
  const inTime = await h.listen({ 'last-event-id': last });
  await until(() => inTime.heard.length === 2, 'what was missed');
  expect(kinds(inTime)).toEqual(['ready', 'post.created b2']);
  h.clock.advance(2 * day);
  await h.db.write(async (tx) => await appendEvent(tx, { kind: 'place.changed', at: h.clock.now() }));
  for (const id of [last, '999999']) {
    const late = await h.listen({ 'last-event-id': id });
    await until(() => late.heard.length === 1, 'a reset');
    expect(kinds(late)).toEqual(['reset']);
    await reply(h, await h.join(`m${id}`), 'b1');
    await until(() => late.heard.length === 2, 'what comes after it');
    expect(late.heard[1]?.event).toBe('post.created');
  }
  const recent = await h.listen({ 'last-event-id': inTime.last() });
  expect((await h.call('GET', `${api}/live`, { headers: { 'last-event-id': 'x' } })).json.code).toBe('invalid');
  recent.hangUp();
});

test('a rebuilt view is a reset', async () => {
  await using h = await openLive();
  const listener = await h.listen();
  await h.db.write(async (tx) => await appendEvent(tx, { kind: 'view.rebuilt', at: newYear }));
  h.wake.ring();
  await until(() => listener.heard.length === 2, 'the reset');
  expect(kinds(listener)).toEqual(['ready', 'reset']);
});

test('a sign-out ends the streams of its session, and no others', async () => {
  await using h = await openLive();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  const byToken = await h.listen(bearer(ada));
  const cookie = await h.cookieOf('ada');
  const byCookie = await h.listen({ cookie: `koinon=${cookie}` });
  const [other, visitor] = [await h.listen(bearer(bo)), await h.listen()];
  await until(() => [byToken, byCookie, other, visitor].every(({ heard }) => heard.length === 1), 'open streams');
  expect((await h.call('DELETE', `${api}/sessions/current`, { token: ada })).status).toBe(204);
  await byToken.ended;
  expect(byToken.heard.at(-1)?.event).toBe('signed-out');
  await start(h, bo, 'cellar');
  await until(() => other.heard.length === 2 && byCookie.heard.length === 2, 'what happened after it');
  expect(byToken.heard).toHaveLength(2);
  expect((await h.call('GET', `${api}/live`, { token: ada })).status).toBe(401);
  await until(() => h.live.open === 3, 'its place is free again');
});

test('a place that becomes one for members falls silent for visitors', async () => {
  await using h = await openLive();
  const [ada, admin] = [await h.join('ada'), await adminToken(h)];
  const [visitor, member] = [await h.listen(), await h.listen(bearer(ada))];
  await until(() => visitor.heard.length === 1 && member.heard.length === 1, 'open streams');
  await h.call('PATCH', `${api}/boards/garden`, { token: admin, body: { visibility: 'members' } });
  await start(h, ada);
  await until(() => member.heard.length === 3, 'what members hear');
  const resumed = await h.listen({ 'last-event-id': '0' });
  await until(() => resumed.heard.length === 1, 'an open stream');
  expect([visitor.text(), resumed.text()].join('')).not.toContain('garden');
});

test('in silence there are heartbeats, also while others hear something', async () => {
  await using h = await openLive({ limits: { heartbeat: 30 } });
  const ada = await h.join('ada');
  const visitor = await h.listen();
  const beats = () => visitor.text().split(':\n\n').length - 1;
  await until(() => beats() >= 2, 'heartbeats');
  const before = beats();
  for (let n = 0; n < 20; n++) {
    await start(h, ada, 'cellar');
    h.clock.advance(10);
  }
  await until(() => beats() > before + 2, 'more heartbeats');
  expect(visitor.heard).toHaveLength(1);
});

test('streams are bounded, in all and by address, and a place that was left is free', async () => {
  await using h = await openLive({ limits: { total: 3, perAddress: 2 } });
  const [one, two] = [await h.listen(), await h.listen()];
  const third = await h.listen();
  expect([third.status, third.response.headers['retry-after']]).toEqual([429, '30']);
  one.hangUp();
  await until(() => h.live.open === 1, 'a free place');
  const fourth = await h.listen();
  expect([fourth.status, two.status]).toEqual([200, 200]);
  const env = (address: string) => ({ incoming: { headers: {}, socket: { remoteAddress: address } } });
  const elsewhere = async (address: string) =>
    h.server.fetch(new Request(`${h.publicUrl}${api}/live`), env(address) as never);
  const fifth = await elsewhere('192.0.2.1');
  expect([fifth.status, (await elsewhere('192.0.2.2')).status]).toEqual([200, 503]);
  await fifth.body?.cancel();
  expect(h.live.open).toBe(2);
  expect((await elsewhere('192.0.2.2')).status).toBe(200);
});

test('a token in the address is refused, before anything is told', async () => {
  await using h = await openLive();
  const ada = await h.join('ada');
  for (const name of ['token', 'access_token', 'anything']) {
    const answer = await h.listen({}, false).then(() => h.call('GET', `${api}/live?${name}=${ada}`));
    expect([answer.status, answer.json.code], name).toEqual([400, 'invalid']);
    expect(answer.text).not.toContain(ada);
  }
});

test('a reader that takes nothing is dropped, and nobody waits for it', async () => {
  await using h = await openLive({ limits: { patience: 1_000 } });
  const [quick, slow] = [await h.listen(), await h.listen({}, true)];
  await until(() => h.live.open === 2, 'both');
  const ada = await h.join('ada');
  await start(h, ada);
  // Until the buffers of the connection are full.
  let n = 0;
  const more = async () => {
    await h.db.write(async (tx) => {
      for (let i = 0; i < 500; i++)
        await appendEvent(tx, { kind: 'post.edited', at: newYear, placeId: 1, threadId: 1, postId: 1 });
    });
    n += 500;
    h.wake.ring();
  };
  for (let tries = 0; h.live.open === 2 && tries < 400; tries++) {
    await more();
    await until(() => quick.heard.length >= n, 'the quick one');
  }
  expect(h.live.open).toBe(1);
  slow.response.resume();
  await expect(slow.ended).rejects.toThrow('aborted');
  const before = quick.heard.length;
  await more();
  await until(() => quick.heard.length >= before + 500, 'the quick one, afterwards');
});

test('who never reads what was answered gives its place back', async () => {
  await using h = await openLive({ limits: { patience: 50 } });
  await h.server.fetch(new Request(`${h.publicUrl}${api}/live`));
  expect(h.live.open).toBe(1);
  await until(() => h.live.open === 0, 'a free place');
});

test('stopping ends all streams, so that the server can close', async () => {
  await using h = await openLive();
  const listeners = [await h.listen(), await h.listen()];
  await until(() => listeners.every(({ heard }) => heard.length === 1), 'open streams');
  await h.close();
  for (const listener of listeners) await listener.ended;
  expect(h.live.open).toBe(0);
  expect((await h.call('GET', `${api}/live`)).status).toBe(503);
});

test('members hear how many notifications they have not read, each of their own alone, and resume without loss', async () => {
  await using h = await openLive();
  const [ada, bo, cy] = [await h.join('ada'), await h.join('bo'), await h.join('cy')];
  const [visitor, first, other] = [await h.listen(), await h.listen(bearer(ada)), await h.listen(bearer(cy))];
  const counts = ({ heard }: Listener) => heard.filter(({ event }) => event === 'notification').map(({ data }) => data);
  await start(h, ada);
  await reply(h, bo, 'b1');
  await settleNotifications(h);
  h.wake.ring();
  await until(() => counts(first).length === 1, 'the first');
  expect(counts(first)).toEqual([{ kind: 'notification', unread: 1, filtered: 0 }]);
  const last = first.last();
  first.hangUp();
  await reply(h, bo, 'b1');
  await settleNotifications(h);
  await h.call('PUT', `${api}/threads/b1/read`, { token: ada, body: { upTo: 'b2' } });
  const again = await h.listen({ ...bearer(ada), 'last-event-id': last });
  await until(() => counts(again).length === 2, 'what was missed');
  expect(counts(again)).toEqual([1, 1].map((unread) => ({ kind: 'notification', unread, filtered: 0 })));
  await h.call('PUT', `${api}/threads/b1/read`, { token: ada, body: { upTo: 'all' } });
  await until(() => counts(again).length === 3, 'nothing left');
  expect(counts(again).at(-1)).toEqual({ kind: 'notification', unread: 0, filtered: 0 });
  await reply(h, ada, 'b1');
  const posts = (listener: Listener) => listener.heard.filter(({ event }) => event === 'post.created').length;
  await until(() => posts(visitor) === 3 && posts(other) === 3, 'the others');
  expect([...counts(visitor), ...counts(other)]).toEqual([]);
});
