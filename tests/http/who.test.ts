// Tokens, cookies, and where a cookie may be used from.
import { expect, test } from 'vitest';
import { sameOrigin, sessionCookie } from '../../src/http/who.ts';
import { openHouse, password } from './house.ts';

test('credentials that are not good are refused, whatever they are', async () => {
  await using house = await openHouse();
  const token = await house.join('ada');
  const [head, body] = token.split('.');
  for (const authorization of [
    'Bearer',
    'Bearer x',
    'Basic YWRhOmFkYQ==',
    `Bearer ${head}.${body}.AAAA`,
    `Bearer ${head}.${body}.`,
    `Bearer ${token} ${token}`,
  ]) {
    const { status, json } = await house.call('GET', '/api/v1/instance', { headers: { authorization } });
    expect([authorization, status, json.code]).toEqual([authorization, 401, 'unauthenticated']);
  }
  house.clock.advance(899_000);
  expect((await house.call('GET', '/api/v1/me', { token })).status).toBe(200);
  house.clock.advance(1000);
  expect((await house.call('GET', '/api/v1/me', { token })).status).toBe(401);
});

test('a cookie signs in, and changes things only from our own pages', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const cookie = `theme=dark; koinon=${await house.cookieOf('ada')}; other=1`;
  expect((await house.call('GET', '/api/v1/me', { headers: { cookie } })).json.name).toBe('ada');
  const bio = async (headers: Record<string, string>) =>
    (await house.call('PATCH', '/api/v1/me', { headers: { cookie, ...headers }, body: { bio: 'x' } })).status;
  expect(await bio({})).toBe(403);
  expect(await bio({ origin: 'http://evil.example' })).toBe(403);
  expect(await bio({ origin: 'null' })).toBe(403);
  expect(await bio({ 'sec-fetch-site': 'cross-site', origin: 'http://greens.example' })).toBe(403);
  expect(await bio({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await bio({ 'sec-fetch-site': 'same-origin', origin: 'http://evil.example' })).toBe(403);
  expect(await bio({ origin: 'http://greens.example' })).toBe(200);
  expect(await bio({ 'sec-fetch-site': 'same-origin' })).toBe(200);
});

test('a cookie that ended makes a visitor, not a refusal', async () => {
  await using house = await openHouse();
  const headers = { cookie: 'koinon=AAAA' };
  expect((await house.call('GET', '/api/v1/instance', { headers })).status).toBe(200);
  expect((await house.call('GET', '/api/v1/me', { headers })).status).toBe(401);
});

test('over https the cookie is bound to the host', async () => {
  await using house = await openHouse({ publicUrl: 'https://greens.example' });
  await house.join('ada');
  const secret = await house.cookieOf('ada');
  const me = (cookie: string) => house.call('GET', '/api/v1/me', { headers: { cookie } });
  expect((await me(`koinon=${secret}`)).status).toBe(401);
  expect((await me(`__Host-koinon=${secret}`)).status).toBe(200);
  expect(sessionCookie('https://greens.example', 'abc', 60)).toBe(
    '__Host-koinon=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
  );
  expect(sessionCookie('http://localhost:3000', undefined)).toBe(
    'koinon-3000=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax',
  );
});

test('says no header where a call comes from, it is not believed', () => {
  const of = (headers: Record<string, string>) => sameOrigin('https://greens.example', (name) => headers[name]);
  expect(of({})).toBe(false);
  expect(of({ origin: 'https://greens.example' })).toBe(true);
  expect(of({ origin: 'http://greens.example' })).toBe(false);
});

test('a session that ended, a token of a spent sign-in: known at once', async () => {
  await using house = await openHouse();
  const one = await house.join('ada');
  const two = await house.call('POST', '/api/v1/sessions', { body: { name: 'ada', password } });
  const { json } = await house.call('GET', '/api/v1/sessions', { token: one });
  const other = json.items.find((session: { current: boolean }) => !session.current);
  expect((await house.call('DELETE', `/api/v1/sessions/${other.id}`, { token: one })).status).toBe(204);
  expect((await house.call('GET', '/api/v1/me', { token: two.json.accessToken })).status).toBe(401);
  expect((await house.call('DELETE', `/api/v1/sessions/${other.id}`, { token: one })).json).toMatchObject({
    status: 404,
    code: 'not-found',
  });
});

test('whoever lost their rights while their words were still coming has lost them', async () => {
  await using house = await openHouse();
  const token = await house.join('ada');
  const sessions = await house.call('GET', '/api/v1/sessions', { token });
  const [here] = sessions.json.items as { id: string }[];
  let end: () => void = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(Buffer.from('{"bio":"I go '));
      end = () => {
        stream.enqueue(Buffer.from('on and on."}'));
        stream.close();
      };
    },
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const url = `${house.publicUrl}/api/v1/me`;
  const sent = house.server.fetch(new Request(url, { method: 'PATCH', headers, body, duplex: 'half' }));
  expect((await house.call('DELETE', `/api/v1/sessions/${here?.id}`, { token })).status).toBe(204);
  house.clock.advance(60_000);
  end();
  expect((await sent).status).toBe(401);
  expect((await house.call('GET', '/api/v1/members/ada')).json.bio).toBe('');
});
