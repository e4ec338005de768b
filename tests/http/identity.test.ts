// The doors to members and sessions.
import { expect, test } from 'vitest';
import { openHouse, password } from './house.ts';

const NONE = { unread: 0, filtered: 0 };

test('somebody joins, signs in, refreshes, looks at sessions and signs out', async () => {
  await using house = await openHouse();
  const joined = await house.call('POST', '/api/v1/registrations', { body: { name: 'ada', password } });
  expect(joined.status).toBe(201);
  expect(joined.headers.get('location')).toBe('/api/v1/members/ada');
  const ada = {
    name: 'ada',
    origin: 'greens.example',
    displayName: 'ada',
    role: 'member',
    bio: '',
    at: '2026-01-01T00:00:00.000Z',
  };
  expect(joined.json).toEqual(ada);

  const signedIn = await house.call('POST', '/api/v1/sessions', {
    body: { name: 'ada', password },
    headers: { 'user-agent': 'Browser 1' },
  });
  expect(signedIn.status).toBe(201);
  expect(signedIn.headers.get('cache-control')).toBe('no-store');
  expect(signedIn.json).toEqual({
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    expiresIn: 900,
    member: ada,
  });
  const token = signedIn.json.accessToken;
  const own = { email: null, secondFactor: null, notifications: NONE, toAccept: [] };
  expect((await house.call('GET', '/api/v1/me', { token })).json).toEqual({ ...ada, ...own });

  const refreshed = await house.call('POST', '/api/v1/sessions/refresh', {
    body: { refreshToken: signedIn.json.refreshToken },
    // A client that sends its outdated token along is not turned away for it.
    token: 'outdated',
  });
  expect(refreshed.status).toBe(200);
  const sessions = await house.call('GET', '/api/v1/sessions', { token: refreshed.json.accessToken });
  expect(sessions.json).toEqual({
    items: [
      {
        id: expect.stringMatching(/^[\w-]{22}$/),
        kind: 'token',
        agent: 'Browser 1',
        at: ada.at,
        usedAt: ada.at,
        expiresAt: '2026-01-31T00:00:00.000Z',
        current: true,
      },
    ],
    next: null,
  });

  const out = await house.call('DELETE', '/api/v1/sessions/current', { token });
  expect(out.status).toBe(204);
  expect(out.text).toBe('');
  // At once, though the token would live on.
  const gone = await house.call('GET', '/api/v1/me', { token });
  expect([gone.status, gone.json.code, gone.headers.get('www-authenticate')]).toEqual([
    401,
    'unauthenticated',
    'Bearer',
  ]);
});

test('a refresh token that is used twice ends its session', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const { json } = await house.call('POST', '/api/v1/sessions', { body: { name: 'ada', password } });
  const refresh = () => house.call('POST', '/api/v1/sessions/refresh', { body: { refreshToken: json.refreshToken } });
  const first = await refresh();
  expect(first.status).toBe(200);
  expect((await refresh()).json.code).toBe('unauthenticated');
  expect((await house.call('GET', '/api/v1/me', { token: first.json.accessToken })).status).toBe(401);
});

test('wrong password and unknown name get the same answer for the same work', async () => {
  await using house = await openHouse();
  await house.join('ada');
  const before = house.hasher.count();
  const wrong = await house.call('POST', '/api/v1/sessions', { body: { name: 'ada', password: 'not this one' } });
  const between = house.hasher.count();
  const unknown = await house.call('POST', '/api/v1/sessions', { body: { name: 'bob', password: 'not this one' } });
  expect(wrong.status).toBe(401);
  expect(wrong.json.code).toBe('wrong-credentials');
  expect(unknown.text).toBe(wrong.text);
  expect([between - before, house.hasher.count() - between]).toEqual([1, 1]);
});

test('a member changes profile and password, which ends the other sessions', async () => {
  await using house = await openHouse();
  const token = await house.join('ada');
  const other = await house.call('POST', '/api/v1/sessions', { body: { name: 'ada', password } });
  const changed = await house.call('PATCH', '/api/v1/me', { token, body: { displayName: 'Ada L.', bio: 'Counts.' } });
  expect(changed.json).toMatchObject({ displayName: 'Ada L.', bio: 'Counts.' });
  const own = { email: null, secondFactor: null, notifications: NONE, toAccept: [] };
  expect({ ...(await house.call('GET', '/api/v1/members/ada')).json, ...own }).toEqual(changed.json);

  const newPassword = 'another horse battery';
  const refused = await house.call('POST', '/api/v1/me/password', {
    token,
    body: { currentPassword: 'no', newPassword },
  });
  expect([refused.status, refused.json.field]).toEqual([401, 'currentPassword']);
  const done = await house.call('POST', '/api/v1/me/password', {
    token,
    body: { currentPassword: password, newPassword },
  });
  expect(done.status).toBe(204);
  expect((await house.call('GET', '/api/v1/me', { token })).status).toBe(200);
  expect((await house.call('GET', '/api/v1/me', { token: other.json.accessToken })).status).toBe(401);
  expect((await house.call('POST', '/api/v1/sessions', { body: { name: 'ada', password: newPassword } })).status).toBe(
    201,
  );
});

test('what is refused says why', async () => {
  await using house = await openHouse({ registration: 'closed' });
  const closed = await house.call('POST', '/api/v1/registrations', { body: { name: 'bob', password } });
  expect([closed.status, closed.json.code]).toEqual([409, 'closed']);
  expect((await house.call('GET', '/api/v1/members/nobody')).json.code).toBe('not-found');
  expect((await house.call('GET', '/api/v1/me')).json).toMatchObject({ status: 401, code: 'unauthenticated' });
  expect((await house.call('DELETE', '/api/v1/sessions/x')).status).toBe(401);
});

test('the instance tells what it is', async () => {
  await using house = await openHouse();
  expect((await house.call('GET', '/api/v1/instance')).json).toEqual({
    name: 'greens.example',
    description: '',
    origin: 'greens.example',
    url: 'http://greens.example',
    rules: '',
    votes: 'both',
    colour: '',
    language: 'en',
    logo: '',
    modlog: 'public',
    uploadLimit: 8 * 1024 * 1024,
    uploadQuota: 50 * 1024 * 1024,
    appealReviewer: '',
    mentionLimit: 5,
    probation: 'limit',
    probationPosts: 3,
    texts: {},
    registration: 'open',
    question: 'What brings you here?',
    applicationDays: 30,
    invitations: 'admins',
    coalition: null,
    announcements: [],
    software: 'koinon',
    version: '0.0.0',
  });
});
