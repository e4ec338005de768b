// From a call to the letter box and back, with everything on: a whole instance and a real mail server.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { createApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/base/config.ts';
import { createAdmin } from '../../../src/forum/identity/create-admin.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { createBrowser } from '../../http/browser.ts';
import { listeningLog } from '../../support/coalition.ts';
import { freshDatabase } from '../../support/database.ts';
import { quickHasher } from '../../support/hasher.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/timers.ts';
import { freePort, openPostOffice } from './post-office.ts';

const password = 'correct horse battery';
const publicUrl = 'http://127.0.0.1:4571';

const openInstance = async (smtp: Record<string, string>) => {
  const fresh = await freshDatabase();
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-mail-'));
  const env = { PORT: '4571', PUBLIC_URL: publicUrl, DATA_DIR: folder, LOG_LEVEL: 'debug', ...smtp };
  const log = listeningLog();
  const app = await createApp({ config: { ...readConfig(env), database: fresh.location }, log, hasher: quickHasher() });
  await app.start();
  const ask = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const request = new Request(`${publicUrl}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
    const response = await app.fetch(request);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : {},
    };
  };
  const browser = createBrowser((method, path, { headers = {}, body }) => ask(method, path, headers, body), publicUrl);
  return {
    app,
    log,
    call: (method: string, path: string, body?: unknown, token?: string) =>
      ask(
        method,
        `/api/v1${path}`,
        { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body === undefined ? undefined : JSON.stringify(body),
      ),
    page: (path: string, fields?: Record<string, string>) => (fields ? browser.post(path, fields) : browser.get(path)),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await fresh.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const linkIn = (text: string | undefined): { path: string; token: string } => {
  const [, path = '', token = ''] =
    /^http:\/\/127\.0\.0\.1:4571(\/[a-z-]+)\?token=([\w-]{43})$/m.exec(text ?? '') ?? [];
  return { path, token };
};

test('address, reset and notices, by calls and by pages; nothing of it in the log', async () => {
  await using office = await openPostOffice();
  await using house = await openInstance({
    SMTP_URL: `smtp://127.0.0.1:${office.port}`,
    MAIL_FROM: 'The Greens <forum@greens.example>',
  });
  const mailsOf = (subject: RegExp) => office.received.filter(({ mail }) => subject.test(mail.subject ?? ''));
  await house.call('POST', '/registrations', { name: 'ada', password });
  const signIn = (more: object = {}) => house.call('POST', '/sessions', { name: 'ada', password, ...more });
  const { accessToken } = (await signIn()).json;

  const given = await house.call('PUT', '/me/email', { address: 'ada@example.org', password }, accessToken);
  expect([given.status, given.json]).toEqual([202, { address: 'ada@example.org', confirmed: false, pending: null }]);
  await until(() => office.received.length === 1);
  const confirm = linkIn(office.received[0]?.mail.text);
  expect(confirm.path).toBe('/confirm-email');
  // To open the link does nothing: mail programs do that by themselves.
  const page = await house.page(`${confirm.path}?token=${confirm.token}`);
  expect([page.status, page.text.includes(`value="${confirm.token}"`)]).toEqual([200, true]);
  expect((await house.call('GET', '/me', undefined, accessToken)).json.email.confirmed).toBe(false);
  const confirmed = await house.call('POST', '/email-confirmations', { token: confirm.token });
  expect([confirmed.status, confirmed.json]).toEqual([200, { name: 'ada', address: 'ada@example.org' }]);
  expect((await house.call('POST', '/email-confirmations', { token: confirm.token })).json.code).toBe('gone');
  const me = await house.call('GET', '/me', undefined, accessToken);
  expect(me.json).toMatchObject({
    name: 'ada',
    email: { address: 'ada@example.org', confirmed: true, pending: null },
    secondFactor: null,
  });
  // Nobody else is told.
  expect((await house.call('GET', '/members/ada')).text).not.toContain('example.org');

  const asked = await house.page('/forgotten', { account: 'ada@example.org' });
  const unknown = await house.page('/forgotten', { account: 'nobody@example.org' });
  expect([asked.status, unknown.text]).toEqual([200, asked.text]);
  const [one, other] = [
    await house.call('POST', '/password-resets', { account: 'ada' }),
    await house.call('POST', '/password-resets', { account: 'nobody' }),
  ];
  expect([one.status, one.text, other.status, other.text]).toEqual([202, '', 202, '']);
  await until(() => mailsOf(/new password/).length === 2);
  const reset = linkIn(mailsOf(/new password/)[1]?.mail.text);
  expect(reset.path).toBe('/reset-password');
  expect((await house.page(`${reset.path}?token=${reset.token}`)).text).toContain('autocomplete="new-password"');
  const short = await house.page(reset.path, { token: reset.token, password: 'short' });
  expect([short.status, short.text.includes(`value="${reset.token}"`)]).toEqual([400, true]);
  const done = await house.page(reset.path, { token: reset.token, password: 'another horse battery' });
  expect([done.status, done.text.includes('The password is set')]).toEqual([200, true]);
  expect((await house.call('GET', '/me', undefined, accessToken)).status).toBe(401);
  expect((await signIn()).status).toBe(401);
  expect((await signIn({ password: 'another horse battery' })).status).toBe(201);
  await until(() => mailsOf(/^Your account/).length === 1);
  expect(mailsOf(/^Your account/)[0]?.mail.text).toContain('The password of this account was changed');

  // Written down once the mail server has answered, which is after the mail is here.
  const logged = () => house.log.lines.filter(({ message }) => message === 'a mail was sent').length;
  await until(() => logged() === office.received.length);
  const said = JSON.stringify(house.log.lines);
  for (const secret of ['example.org', confirm.token, reset.token, password]) expect(said).not.toContain(secret);
});

test('the second factor, by calls and by the form', async () => {
  await using house = await openInstance({});
  await house.call('POST', '/registrations', { name: 'ada', password });
  const signIn = (more: object = {}) => house.call('POST', '/sessions', { name: 'ada', password, ...more });
  const { accessToken } = (await signIn()).json;
  const setUp = await house.call('POST', '/me/totp', { password }, accessToken);
  expect([setUp.status, setUp.json.uri]).toEqual([201, expect.stringMatching(/^otpauth:\/\/totp\//)]);
  const app = new TOTP({ secret: Secret.fromBase32(setUp.json.secret) });
  const activated = await house.call('POST', '/me/totp/activation', { code: app.generate() }, accessToken);
  expect([activated.status, activated.json.recoveryCodes.length]).toEqual([201, 10]);
  const [first, second, third, fourth] = activated.json.recoveryCodes;

  const refused = await signIn();
  expect([refused.status, refused.json]).toEqual([
    401,
    expect.objectContaining({ code: 'second-factor', field: 'code', type: '/api#second-factor' }),
  ]);
  expect((await signIn({ recoveryCode: first })).status).toBe(201);
  expect((await signIn({ recoveryCode: first })).json.code).toBe('second-factor');

  const plain = await house.page('/sign-in');
  expect(plain.text).not.toContain('name="code"');
  const wrong = await house.page('/sign-in', { name: 'ada', password: 'wrong' });
  expect([wrong.status, wrong.text.includes('name="code"')]).toEqual([401, false]);
  const form = await house.page('/sign-in', { name: 'ada', password });
  expect([form.status, form.text.includes('name="code"'), form.text.includes(password)]).toEqual([200, true, false]);
  const step = /name="step" value="([^"]+)"/.exec(form.text)?.[1] ?? '';
  const again = await house.page('/sign-in', { name: 'ada', step, code: '123 456' });
  expect([again.status, again.text.includes('name="code"')]).toEqual([401, true]);
  const entered = await house.page('/sign-in', { name: 'ada', step, code: second });
  expect([entered.status, entered.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('koinon')]);

  const renewed = await house.call('POST', '/me/totp/recovery-codes', { password, recoveryCode: third }, accessToken);
  expect([renewed.status, renewed.json.recoveryCodes.length]).toEqual([201, 10]);
  expect((await house.call('GET', '/me', undefined, accessToken)).json.secondFactor).toEqual({ recoveryCodesLeft: 10 });
  const old = await house.call('DELETE', '/me/totp', { password, recoveryCode: fourth }, accessToken);
  expect([old.status, old.json.code]).toEqual([401, 'second-factor']);
  const [last] = renewed.json.recoveryCodes;
  expect((await house.call('DELETE', '/me/totp', { password, recoveryCode: last }, accessToken)).status).toBe(204);
  expect((await signIn()).status).toBe(201);
});

test('without mail: calls that need it say so, and an admin helps out', async () => {
  await using house = await openInstance({});
  await createAdmin({ ...house.app.core, hasher: quickHasher() })(operator, { name: 'root_admin', password });
  await house.call('POST', '/registrations', { name: 'ada', password });
  const tokenOf = async (name: string) => (await house.call('POST', '/sessions', { name, password })).json.accessToken;
  const [root, ada] = [await tokenOf('root_admin'), await tokenOf('ada')];
  for (const answer of [
    await house.call('POST', '/password-resets', { account: 'ada' }),
    await house.call('PUT', '/me/email', { address: 'ada@example.org', password }, ada),
  ])
    expect([answer.status, answer.json.code, answer.json.detail]).toEqual([
      503,
      'unavailable',
      expect.stringContaining('This instance sends no mail.'),
    ]);
  expect((await house.page('/forgotten', { account: 'ada' })).text).toContain('This instance sends no mail.');
  expect((await house.call('POST', '/members/ada/password-reset', undefined, ada)).status).toBe(403);
  expect((await house.call('POST', '/members/root_admin/password-reset', undefined, root)).status).toBe(403);
  const made = await house.call('POST', '/members/ada/password-reset', undefined, root);
  expect(made.status).toBe(201);
  const { token } = linkIn(made.json.url);
  const redeem = () => house.call('POST', '/password-resets/redeem', { token, password: 'another horse battery' });
  expect((await redeem()).status).toBe(204);
  expect((await redeem()).status).toBe(410);
});

test('a mail server that is down fails no call, and gets its mail when it is back', async () => {
  const port = await freePort();
  await using house = await openInstance({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'forum@greens.example' });
  await house.call('POST', '/registrations', { name: 'ada', password });
  const { accessToken } = (await house.call('POST', '/sessions', { name: 'ada', password })).json;
  const given = await house.call('PUT', '/me/email', { address: 'ada@example.org', password }, accessToken);
  expect(given.status).toBe(202);
  await until(() => house.log.lines.some(({ message }) => message === 'mail cannot be sent'));
  await using office = await openPostOffice({}, port);
  await until(() => office.received.length === 1);
});
