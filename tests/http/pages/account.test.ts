// The pages around an account, asked as a browser without JavaScript asks: coming in, signing in, settings.
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { realClock } from '../../../src/base/time.ts';
import type { Assertion } from '../../../src/forum/identity/passkey-check.ts';
import { closedPost, openReals, password, type Real } from '../../hostile/real.ts';
import { createAuthenticator } from '../../support/authenticator.ts';
import { type Browser, createBrowser } from '../browser.ts';

const desks = [
  '/account',
  '/account/address',
  '/account/password',
  '/account/second-factor',
  '/account/passkeys',
  '/account/sessions',
  '/account/notifications',
  '/account/reading',
  '/account/data',
  '/account/leave',
];

const browserOf = (house: Real, language?: string): Browser =>
  createBrowser(house.call, `http://${house.origin}`, language);

/** A member, made by the API, in a browser. */
const enter = async (house: Real, name: string, language?: string): Promise<Browser> => {
  const browser = browserOf(house, language);
  const answer = await browser.post('/sign-in', { name, password });
  expect([answer.status, answer.location]).toEqual([303, '/']);
  return browser;
};

const me = async (house: Real, token: string) => (await house.call('GET', '/api/v1/me', { token })).json;
const set = async (house: Real, token: string, body: object): Promise<void> => {
  expect((await house.call('PATCH', '/api/v1/instance', { token, body })).status).toBe(200);
};

test('visitors are led to the form and back; what they send is refused', async () => {
  await using town = await openReals();
  const house = town.house();
  for (const desk of desks) {
    const asked = await browserOf(house).get(desk);
    expect([asked.status, asked.location]).toEqual([303, `/sign-in?next=${encodeURIComponent(desk)}`]);
    expect((await browserOf(house).post(desk, { displayName: 'Eve', password, posts: 'erase' })).status).toBe(401);
  }
});

test('forms that come from elsewhere, or without the token of their page, change nothing', async () => {
  await using town = await openReals({ settings: closedPost });
  const house = town.house();
  const token = await house.join('ada');
  const ada = await enter(house, 'ada');
  const before = await me(house, token);
  const harm: Record<string, Record<string, string>> = {
    '/account': { displayName: 'Eve' },
    '/account/address': { address: 'eve@example.org', password },
    '/account/password': { currentPassword: password, newPassword: 'owned by somebody else' },
    '/account/second-factor': { do: 'set-up', password },
    '/account/passkeys': { do: 'add', name: 'Mine', credential: '{}' },
    '/account/sessions': { do: 'end-all' },
    '/account/notifications': { mention: 'off' },
    '/account/reading': { do: 'hide', who: '@reds.example' },
    '/account/data': {},
    '/account/leave': { posts: 'erase', password, sure: 'yes' },
    '/sign-out': {},
  };
  expect(Object.keys(harm)).toEqual(expect.arrayContaining(desks));
  for (const [path, fields] of Object.entries(harm)) {
    await ada.get('/account');
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, {}])
      expect((await ada.post(path, fields, headers)).status, path).toBe(403);
    const old = await ada.post(path, { ...fields, 'token-of-form': 'x'.repeat(32) });
    expect([path, old.status]).toEqual([path, 403]);
  }
  expect(await me(house, token)).toEqual(before);
  expect((await house.call('GET', '/api/v1/sessions', { token })).json.items).toHaveLength(2);
  expect((await house.call('GET', '/api/v1/me/hidden', { token })).json.items).toEqual([]);
  // The very same forms, from our own page.
  expect((await ada.post('/account', { displayName: 'Ada L.' })).location).toBe('/account?done=saved');
});

test('settings say what they are, escape what was typed, and are nobody else’s', async () => {
  await using town = await openReals({ settings: closedPost });
  const house = town.house();
  const token = await house.join('ada');
  const ada = await enter(house, 'ada', 'de');
  const evil = '"><script>alert(1)</script>';
  expect((await ada.post('/account', { displayName: evil, bio: `</textarea>${evil}` })).status).toBe(303);
  expect((await ada.get('/account?done=saved')).text).toContain('<p class="done" role="status">Gespeichert.</p>');
  for (const desk of desks) {
    const page = await ada.get(`${desk}?done=${encodeURIComponent(evil)}&cursor=`);
    // A cursor that is none is no reason for a fault of ours.
    expect([desk, page.status < 500]).toEqual([desk, true]);
    const plain = await ada.get(desk);
    expect([desk, plain.status, plain.headers.get('cache-control')]).toEqual([desk, 200, 'no-store']);
    expect(plain.text).toContain('<html lang="de"');
    expect(`${page.text}${plain.text}`).not.toContain('<script>alert');
  }
  const wrong = await ada.post('/account/address', { address: evil, password: evil });
  expect(wrong.status).toBe(400);
  expect(wrong.text).not.toContain('<script>alert');
  // Passwords are never written into a page.
  const secret = 'a secret that is typed';
  for (const [path, fields] of [
    ['/account/password', { currentPassword: secret, newPassword: `${secret} anew` }],
    ['/account/address', { address: 'ada@example.org', password: secret }],
    ['/account/second-factor', { do: 'set-up', password: secret }],
    ['/account/leave', { posts: 'keep', password: secret, sure: 'yes' }],
  ] as const) {
    const again = await ada.post(path, fields);
    expect([path, again.status, again.text.includes(secret)]).toEqual([path, 401, false]);
  }
  const bob = await house.join('bob');
  expect(await me(house, bob)).toMatchObject({ displayName: 'bob', bio: '' });
  expect(await me(house, token)).toMatchObject({ displayName: evil });
});

test('what settings are sent is checked', async () => {
  await using town = await openReals({ settings: closedPost });
  const house = town.house();
  await house.join('ada');
  const ada = await enter(house, 'ada');
  for (const [path, fields, status] of [
    ['/account/notifications', { mention: 'by pigeon' }, 400],
    ['/account/notifications', { digestHour: '24' }, 400],
    ['/account/reading', { do: 'save', started: 'always' }, 400],
    ['/account/reading', { do: 'unfollow', place: 'board ../../x' }, 400],
    ['/account/reading', { do: 'unfollow' }, 400],
    ['/account/reading', { do: 'hide', who: '@@' }, 404],
    ['/account/sessions', { do: 'end', id: 'x' }, 404],
    ['/account/passkeys', { do: 'remove', id: 'x' }, 404],
    ['/account/passkeys', { do: 'rename', id: 'x', name: 'y' }, 404],
    ['/account/passkeys', { do: 'add', name: 'y', credential: 'no JSON' }, 400],
    ['/account/passkeys', { do: 'add', name: 'y', credential: '{"id":"AAAA"}' }, 400],
    ['/account/leave', { posts: 'sell', password, sure: 'yes' }, 400],
    ['/account/leave', { posts: 'keep', password }, 400],
    ['/account', { do: 'accept', rules: '7' }, 409],
    ['/account', { displayName: 'nul\u0000' }, 400],
  ] as const)
    expect([path, fields, (await ada.post(path, fields)).status]).toEqual([path, fields, status]);
});

test('a second factor is asked for on a page of its own, where the password is not', async () => {
  await using town = await openReals();
  const house = town.house();
  const token = await house.join('ada');
  const { secret } = await house.create('/api/v1/me/totp', { password }, token);
  const app = new TOTP({ secret: Secret.fromBase32(String(secret)) });
  const code = (steps: number) => app.generate({ timestamp: realClock.now() + steps * 30_000 });
  await house.create('/api/v1/me/totp/activation', { code: code(0) }, token);

  const ada = browserOf(house);
  const asked = await ada.post('/sign-in', { name: 'ada', password, next: '/account' });
  expect([asked.status, asked.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(ada.cookie).toBe('');
  expect(asked.text).not.toContain(password);
  const step = /name="step" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
  expect(step).not.toBe('');
  const wrong = await ada.post('/sign-in', { name: 'ada', step, code: '000000', next: '/account' });
  expect([wrong.status, wrong.text.includes(`value="${step}"`)]).toEqual([401, true]);
  // The step is no password: not without a code, not for another, not a made-up one.
  expect((await ada.post('/sign-in', { name: 'ada', step })).location).toBe('');
  await house.join('bob');
  expect((await ada.post('/sign-in', { name: 'bob', step, code: code(1) })).text).toContain('name="password"');
  expect((await ada.post('/sign-in', { name: 'ada', step: `9${step}`, code: code(1) })).text).toContain(
    'name="password"',
  );
  expect(ada.cookie).toBe('');
  const done = await ada.post('/sign-in', { name: 'ada', step, code: code(1), next: '/account' });
  expect([done.status, done.location]).toEqual([303, '/account']);
  expect(ada.cookie).not.toBe('');
});

test('with a wrong password nobody learns of a second factor', async () => {
  await using town = await openReals();
  const house = town.house();
  const token = await house.join('ada');
  const { secret } = await house.create('/api/v1/me/totp', { password }, token);
  const app = new TOTP({ secret: Secret.fromBase32(String(secret)) });
  await house.create('/api/v1/me/totp/activation', { code: app.generate() }, token);
  await house.join('bob');
  // What files are called may hold any three letters.
  const strip = (text: string, name: string) => text.replaceAll(/(?:value|href|src)="[^"]*"/g, '').replaceAll(name, '');
  const pages = await Promise.all(
    ['ada', 'bob', 'nobody'].map(async (name) => {
      const { status, text } = await browserOf(house).post('/sign-in', { name, password: 'not this one' });
      return [status, strip(text, name)];
    }),
  );
  expect(pages[1]).toEqual(pages[0]);
  expect(pages[2]).toEqual(pages[0]);
});

test('a passkey signs in by a page, once a challenge', async () => {
  await using town = await openReals();
  const house = town.house();
  const token = await house.join('ada');
  const device = createAuthenticator({ origin: `http://${house.origin}` });
  const begin = await house.call('POST', '/api/v1/me/passkeys/options', { token, body: {} });
  const made = device.create(begin.json as Parameters<typeof device.create>[0]);
  await house.create('/api/v1/me/passkeys', { name: 'Phone', credential: made }, token);
  const sign = async (): Promise<Assertion> => {
    const { json } = await house.call('POST', '/api/v1/sessions/passkey/options');
    return device.get({ challenge: String(json.challenge) });
  };
  const ada = browserOf(house);
  const signed = JSON.stringify(await sign());
  const answer = await ada.post('/sign-in/passkey', { credential: signed, next: '/account' });
  expect([answer.status, answer.location]).toEqual([303, '/account']);
  expect((await ada.get('/account/passkeys')).text).toContain('<strong dir="auto">Phone</strong>');
  const second = browserOf(house);
  expect((await second.post('/sign-in/passkey', { credential: signed })).status).toBe(401);
  for (const credential of ['', '{}', 'null', '[1]', JSON.stringify({ ...made, type: 'password' })])
    expect([credential, (await second.post('/sign-in/passkey', { credential })).status]).toEqual([credential, 400]);
  expect(second.cookie).toBe('');
  const elsewhere = JSON.stringify(await sign());
  const headers = { origin: 'https://evil.example' };
  expect((await second.post('/sign-in/passkey', { credential: elsewhere }, headers)).status).toBe(403);
  // It was not used up by that.
  expect(
    (await second.post('/sign-in/passkey', { credential: elsewhere, next: 'https://evil.example' })).location,
  ).toBe('/');
  // On a bare address browsers take none, and the page offers none.
  expect((await browserOf(house).get('/sign-in')).text).not.toContain('data-passkey');
});

test('coming in by a page, in each mode', async () => {
  await using town = await openReals({ settings: closedPost });
  const house = town.house();
  const admin = await house.admin();
  const form = (name: string, more: Record<string, string> = {}) => ({ name, password, ...more });
  const exists = async (name: string) => (await house.call('GET', `/api/v1/members/${name}`)).status === 200;

  const robin = browserOf(house, 'fr');
  expect((await robin.get('/register')).text).toContain('<h1>S’inscrire</h1>');
  const weak = await robin.post('/register', form('robin', { password: 'short', displayName: '<b>R' }));
  expect([weak.status, weak.text.includes('value="&lt;b&gt;R"'), await exists('robin')]).toEqual([400, true, false]);
  expect((await robin.post('/register', form(' Robin '))).status).toBe(303);
  expect(robin.cookie).not.toBe('');
  expect((await robin.get('/register')).location).toBe('/');

  await house.call('PUT', '/api/v1/instance/texts/rules', { token: admin, body: { text: 'Be kind.' } });
  const eager = browserOf(house);
  expect((await eager.get('/register')).text).toContain('name="accepts.rules"');
  expect((await eager.post('/register', form('eager'))).status).toBe(400);
  expect((await eager.post('/register', form('eager', { 'accepts.rules': '2' }))).status).toBe(409);
  expect((await eager.post('/register', form('eager', { 'accepts.rules': '1' }))).status).toBe(303);
  await house.call('PUT', '/api/v1/instance/texts/rules', { token: admin, body: { text: '' } });

  await set(house, admin, { registration: 'application', question: 'Why <us>?' });
  const uma = browserOf(house);
  expect((await uma.get('/register')).text).toContain('Why &lt;us&gt;?');
  expect((await uma.post('/register', form('uma'))).status).toBe(400);
  const sent = await uma.post('/register', form('uma', { answer: 'Because.' }));
  expect([sent.status, await exists('uma'), uma.cookie]).toEqual([303, false, '']);
  const stands = await uma.get(sent.location);
  expect([stands.status, stands.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(stands.text).toContain('The application for the name uma waits for a decision.');
  expect([sent.location, sent.set.match(/-application=[^;]+; (.*)/)?.[1]]).toEqual([
    '/register/application',
    'Max-Age=7776000; Path=/; HttpOnly; SameSite=Lax',
  ]);
  const shown = /<code class="secret">([^<]+)</.exec(stands.text)?.[1] ?? '';
  const other = browserOf(house);
  expect((await other.get('/register/application')).text).toContain('name="code"');
  for (const wrong of ['', 'x', `${shown}x`, shown.replace('.', '')])
    expect([wrong, (await other.post('/register/application', { code: wrong })).status]).toEqual([wrong, 404]);
  expect((await other.post('/register/application', { code: ` ${shown}` })).location).toBe('/register/application');
  expect((await other.get('/register/application')).text).toContain('The application for the name uma waits');
  const { code } = await house.create('/api/v1/invitations', {}, admin);
  expect((await browserOf(house).post('/register', form('val', { invitation: String(code) }))).status).toBe(303);

  await set(house, admin, { registration: 'invitation' });
  expect((await browserOf(house).post('/register', form('wim'))).status).toBe(409);
  expect((await browserOf(house).post('/register', form('wim', { invitation: 'guess' }))).status).toBe(410);
  expect(await exists('wim')).toBe(false);

  await set(house, admin, { registration: 'closed' });
  const late = browserOf(house);
  expect((await late.get('/register')).text).toContain('<h1>Registration is closed</h1>');
  expect((await late.post('/register', form('wim', { invitation: String(code) }))).text).toContain('is closed</h1>');
  expect(await exists('wim')).toBe(false);
});

test('whoever leaves is out, here and in other browsers; whoever signs out everywhere too', async () => {
  await using town = await openReals({ start: true });
  const house = town.house();
  const token = await house.join('ada');
  const [here, there] = [await enter(house, 'ada'), await enter(house, 'ada')];
  const out = await here.post('/account/sessions', { do: 'end-all' });
  expect([out.status, out.location, out.set.includes('Max-Age=0')]).toEqual([303, '/', true]);
  expect((await there.get('/account')).location).toContain('/sign-in');
  expect((await house.call('GET', '/api/v1/me', { token })).status).toBe(401);

  const again = await enter(house, 'ada');
  const gone = await again.post('/account/leave', { posts: 'keep', password, sure: 'yes' });
  expect([gone.status, gone.location, gone.set.includes('Max-Age=0')]).toEqual([303, '/left', true]);
  expect((await again.get('/left')).status).toBe(200);
  expect((await browserOf(house).post('/sign-in', { name: 'ada', password })).status).toBe(401);
});

test('without mail nobody is asked for an address, and a lost password has another way', async () => {
  await using town = await openReals();
  const house = town.house();
  await house.join('ada');
  const ada = await enter(house, 'ada');
  expect((await ada.get('/account/address')).text).not.toContain('type="email"');
  expect((await ada.get('/account/notifications')).text).not.toContain('value="mail"');
  expect((await browserOf(house).get('/register')).text).not.toContain('type="email"');
  const lost = await browserOf(house).get('/forgotten');
  expect([lost.status, lost.text.includes('Ask an admin for a link'), lost.text.includes('name="account"')]).toEqual([
    200,
    true,
    false,
  ]);
});
