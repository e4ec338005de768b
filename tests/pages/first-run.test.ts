// First run in a browser: the printed link, one page, and the instance is somebody's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { tabTo } from './support/keyboard.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances({ empty: true });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

test('the link that is printed makes the instance somebody’s, once', async () => {
  const { app, url } = instances.first;
  const link = await app.firstRunLink();
  expect(link).toMatch(/\/first-run\?token=[\w-]{20,}$/);
  const context = await openContext();
  const page = await openPage(context, link ?? '');
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'first-run');

  // By keyboard, with a password that is too short first: what was typed stays.
  await tabTo(page, 'Name of this instance');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('The Greens of the Valley');
  await page.getByLabel('Description').fill('Gardeners, mostly.');
  await page.getByLabel(/By application/).check();
  await page.getByLabel('Rules, in Markdown').fill('Be *kind*.');
  await page.getByLabel('Name', { exact: true }).fill('ada');
  await page.getByLabel('Password').fill('short');
  await submit(page, 'Begin');
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Name of this instance').inputValue()).toBe('The Greens of the Valley');
  expect(await page.getByLabel('Rules, in Markdown').inputValue()).toBe('Be *kind*.');
  await expectAccessible(page);
  await screenshot(page, 'first-run-again');

  await page.getByLabel('Password').fill('correct horse battery staple');
  await submit(page, 'Begin');
  await page.waitForURL(`${url}/admin`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Overview');
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, 'admin-overview-new');

  const front = await openPage(context, `${url}/`);
  expect(await front.title()).toBe('The Greens of the Valley');
  const rules = await (await fetch(`${url}/api/v1/instance/texts/rules`)).json();
  expect(rules).toMatchObject({ version: 1, text: 'Be *kind*.' });
  const instance = await (await fetch(`${url}/api/v1/instance`)).json();
  expect(instance).toMatchObject({ description: 'Gardeners, mostly.', registration: 'application' });

  const again = await openPage(await openContext(), link ?? '');
  expect(await again.getByRole('heading', { level: 1 }).textContent()).toBe('This link is no good any more');
  await expectAccessible(again);
  expect(await app.firstRunLink()).toBeUndefined();
});
