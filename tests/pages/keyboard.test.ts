// What members do, by keyboard alone, with the script and without: what is wanted is found by Tab, with a focus that one sees, and
// pressed with Enter, Space or arrow keys.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { openContext, openPage } from './support/browser.ts';
import { type Instances, openInstances, passwordOf } from './support/instances.ts';
import { press, tabTo, tick, type, unfold } from './support/keyboard.ts';
import { person } from './support/people.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const isThere = (page: Page, text: string) => page.getByText(text).first().waitFor();

test.each([
  { script: true, name: 'mira' },
  { script: false, name: 'noa' },
])('signing up, a thread on a plank, and all that follows (script: $script)', async ({ script, name }) => {
  const { url, join } = instances.first;
  const page = await openPage(await openContext({ script }), url);
  await press(page, 'Register');
  await type(page, 'Name', name);
  await type(page, 'Password', passwordOf(name));
  await press(page, 'Register');
  await page.getByText(`Signed in as ${name}`).waitFor({ state: 'attached' });

  await press(page, 'Open elections');
  await press(page, 'Start a thread');
  const title = `Thresholds of ${name}`;
  await type(page, 'Title', title);
  await type(page, /^Text/, 'Three per cent?');
  await press(page, 'Start the thread');
  await isThere(page, 'Three per cent?');
  await tick(page, /keeps a copy/);
  await press(page, 'Start the thread');
  await page.getByRole('heading', { name: title }).waitFor();
  if (!script) await expectAccessible(page);

  await unfold(page, 'More about this post');
  await press(page, 'Edit');
  await type(page, /^Text/, 'Five per cent?');
  await press(page, 'Save');
  await isThere(page, 'Five per cent?');
  if (!script) await expectAccessible(page);

  await unfold(page, /ollowing/);
  await tabTo(page, /Following|Muted/);
  await page.keyboard.press('ArrowDown');
  await press(page, 'Set');
  await isThere(page, 'Following mentions only');

  const bo = await join(`bo_${name}`);
  const thread = new URL(page.url()).pathname;
  await bo.create(`${thread}/posts`, { body: `Four, @${name}?` });
  await type(page, 'Search this forum', 'per cent');
  await page.keyboard.press('Enter');
  await page.waitForURL(/search/);
  await press(page, title);
  const answer = page.locator('article', { hasText: 'Four,' });
  await answer.waitFor();
  await unfold(page, 'Vote up');
  await page.locator('.votes [aria-pressed=true]').waitFor();

  await expect
    .poll(async () => {
      await page.reload();
      return page.locator('#notifications-link .count').isVisible();
    })
    .toBe(true);
  await press(page, /^Notifications/);
  await isThere(page, title);
  await press(page, 'Mark all as read');
  await page.locator('#notifications-link .count').waitFor({ state: 'hidden' });

  await unfold(page, name);
  await press(page, 'Settings');
  await type(page, 'Shown name', `${name} Vale`);
  await press(page, 'Save');
  await isThere(page, 'Saved.');
  if (!script) await expectAccessible(page);

  await page.goto(url + thread);
  await unfold(page, 'More about this post');
  await press(page, 'Delete');
  await press(page, 'Delete the post');
  await isThere(page, 'Deleted by its author.');
  expect(await page.locator('html.js').count()).toBe(script ? 1 : 0);
});

test('a passkey is made, and signs in', async () => {
  const paul = await person(instances.first, 'paul');
  const page = await paul.open('/account/passkeys');
  const session = await paul.context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, isUserVerified: true } });
  await type(page, 'Name of the passkey', 'My phone');
  await press(page, 'Add a passkey');
  await isThere(page, 'The passkey is added');
  await unfold(page, 'paul');
  await press(page, 'Sign out');
  await press(page, 'Sign in');
  await press(page, 'Sign in with a passkey');
  await page.getByText('Signed in as paul').waitFor({ state: 'attached' });
});
