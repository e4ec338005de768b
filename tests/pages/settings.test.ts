// Settings: what a member says of themselves, where they are signed in, what they are told, what they follow and hide, and the
// way out with all their data.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, led, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances, passwordOf } from './support/instances.ts';
import { person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  // Mail is written, and waits: nothing listens there (discard, RFC 863).
  const env = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'forum@greens.example' };
  instances = await openInstances({ env });
  const admin = await instances.first.admin();
  await admin.create('/boards', {
    slug: 'garden',
    title: 'The garden of those with long, long names for their boards',
  });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

/** Everybody can use it, on any width; pictures of it. What looks runs in the page, so only where scripts run. */
const looked = async (page: Page, script: boolean, name: string): Promise<void> => {
  if (!script) return;
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, `settings-${name}`);
};

const done = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text }).waitFor();

test.each([true, false])('profile, password and language (script: %s)', async (script) => {
  const name = script ? 'mira' : 'milo';
  const member = await person(instances.first, name, { script });
  const page = await member.open('/account');
  await page.getByLabel('Shown name').fill('a'.repeat(60));
  await page.getByLabel('About you').fill('Counts.\n\nOn paper, too.');
  await submit(page, 'Save');
  await done(page, 'Saved.');
  expect(await page.getByLabel('About you').inputValue()).toBe('Counts.\n\nOn paper, too.');
  await looked(page, script, 'profile');
  await page.getByLabel('Shown name').fill('ada');
  await submit(page, 'Save');
  // It looks like that of the admin.
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Shown name').inputValue()).toBe('ada');

  await follow(page, 'Password', true);
  await looked(page, script, 'password');
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill('eleven lives and counting');
  await submit(page, 'Change the password');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Current password').fill(passwordOf(name));
  await page.getByLabel('New password').fill('eleven lives and counting');
  await submit(page, 'Change the password');
  await done(page, 'The password is changed');
  expect((await member.member.get('/me')).status).toBe(401);

  await page.goto(`${instances.first.url}/account`);
  await page.locator('main').getByLabel('Language').selectOption('de');
  await led(page, () => page.locator('main').getByRole('button', { name: 'Change' }).click());
  await page.getByRole('heading', { name: 'Profil' }).waitFor();
});

test('all of them in four languages fit a narrow screen', async () => {
  const desks = ['', '/address', '/password', '/second-factor', '/passkeys', '/sessions', '/notifications', '/reading'];
  for (const locale of ['de', 'es', 'fr']) {
    const member = await person(instances.first, 'lina', { locale });
    const page = await member.open('/account');
    for (const desk of [...desks, '/data', '/leave']) {
      await page.goto(`${instances.first.url}/account${desk}`);
      expect(await page.locator('html').getAttribute('lang')).toBe(locale);
      // What axe sees is the same in each language; how long the words are is not.
      if (locale === 'de') await expectAccessible(page);
      await expectFits(page);
    }
    await screenshot(page, `settings-leave-${locale}`);
  }
});

test.each([true, false])('sign-ins are listed and ended (script: %s)', async (script) => {
  const name = script ? 'sana' : 'simo';
  await instances.first.join(name);
  const page = await openPage(await openContext({ script }), `${instances.first.url}/sign-in?next=/account/sessions`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(passwordOf(name));
  await submit(page, 'Sign in', true);
  await page.getByText('Chrome, Linux').first().waitFor();
  const there = await person(instances.first, name, { script });
  await page.reload();
  await page.getByText('here', { exact: true }).waitFor();
  await looked(page, script, 'sessions');
  // Two browsers, and two programs of theirs.
  await expect.poll(() => page.locator('main li').count()).toBe(4);
  await submit(page, 'Sign out everywhere else');
  await done(page, 'All other sign-ins have ended.');
  await expect.poll(() => page.locator('main li').count()).toBe(1);
  const other = await there.open('/account');
  await other.waitForURL(/sign-in/);
  await person(instances.first, name, { script });
  await page.reload();
  const another = page.getByRole('button', { name: /^Sign out there/ }).first();
  await led(page, () => another.click());
  await done(page, 'That sign-in has ended.');
  await submit(page, 'Sign out everywhere', true);
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
});

test.each([true, false])('what one is told of is chosen by kind (script: %s)', async (script) => {
  const name = script ? 'nils' : 'nell';
  const member = await person(instances.first, name, { script });
  const page = await member.open('/account/notifications');
  expect(await page.getByLabel('Somebody asks to be let in').count()).toBe(0);
  await page.getByLabel('Somebody mentions you').selectOption('By mail too');
  await page.getByLabel('Posts in threads that you follow').selectOption('Not at all');
  await page.getByLabel('Hour of the digest').fill('21');
  await looked(page, script, 'notifications');
  await submit(page, 'Save');
  await done(page, 'Saved.');
  expect(await page.getByLabel('Somebody mentions you').inputValue()).toBe('mail');
  const settings = await member.member.get('/me/notifications');
  expect(settings.json).toMatchObject({ mention: 'mail', thread: 'off', reply: 'forum', digestHour: 21 });
});

test.each([true, false])('what one follows and whom one hides (script: %s)', async (script) => {
  const name = script ? 'rike' : 'rolf';
  const member = await person(instances.first, name, { script });
  const other = await instances.first.join(script ? 'loud' : 'noisy');
  await other.create('/boards/garden/threads', { title: 'Here', body: 'I am.' });
  const thread = await member.member.create('/boards/garden/threads', { title: 'Beans, '.repeat(20), body: 'Whose?' });
  await member.member.call('PUT', '/boards/garden/follow', { level: 'mentions' });
  const page = await member.open('/account/reading');
  await page.getByLabel('Threads that you answer in').selectOption('mentions only');
  await submit(page, 'Save');
  await done(page, 'Saved.');
  expect(await page.getByLabel('Threads that you answer in').inputValue()).toBe('mentions');
  await page.getByLabel('Member or instance').fill('nobody_of_that_name');
  await submit(page, 'Hide');
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Member or instance').inputValue()).toBe('nobody_of_that_name');
  for (const who of [other.name, '@reds.example']) {
    await page.getByLabel('Member or instance').fill(who);
    await submit(page, 'Hide');
    await done(page, 'Hidden from you');
  }
  await expect.poll(async () => (await member.member.list('/me/follows')).length).toBe(2);
  await page.goto(`${instances.first.url}/account/reading`);
  await looked(page, script, 'reading');
  await submit(page, 'Show again @reds.example');
  await done(page, 'Shown to you again.');
  expect((await member.member.list('/me/hidden')).map(({ who }) => who)).toEqual([
    `${other.name}@${instances.first.origin}`,
  ]);
  for (const title of [/Unfollow The garden/, /Unfollow Beans/]) {
    await submit(page, title);
    await done(page, 'You follow it no longer.');
  }
  expect(await member.member.list('/me/follows')).toEqual([]);
  expect(thread.name).toMatch(/^b\d+$/);
});

test.each([true, false])('data to take along, and the end of the account (script: %s)', async (script) => {
  const name = script ? 'leon' : 'lene';
  const member = await person(instances.first, name, { script });
  const { name: said } = await member.member.create('/boards/garden/threads', { title: 'Bye', body: 'So long.' });
  const page = await member.open('/account/data');
  await submit(page, 'Make an archive');
  await done(page, 'Your archive is being made.');
  const fetchIt = page.getByRole('link', { name: /^Download/ });
  await expect
    .poll(
      async () => {
        await page.reload();
        return fetchIt.count();
      },
      { interval: 500 },
    )
    .toBe(1);
  await looked(page, script, 'data');
  const [download] = await Promise.all([page.waitForEvent('download'), fetchIt.click()]);
  expect(download.suggestedFilename()).toMatch(/^koinon-.*\.zip$/);
  await submit(page, 'Make an archive');
  await page.getByRole('alert').filter({ hasText: 'One archive a day' }).waitFor();

  await follow(page, 'Close the account');
  await looked(page, script, 'leave');
  await page.getByLabel(script ? 'They are erased' : 'They stay').check();
  await page.getByLabel('Password').fill('not this one');
  await page.getByLabel(/^I know/).check();
  await submit(page, 'Close my account');
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel(script ? 'They are erased' : 'They stay').isChecked()).toBe(true);
  await page.getByLabel('Password').fill(passwordOf(name));
  await page.getByLabel(/^I know/).check();
  await submit(page, 'Close my account');
  await page.getByRole('heading', { name: 'Goodbye' }).waitFor();
  await looked(page, script, 'left');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  const admin = await instances.first.admin();
  expect((await admin.get(`/members/${name}`)).status).toBe(404);
  expect((await admin.get(`/posts/${said}`)).json.state).toBe(script ? 'erased' : 'live');
  const again = await openPage(await openContext({ script }), `${instances.first.url}/sign-in`);
  await again.getByLabel('Name', { exact: true }).fill(name);
  await again.getByLabel('Password', { exact: true }).fill(passwordOf(name));
  await submit(again, 'Sign in', true);
  await again.getByRole('alert').waitFor();
});

test('visitors sign in first, and come back', async () => {
  const page = await openPage(await openContext(), `${instances.first.url}/account/notifications`);
  await page.waitForURL(/sign-in\?next=%2Faccount%2Fnotifications/);
});
