// Calling a peer over real HTTP whose clock differs from ours.
import { afterAll, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { callPeer, memoryOffsets, type PeerCall } from '../../src/federation/call-peer.ts';
import { bearerOf, checkCallToken } from '../../src/federation/call-token.ts';
import { createClient } from '../../src/federation/net/client.ts';
import { createSigningKey } from '../../src/journal/keys.ts';
import { fixedClock, newYear, seededChance } from '../support/time.ts';
import { serveHttp, type TestServer } from './net/server.ts';

const key = createSigningKey(Buffer.alloc(32, 1));
const coalition = sha256('charter');
const client = createClient({ ownUrl: 'http://localhost', allowPrivate: false });
afterAll(() => client.close());

type Peer = TestServer & { codes: string[] };

/** An instance that checks tokens by its own clock, and tells that clock (or another time) in `Date`. */
const servePeer = async (now: () => number, date: () => number = now): Promise<Peer> => {
  const codes: string[] = [];
  const spent = new Set<string>();
  const server: TestServer = await serveHttp(async (request, response) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece);
    const checked = await checkCallToken(bearerOf(request.headers.authorization), {
      coalition: (id) => id === coalition,
      aud: 'reds.example',
      method: request.method ?? '',
      url: `${server.url}${request.url}`,
      body: Buffer.concat(pieces),
      now: now(),
      keyOf: () => key.publicJwk,
      spend: async (jti) => !spent.has(jti) && spent.add(jti).has(jti),
    });
    codes.push(checked.ok ? 'ok' : checked.code);
    response.sendDate = false;
    response.setHeader('date', new Date(date()).toUTCString());
    if (checked.ok) response.end('hello');
    else response.writeHead(401).end(JSON.stringify({ status: 401, code: checked.code }));
  });
  return Object.assign(server, { codes });
};

const caller = (clock = fixedClock()) => {
  const offsets = memoryOffsets();
  const needs = { client, key: () => key, clock, chance: seededChance(1), offsets };
  const call = (peer: Peer, changes: Partial<PeerCall> = {}) =>
    callPeer(needs)({
      coalition,
      self: 'greens.example',
      peer: 'reds.example',
      method: 'POST',
      url: `${peer.url}/federation/v1/sync`,
      body: '{}',
      maxBytes: 1000,
      timeoutMs: 2000,
      ...changes,
    });
  return { call, clock, offset: () => offsets.get(coalition, 'reds.example') };
};

test('clocks that agree: one call, nothing learnt', async () => {
  await using peer = await servePeer(() => newYear);
  const { call, offset } = caller();
  const answer = await call(peer);
  expect(answer).toMatchObject({ ok: true, status: 200, offset: 500 });
  expect(answer.ok && Buffer.from(answer.body).toString()).toBe('hello');
  expect(peer.codes).toEqual(['ok']);
  expect(offset()).toBeUndefined();
});

test.each([
  ['a day ahead', 86_400_000],
  ['ten minutes behind', -600_000],
  ['ten minutes behind, between two seconds', -600_321],
  ['ten years behind', -315_360_000_000],
])('a peer whose clock is %s: learnt once, then right at once', async (_, drift) => {
  await using peer = await servePeer(() => newYear + drift);
  const { call, offset } = caller();
  expect(await call(peer)).toMatchObject({ ok: true, status: 200 });
  expect(await call(peer)).toMatchObject({ ok: true, status: 200 });
  expect(peer.codes).toEqual(['clock', 'ok', 'ok']);
  expect(Math.abs(Number(offset()) - drift)).toBeLessThanOrEqual(500);
});

test('a peer that puts its clock right is learnt anew', async () => {
  let drift = 3_600_000;
  await using peer = await servePeer(() => newYear + drift);
  const { call } = caller();
  await call(peer);
  drift = 0;
  expect(await call(peer)).toMatchObject({ ok: true, status: 200 });
  expect(peer.codes).toEqual(['clock', 'ok', 'clock', 'ok']);
});

test('a peer that lies about its time gets one more try, no more', async () => {
  await using peer = await servePeer(
    () => newYear + 3_600_000,
    () => newYear,
  );
  const { call } = caller();
  expect(await call(peer)).toMatchObject({ ok: true, status: 401 });
  expect(peer.codes).toEqual(['clock', 'clock']);
});

test('other refusals are not tried again', async () => {
  await using peer = await servePeer(() => newYear);
  const { call, offset } = caller();
  expect(await call(peer, { peer: 'blues.example' })).toMatchObject({ ok: true, status: 401 });
  expect(await call(peer, { coalition: sha256('other') })).toMatchObject({ ok: true, status: 401 });
  expect(peer.codes).toEqual(['audience', 'coalition']);
  expect(offset()).toBeUndefined();
});

test.each([
  ['no Date', ['x-a', 'b'], '{"code":"clock"}'],
  ['a Date that is none', ['date', 'yesterday'], '{"code":"clock"}'],
  ['a body that is no JSON', ['date', new Date(newYear).toUTCString()], 'clock'],
  ['null', ['date', new Date(newYear).toUTCString()], 'null'],
])('a 401 with %s is not tried again', async (_, header, body) => {
  let calls = 0;
  await using server = await serveHttp((_, response) => {
    calls += 1;
    response.sendDate = false;
    response.writeHead(401, header).end(body);
  });
  const { call } = caller();
  expect(await call(Object.assign(server, { codes: [] }))).toMatchObject({ ok: true, status: 401 });
  expect(calls).toBe(1);
});

test('a peer that is not there is an answer too', async () => {
  let gone: Peer;
  {
    await using peer = await servePeer(() => newYear);
    gone = peer;
  }
  expect(await caller().call(gone)).toEqual({ ok: false, why: 'nobody listens there (ECONNREFUSED)' });
});
