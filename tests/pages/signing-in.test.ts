// Signing in and out, with and without JavaScript.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { follow, led, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances, passwordOf } from './support/instances.ts';
import { press, tabTo, unfold } from './support/keyboard.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
  await instances.first.join('mira');
});
afterAll(() => instances?.[Symbol.asyncDispose]());

test.each([true, false])('signing in, a wrong password, and signing out (script: %s)', async (script) => {
  const page = await openPage(await openContext({ script }), instances.first.url);
  await follow(page, 'Sign in');
  await page.getByLabel('Name').fill('mira');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await submit(page, 'Sign in', true);
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Name').inputValue()).toBe('mira');
  await page.getByLabel('Password', { exact: true }).fill(passwordOf('mira'));
  await submit(page, 'Sign in', true);
  await page.locator('summary', { hasText: 'mira' }).click();
  await submit(page, 'Sign out');
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
});

test('signing in by keyboard alone', async () => {
  const page = await openPage(await openContext(), instances.first.url);
  await press(page, 'Sign in');
  await tabTo(page, 'Name');
  await page.keyboard.type('mira');
  await tabTo(page, 'Password');
  await page.keyboard.type(passwordOf('mira'));
  await led(page, () => page.keyboard.press('Enter'));
  await unfold(page, 'mira');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
});

test('everybody can use the front page and the form', async () => {
  const page = await openPage(await openContext(), instances.first.url);
  await expectAccessible(page);
  await screenshot(page, 'front-empty');
  await follow(page, 'Sign in');
  await page.getByLabel('Name').waitFor();
  await expectAccessible(page);
  await screenshot(page, 'sign-in');
});
