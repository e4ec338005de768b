// What locks an account: the second factor, passkeys of Chromium's own authenticator, a new password by a mailed link.
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { decodeQR } from 'qr/decode.js';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, query } from '../../src/db/statement.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { expectFault, follow, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances, passwordOf } from './support/instances.ts';
import { person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

const env = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'forum@greens.example' };
let instances: Instances;
beforeAll(async () => {
  // Mail is written, and waits: nothing listens there (discard, RFC 863).
  instances = await openInstances({ env });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const STEP = 30_000;
const mails = query()((db) => db.selectFrom('outbox').select(['kind', 'address', 'text']).orderBy('id', 'desc'));

/** All sign-ins were an hour ago. */
const age = command()((db) =>
  db.updateTable('session').set((eb) => ({ created_at: eb('created_at', '-', 3_600_000) })),
);

/** The address in the newest mail of that kind. */
const linkIn = async (kind: string): Promise<string> => {
  const { db } = instances.first.app.core;
  const mail = (await db.read.all(mails, {})).find((one) => one.kind === kind);
  return /http\S+token=\S+/.exec(mail?.text ?? '')?.[0] ?? '';
};

/** Everybody can use it, on any width; pictures of it. What looks runs in the page, so only where scripts run. */
const looked = async (page: Page, script: boolean, name?: string): Promise<void> => {
  if (!script) return;
  await expectAccessible(page);
  await expectFits(page);
  if (name !== undefined) await screenshot(page, name);
};

const signInForm = async (page: Page, name: string, password = passwordOf(name)): Promise<void> => {
  await page.goto(`${instances.first.url}/sign-in?next=/account`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await submit(page, 'Sign in', true);
};
const isIn = (page: Page) => page.getByRole('heading', { name: 'Profile' }).waitFor();

/** What a camera that is held before the screen reads. */
const scanned = async (page: Page, colorScheme: 'light' | 'dark'): Promise<string> => {
  await page.emulateMedia({ colorScheme });
  const picture = await page.getByRole('img', { name: /^QR code/ }).screenshot();
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return decodeQR({ width: info.width, height: info.height, data });
};

/** Six digits, so many steps from now: a step more or less is good, too. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP });

test.each([true, false])('a second factor is set up, asked for, and removed (script: %s)', async (script) => {
  const name = script ? 'tess' : 'tove';
  const member = await person(instances.first, name, { script });
  const page = await member.open('/account/second-factor');
  await looked(page, script);
  await page.getByLabel('Password').fill('not the password');
  await submit(page, 'Set up a second factor');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(passwordOf(name));
  await submit(page, 'Set up a second factor');
  const shown = await page.locator('code.secret').textContent();
  const secret = (shown ?? '').replaceAll(' ', '');
  const link = await page.getByRole('link', { name: 'Open the app' }).getAttribute('href');
  expect(link).toMatch(new RegExp(`^otpauth://totp/.*secret=${secret}`));
  for (const scheme of ['light', 'dark'] as const) expect(await scanned(page, scheme)).toBe(link);
  await page.getByLabel('Code of the app').fill('000000');
  await submit(page, 'Switch it on');
  // The secret is still there for who has not typed it in yet.
  await page.getByRole('alert').waitFor();
  expect((await page.locator('code.secret').textContent())?.replaceAll(' ', '')).toBe(secret);
  await looked(page, script, 'second-factor-set-up');
  await page.getByLabel('Code of the app').fill(codeOf(secret));
  await submit(page, 'Switch it on');
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  const codes = await page.locator('ol.codes code').allTextContents();
  expect(codes).toHaveLength(10);
  await looked(page, script, 'recovery-codes');

  const other = await openPage(await openContext({ script }), instances.first.url);
  await signInForm(other, name);
  await other.getByRole('heading', { name: 'One more step' }).waitFor();
  expect(await other.getByLabel('Password').count()).toBe(0);
  expect(await other.getByRole('alert').count()).toBe(0);
  await looked(other, script, 'sign-in-code');
  await other.getByLabel(/^Code of your/).fill('000 000');
  await submit(other, 'Sign in');
  await other.getByRole('alert').waitFor();
  await other.getByLabel(/^Code of your/).fill(codeOf(secret, 1));
  await submit(other, 'Sign in');
  await isIn(other);
  const third = await openPage(await openContext({ script }), instances.first.url);
  await signInForm(third, name);
  await third.getByLabel(/^Code of your/).fill(codes[0]?.toUpperCase() ?? '');
  await submit(third, 'Sign in');
  await isIn(third);
  await third.goto(`${instances.first.url}/account/second-factor`);
  await third.getByText('9 recovery codes are left').waitFor();
  await looked(third, script, 'second-factor-on');
  await third.getByLabel('Password').fill(passwordOf(name));
  await third.getByLabel(/^Code of your/).fill(codes[1] ?? '');
  await submit(third, 'Remove the second factor');
  await third.getByText('The second factor is off.').waitFor();
});

/** Chromium's authenticator: what a phone or a computer with a finger would do. */
const addAuthenticator = async (page: Page, verified = true) => {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: verified, automaticPresenceSimulation: true },
    },
  });
  return { session, authenticatorId };
};

test('a passkey is made, signs in, is renamed and removed', async () => {
  const paul = await person(instances.first, 'paul');
  const page = await paul.open('/account/passkeys');
  const { session, authenticatorId } = await addAuthenticator(page);
  await expectAccessible(page);
  await screenshot(page, 'passkeys-none');
  await page.getByLabel('Name of the passkey').fill('My phone');
  await submit(page, 'Add a passkey');
  await page.getByText('The passkey is added').waitFor();
  await page.locator('strong', { hasText: 'My phone' }).waitFor();
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost', userName: 'paul' }]);
  // The same device makes no second one.
  await page.getByLabel('Name of the passkey').last().fill('My phone again');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toMatch(/^This device has a passkey/);

  await page.getByText(/^Rename or remove/).click();
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'passkeys');
  await page.getByLabel('Name of the passkey').first().fill('Old phone');
  await submit(page, 'Rename');
  await page.getByText('The passkey has its new name.').waitFor();

  await page.context().clearCookies();
  await page.goto(`${instances.first.url}/sign-in?next=/account`);
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'sign-in-passkey');
  await submit(page, 'Sign in with a passkey');
  await isIn(page);
  await expect.poll(() => page.getByText('You are paul of').count()).toBe(1);

  await page.goto(`${instances.first.url}/account/passkeys`);
  await page.getByText(/Last used/).waitFor();
  await page.getByText(/^Rename or remove/).click();
  await submit(page, 'Remove this passkey');
  await page.getByText('The passkey is removed.').waitFor();
  await page.context().clearCookies();
  await page.goto(`${instances.first.url}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('alert').filter({ hasText: 'not known here' }).waitFor();
});

test('a device that does not ask who uses it makes no passkey', async () => {
  const nora = await person(instances.first, 'nora');
  const page = await nora.open('/account/passkeys');
  await addAuthenticator(page, false);
  await page.getByLabel('Name of the passkey').fill('Found on the street');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('alert').filter({ hasText: 'No passkey came' }).waitFor();
  expect(await page.getByRole('button', { name: 'Add a passkey' }).isEnabled()).toBe(true);
});

test('once the sign-in is old, a passkey asks for the password', async () => {
  const olga = await person(instances.first, 'olga');
  const { db } = instances.first.app.core;
  const page = await olga.open('/account/passkeys');
  await addAuthenticator(page);
  expect(await page.getByLabel('Password').count()).toBe(0);
  await db.write(async (tx) => tx.run(age, {}));
  await page.reload();
  await page.getByLabel('Name of the passkey').fill('Key ring');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('alert').filter({ hasText: 'this is not your password' }).waitFor();
  await expectFault(page, /passkeys\/options: 401/);
  await page.getByLabel('Password').fill(passwordOf('olga'));
  await submit(page, 'Add a passkey');
  await page.getByText('The passkey is added').waitFor();
  await page.getByText(/^Rename or remove/).click();
  await page.locator('details').getByLabel('Password').fill('not the password');
  await submit(page, 'Remove this passkey');
  await page.getByRole('alert').filter({ hasText: 'this is not your password' }).waitFor();
  await page.locator('details').getByLabel('Password').fill(passwordOf('olga'));
  await submit(page, 'Remove this passkey');
  await page.getByText('The passkey is removed.').waitFor();
});

test.each([true, false])('an address is confirmed, and a new password comes by it (script: %s)', async (script) => {
  const name = script ? 'rosa' : 'rune';
  const member = await person(instances.first, name, { script });
  const page = await member.open('/account/address');
  await looked(page, script);
  await page.getByLabel('New address').fill(`${name}@example.org`);
  await page.getByLabel('Password').fill(passwordOf(name));
  await submit(page, 'Send the link');
  await page.getByText('a link there confirms the address').waitFor();
  await page.getByText('not confirmed yet').waitFor();
  await page.goto(await linkIn('confirm-address'));
  await looked(page, script, 'confirm-address');
  await submit(page, 'This is my address');
  await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
  await page.goto(`${instances.first.url}/account/address`);
  await page.getByText('confirmed', { exact: true }).waitFor();
  await looked(page, script, 'settings-address');

  const lost = await openPage(await openContext({ script }), `${instances.first.url}/sign-in`);
  await follow(lost, 'Password forgotten?');
  await lost.getByLabel(/^Your name here/).fill(`${name}@example.org`);
  await looked(lost, script);
  await submit(lost, 'Mail me a link');
  await lost.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  await expect.poll(() => linkIn('password-reset')).toContain('token=');
  await lost.goto(await linkIn('password-reset'));
  await looked(lost, script, 'reset-password');
  await lost.getByLabel('New password').fill('short');
  await submit(lost, 'Set the password');
  await lost.getByRole('alert').waitFor();
  await lost.getByLabel('New password').fill('twelve lives at last');
  await submit(lost, 'Set the password');
  await lost.getByRole('heading', { name: 'The password is set' }).waitFor();
  // The other browser is out.
  await page.goto(`${instances.first.url}/account`);
  await page.waitForURL(/sign-in/);
  await signInForm(lost, name, 'twelve lives at last');
  await isIn(lost);
});
