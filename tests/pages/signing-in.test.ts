// Signing in and out, with and without JavaScript.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { openContext, openPage } from './support/browser.ts';
import { type Instances, openInstances, passwordOf } from './support/instances.ts';
import { tabTo } from './support/keyboard.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
  await instances.first.join('mira');
});
afterAll(() => instances?.[Symbol.asyncDispose]());

test.each([true, false])('signing in, a wrong password, and signing out (script: %s)', async (script) => {
  const page = await openPage(await openContext({ script }), instances.first.url);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Name').fill('mira');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('mira');
  await page.getByLabel('Password', { exact: true }).fill(passwordOf('mira'));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('summary', { hasText: 'mira' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
});

test('signing in by keyboard alone', async () => {
  const page = await openPage(await openContext(), instances.first.url);
  await tabTo(page, 'Sign in');
  await page.keyboard.press('Enter');
  await page.waitForURL(/sign-in/);
  await tabTo(page, 'Name');
  await page.keyboard.type('mira');
  await tabTo(page, 'Password');
  await page.keyboard.type(passwordOf('mira'));
  await page.keyboard.press('Enter');
  await page.locator('summary', { hasText: 'mira' }).waitFor();
  await tabTo(page, 'mira');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
});

test('everybody can use the front page and the form', async () => {
  const page = await openPage(await openContext(), instances.first.url);
  await expectAccessible(page);
  await screenshot(page, 'front-empty');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Name').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'sign-in');
});
