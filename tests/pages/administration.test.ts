// Administration in a browser: settings, texts, boards, invitations, applications, roles, announcements.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call } from '../real/member.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { press, tabTo } from './support/keyboard.ts';
import { adminPerson, person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const look = async (page: Page, name: string): Promise<void> => {
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, name);
};
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
const done = (page: Page) => page.locator('p.done').textContent();

test('settings are changed as one form, and the logo beside it', async () => {
  const { first } = instances;
  const admin = await adminPerson(first);
  const page = await admin.open('/admin/settings');
  await look(page, 'admin-settings');
  await page.getByLabel('Name of this instance').fill('Gründe & <Gärten> أصدقاء');
  await page.getByLabel('Description').fill('Who grows what.');
  await page.getByLabel('Use a colour of our own').check();
  await page.getByLabel('Colour', { exact: true }).fill('#aa5500');
  await page.getByLabel('Up alone').check();
  await page.getByLabel('Megabytes of one image').fill('2.5');
  await submit(page, 'Save');
  expect(await done(page)).toBe('Saved.');
  const { json } = await call(first.url, 'GET', '/instance');
  expect(json).toMatchObject({ name: 'Gründe & <Gärten> أصدقاء', votes: 'up', uploadLimit: 2.5 * 1024 * 1024 });
  expect(json).toMatchObject({ colour: '#aa5500', registration: 'open', uploadQuota: 50 * 1024 * 1024 });
  expect(await page.getByLabel('Megabytes of one image').inputValue()).toBe('2.5');

  await page.getByLabel('Megabytes of one image').fill('2');
  await page.getByLabel('Name of this instance').fill('   ');
  await submit(page, 'Save');
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Name of this instance').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('Megabytes of one image').inputValue()).toBe('2');

  await page.getByLabel(/A picture/).setInputFiles(fileURLToPath(new URL('../http/files/shed.png', import.meta.url)));
  await submit(page, 'Use this logo');
  expect(await done(page)).toBe('Saved.');
  await page.getByAltText('The logo now').waitFor();
  expect(await page.evaluate(`document.querySelector('img.logo').naturalWidth`)).toBeGreaterThan(0);
  await look(page, 'admin-settings-logo');
  expect((await fetch(`${first.url}/logo`)).headers.get('content-type')).toBe('image/webp');
  // Nobody's upload any more, and still there.
  const { json: uploads } = await call(first.url, 'GET', '/me/uploads', { token: (await first.admin()).token });
  expect(uploads).toMatchObject({ items: [], used: 0 });
  await submit(page, 'Remove the logo');
  expect((await fetch(`${first.url}/logo`)).status).toBe(404);
  await page.getByLabel('Name of this instance').fill('The Greens');
  await page.getByLabel('Up and down').check();
  await submit(page, 'Save');
});

test('rules are previewed, put in force, and every version stays', async () => {
  const admin = await adminPerson(instances.first);
  const page = await admin.open('/admin/texts');
  await look(page, 'admin-texts');
  await follow(page, 'Edit: Rules');
  await page.getByLabel('Text, in Markdown').fill('# House\n\nBe *kind*.');
  await submit(page, 'Preview');
  expect(await page.locator('.preview em').textContent()).toBe('kind');
  expect(await page.getByLabel('Text, in Markdown').inputValue()).toBe('# House\n\nBe *kind*.');
  await look(page, 'admin-text-preview');
  await submit(page, 'Put it in force');
  expect(await done(page)).toBe('Saved.');
  await follow(page, 'Edit: Rules');
  await page.getByLabel('Text, in Markdown').fill('');
  await submit(page, 'Put it in force');
  await follow(page, 'Edit: Rules');
  await follow(page, 'Version 1, since');
  expect(await heading(page)).toBe('Rules, version 1');
  expect(await page.locator('.body em').textContent()).toBe('kind');
  await look(page, 'admin-text-version');
});

test('boards are made, moved, shown to members alone, archived', async () => {
  const admin = await adminPerson(instances.first);
  const page = await admin.open('/admin/boards');
  await look(page, 'admin-boards-none');
  const make = async (title: string, slug: string) => {
    await page.getByLabel('Title').fill(title);
    await page.getByLabel('Name in addresses').fill(slug);
    await submit(page, 'Make the board');
  };
  await make('Garden', 'garden');
  await make('Kitchen', 'kitchen');
  await make('Once more', 'garden');
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Title').inputValue()).toBe('Once more');
  await make('Cellar', 'cellar');
  expect(await done(page)).toBe('Saved.');
  await submit(page, 'Move Cellar up');
  await submit(page, 'Move Cellar up');
  expect(await page.locator('ol.list a').allTextContents()).toEqual(['Cellar', 'Garden', 'Kitchen']);
  await look(page, 'admin-boards');
  await follow(page, 'Kitchen');
  await page.getByLabel('Members alone').check();
  await page.getByLabel(/Archived/).check();
  await look(page, 'admin-board');
  await submit(page, 'Save');
  const { json } = await call(instances.first.url, 'GET', '/boards');
  expect((json.items as { slug: string }[]).map(({ slug }) => slug)).toEqual(['cellar', 'garden']);
});

test('an invitation leads to a registration, and shows who came', async () => {
  const { first } = instances;
  const admin = await adminPerson(first);
  const page = await admin.open('/admin/invitations');
  await look(page, 'admin-invitations-none');
  await page.getByLabel('How many it lets in').fill('0');
  await page.evaluate(`document.querySelector('main form').noValidate = true`);
  await submit(page, 'Make the invitation');
  await page.getByRole('alert').waitFor();
  await page.getByLabel('How many it lets in').fill('2');
  await page.getByLabel('For whom').fill('The choir');
  await submit(page, 'Make the invitation');
  const link = await page.getByLabel('Link to pass on').inputValue();
  expect(link).toContain(`${first.url}/register?invitation=`);
  await look(page, 'admin-invitation-made');

  const token = (await first.admin()).token;
  await call(first.url, 'PATCH', '/instance', { token, body: { registration: 'invitation' } });
  const uma = await openPage(await openContext({ script: false }), link);
  await uma.getByLabel('Name', { exact: true }).fill('uma');
  await uma.getByLabel('Password', { exact: true }).fill('nine lives and one more');
  await uma.locator('main').getByRole('button').click();
  await uma.waitForURL(`${first.url}/`);
  expect((await call(first.url, 'GET', '/members/uma')).status).toBe(200);
  await call(first.url, 'PATCH', '/instance', { token, body: { registration: 'open' } });

  const list = await admin.open('/admin/invitations');
  expect(await list.locator('ul.list > li').textContent()).toContain('Came by it: uma');
  await submit(list, 'End it: The choir');
  expect(await list.locator('ul.list .badge').allTextContents()).toEqual(['ended']);

  const mira = await person(first, 'mira');
  const hers = await mira.open('/admin/invitations');
  await expect.poll(() => hers.getByText('Only admins may invite here.').count()).toBe(1);
  expect(await hers.locator('ul.list > li').count()).toBe(0);

  await call(first.url, 'PATCH', '/instance', { token, body: { invitations: 'members' } });
  const front = await mira.open('/');
  await front.getByText('mira', { exact: true }).first().click();
  await follow(front, 'Invitations');
  await submit(front, 'Make the invitation');
  expect(await front.getByLabel('Link to pass on').inputValue()).toContain('/register?invitation=');
  await expectAccessible(front);
  await call(first.url, 'PATCH', '/instance', { token, body: { invitations: 'admins' } });
});

test('applications are decided with a reason, by moderators too', async () => {
  const { first } = instances;
  const token = (await first.admin()).token;
  await call(first.url, 'PATCH', '/instance', { token, body: { registration: 'application' } });
  const apply = (name: string) =>
    call(first.url, 'POST', '/registrations', {
      body: { name, password: 'nine lives and one more', answer: `I am ${name}.\nFrom the valley.` },
    });
  await apply('vera');
  await apply('wim');
  await call(first.url, 'PATCH', '/instance', { token, body: { registration: 'open' } });
  const mo = await person(first, 'mo');
  expect(await heading(await mo.open('/admin/applications'))).not.toBe('Applications');
  await call(first.url, 'PUT', '/members/mo/role', { token, body: { role: 'moderator' } });

  const page = await mo.open('/admin/applications');
  expect(await heading(page)).toBe('Applications');
  await look(page, 'admin-applications');
  await submit(page, 'Refuse: wim');
  await page.getByRole('alert').waitFor();
  await expectAccessible(page);
  await page.getByLabel('A word to wim').fill('We are full.');
  await submit(page, 'Refuse: wim');
  expect(await done(page)).toBe('wim was refused.');
  await submit(page, 'Let vera in');
  expect(await done(page)).toBe('vera is in.');
  await expect.poll(() => page.getByText('No application waits.').count()).toBe(1);
  expect((await call(first.url, 'GET', '/members/vera')).status).toBe(200);
  // Nothing else of administration is theirs.
  expect(await heading(await mo.open('/admin/settings'))).toBe('Not allowed');
});

test('members are found, and get roles; the last admin stays one', async () => {
  const { first } = instances;
  const admin = await adminPerson(first);
  await person(first, 'nora');
  const page = await admin.open('/admin/members');
  await look(page, 'admin-members');
  await page.getByLabel('Name or display name').fill('nor');
  await submit(page, 'Find');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  await page.getByLabel('Role of nora').selectOption('moderator');
  await submit(page, 'Give this role: nora');
  expect(await done(page)).toBe('nora has the role now: Moderator.');
  expect((await call(first.url, 'GET', '/members/nora')).json).toMatchObject({ role: 'moderator' });

  const own = await admin.open('/admin/members?role=admin');
  await own.getByLabel('Role of ada').selectOption('member');
  await submit(own, 'Give this role: ada');
  await own.getByRole('alert').waitFor();
  expect(await own.getByRole('alert').textContent()).toContain('an instance needs an admin');
});

test('announcements are made, changed, taken back', async () => {
  const admin = await adminPerson(instances.first);
  const page = await admin.open('/admin/announcements');
  await look(page, 'admin-announcements-none');
  await page.getByLabel('Text, in Markdown').fill('We move on **Sunday**.');
  await page.getByLabel('Warning').check();
  await page.getByLabel('Until (UTC)').fill('2045-01-01T10:30');
  await submit(page, 'Announce it');
  expect(await done(page)).toBe('Saved.');
  await look(page, 'admin-announcements');
  await follow(page, 'Edit');
  expect(await page.getByLabel('Until (UTC)').inputValue()).toBe('2045-01-01T10:30');
  await page.getByLabel('Text, in Markdown').fill('We move on **Monday**.');
  await submit(page, 'Save');
  const front = await openPage(await openContext(), `${instances.first.url}/`);
  expect(await front.locator('.announcement.warning strong').textContent()).toBe('Monday');
  await submit(page, 'Take back');
  await expect.poll(() => page.getByText('There were none yet.').count()).toBe(1);
});

test('the doctor looks when asked', async () => {
  const admin = await adminPerson(instances.first);
  const page = await admin.open('/admin/health');
  await submit(page, 'Look now');
  await page.getByRole('heading', { name: 'Findings' }).waitFor();
  expect(await page.locator('tbody th').allTextContents()).toEqual(
    expect.arrayContaining(['disk', 'writing', 'address', 'mail', 'journal', 'backup']),
  );
  await look(page, 'admin-health');
});

test('the overview says what waits; visitors and members get no further', async () => {
  const { first } = instances;
  const admin = await adminPerson(first);
  const page = await admin.open('/admin');
  await look(page, 'admin-overview');
  const otto = await person(first, 'otto');
  for (const path of ['/admin', '/admin/settings', '/admin/members', '/admin/texts', '/admin/health'])
    expect(await heading(await otto.open(path)), path).toBe('Not allowed');
});

test.each(['de', 'es', 'fr'])('in %s nothing is too wide', async (locale) => {
  const admin = await adminPerson(instances.first, { locale });
  for (const path of [
    '',
    '/settings',
    '/texts',
    '/boards',
    '/members',
    '/invitations',
    '/applications',
    '/announcements',
  ]) {
    const page = await admin.open(`/admin${path}`);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    await expectFits(page);
    await page.close();
  }
});

test('without the script, and by keyboard alone, the same is done', async () => {
  const { first } = instances;
  const admin = await adminPerson(first, { script: false, width: 360 });
  const page = await admin.open('/admin/boards');
  await tabTo(page, 'Title');
  await page.keyboard.type('Attic');
  await tabTo(page, 'Name in addresses');
  await page.keyboard.type('attic');
  await tabTo(page, 'Everybody');
  await page.keyboard.press('ArrowDown');
  await press(page, 'Make the board');
  expect(await done(page)).toBe('Saved.');
  const { json } = await call(first.url, 'GET', '/boards/attic', { token: (await first.admin()).token });
  expect(json).toMatchObject({ title: 'Attic', visibility: 'members' });
});
