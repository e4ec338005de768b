// Coming in: at once, by an application, with an invitation, or not at all.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, led, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { tabTo } from './support/keyboard.ts';
import { person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  // Mail is written, and waits: nothing listens there (discard, RFC 863).
  const env = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'forum@greens.example' };
  instances = await openInstances({ env });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const password = 'nine lives and one more';

/** As an admin sets it. */
const set = async (settings: object): Promise<void> => {
  const admin = await instances.first.admin();
  const answer = await admin.call('PATCH', '/instance', settings);
  expect(answer.status, answer.text).toBe(200);
};
const giveText = async (kind: string, text: string): Promise<void> => {
  const admin = await instances.first.admin();
  await admin.call('PUT', `/instance/texts/${kind}`, { text });
};

const visit = async (path: string, options = {}): Promise<Page> =>
  openPage(await openContext(options), `${instances.first.url}${path}`);

const fill = async (page: Page, name: string): Promise<void> => {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
};
const signedInAs = async (page: Page, name: string): Promise<void> => {
  await page.getByText(`Signed in as ${name}`).waitFor({ state: 'attached' });
};

test.each([true, false])('open: a form, and one is in (script: %s)', async (script) => {
  await set({ registration: 'open' });
  const name = script ? 'robin' : 'wren';
  const page = await visit('/', { script });
  await follow(page, 'Register');
  await fill(page, 'ada');
  await submit(page, 'Register');
  // Taken: what was typed is there, but for the password.
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('ada');
  expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  await fill(page, name);
  await page.getByLabel('Shown name').fill('Robin Vale');
  await page.getByLabel('Mail address').fill('robin@example.org');
  await submit(page, 'Register');
  await signedInAs(page, name);
});

test('open, by keyboard alone, with rules and a privacy text to accept', async () => {
  await set({ registration: 'open' });
  await giveText('rules', 'Be *kind*.');
  await giveText('privacy', 'We keep little.');
  const page = await visit('/register');
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'register-open');
  await tabTo(page, 'Name');
  await page.keyboard.type('keys');
  await tabTo(page, 'Password');
  await page.keyboard.type(password);
  await tabTo(page, /accept them/);
  await page.keyboard.press('Space');
  await tabTo(page, /accept it/);
  await page.keyboard.press('Space');
  await led(page, () => page.keyboard.press('Enter'));
  await signedInAs(page, 'keys');
  await giveText('rules', 'Be *kind*, always.');
  await page.goto(`${instances.first.url}/account`);
  await page.getByRole('heading', { name: 'Something new to accept' }).waitFor();
  await page.getByRole('checkbox').check();
  await submit(page, 'Accept');
  await page.getByText('You have accepted what is in force').waitFor();
  expect(await page.getByRole('heading', { name: 'Something new to accept' }).count()).toBe(0);
  await giveText('rules', '');
  await giveText('privacy', '');
});

test.each([true, false])('an application waits, and is decided (script: %s)', async (script) => {
  await set({ registration: 'application', question: 'Which branch are you from?' });
  const name = script ? 'uma' : 'ulf';
  const page = await visit('/register', { script });
  await page.getByRole('heading', { name: 'Apply for an account' }).waitFor();
  if (script) {
    await expectAccessible(page);
    await expectFits(page);
    await screenshot(page, 'register-application');
  }
  await fill(page, name);
  await page.getByLabel('Which branch are you from?').fill('The valley branch.');
  await submit(page, 'Send the application');
  await page.getByText(`The application for the name ${name} waits`).waitFor();
  // No secret in the address, which others may see; a code for other browsers.
  const address = page.url();
  expect(new URL(address).search).toBe('');
  const code = (await page.locator('code.secret').textContent()) ?? '';
  const elsewhere = await visit('/register', { script });
  await follow(elsewhere, 'I have applied already');
  await elsewhere.getByLabel('Code of the application').fill(`${code}x`);
  await submit(elsewhere, 'Show it');
  await elsewhere.getByRole('alert').waitFor();
  if (script) await expectAccessible(elsewhere);
  await elsewhere.getByLabel('Code of the application').fill(code);
  await submit(elsewhere, 'Show it');
  await elsewhere.getByText(`The application for the name ${name} waits`).waitFor();
  expect(new URL(elsewhere.url()).search).toBe('');
  if (script) {
    await expectAccessible(page);
    await screenshot(page, 'application-waits');
  }
  const admin = await instances.first.admin();
  const [waiting] = await admin.list('/applications');
  await admin.call('POST', `/applications/${String(waiting?.id)}/decision`, {
    accept: true,
    reason: 'Welcome, valley.',
  });
  await page.goto(address);
  await page.getByText(`Welcome, ${name}`).waitFor();
  await page.getByText('Welcome, valley.').waitFor();
  await led(page, () => page.locator('main').getByRole('link', { name: 'Sign in' }).click());
  await fill(page, name);
  await submit(page, 'Sign in', true);
  await signedInAs(page, name);
});

test('an invitation lets in by its link, also where applications are asked for', async () => {
  const admin = await instances.first.admin();
  for (const [registration, name] of [
    ['invitation', 'ivo'],
    ['application', 'ida'],
  ] as const) {
    await set({ registration });
    const { code } = await admin.create('/invitations', { uses: 1, days: 7 });
    const page = await visit(`/register?invitation=${String(code)}`);
    expect(await page.getByLabel('Code of the invitation').inputValue()).toBe(code);
    await expectAccessible(page);
    await fill(page, name);
    await submit(page, 'Register');
    await signedInAs(page, name);
    // It was good once.
    const second = await visit(`/register?invitation=${String(code)}`);
    await fill(second, `${name}2`);
    await submit(second, 'Register');
    await second.getByRole('alert').waitFor();
    expect(await second.getByLabel('Code of the invitation').inputValue()).toBe(code);
  }
  await set({ registration: 'invitation' });
  const empty = await visit('/register');
  await screenshot(empty, 'register-invitation');
  await expectFits(empty);
});

test('a member who may invite finds the way, and the link lets in', async () => {
  await set({ registration: 'open' });
  const inga = await person(instances.first, 'inga');
  await set({ registration: 'invitation', invitations: 'members' });
  const page = await inga.open('/account');
  await follow(page, 'Invite somebody');
  await led(page, () => page.locator('main form').first().getByRole('button').click());
  const link = await page.getByRole('textbox', { name: /link/i }).inputValue();
  expect(link).toContain('/register?invitation=');
  const guest = await openPage(await openContext(), link);
  await fill(guest, 'gina');
  await submit(guest, 'Register');
  await signedInAs(guest, 'gina');
  await set({ invitations: 'admins' });
  await page.goto(`${instances.first.url}/account`);
  expect(await page.getByRole('link', { name: 'Invite somebody' }).count()).toBe(0);
});

test('closed: the page says so, and nothing leads there', async () => {
  await set({ registration: 'closed' });
  const page = await visit('/');
  expect(await page.getByRole('link', { name: 'Register' }).count()).toBe(0);
  await page.goto(`${instances.first.url}/register`);
  await page.getByRole('heading', { name: 'Registration is closed' }).waitFor();
  await expectAccessible(page);
  await set({ registration: 'open' });
});
