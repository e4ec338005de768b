// What admins do, by keyboard alone, with the script and without: the first run, then boards, settings and invitations, and what
// they look at of the coalition.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { openContext, openPage } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { press, type } from './support/keyboard.ts';
import { adminPerson } from './support/people.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances({ count: 2 });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const isThere = (page: Page, text: string) => page.getByText(text).first().waitFor();

test.each([{ script: true }, { script: false }])(
  'a board, settings, an invitation, charter and peers (script: $script)',
  async ({ script }) => {
    const [here, there] = instances.all;
    if (!here || !there) throw new Error('Two instances.');
    const page = await (await adminPerson(here, { script })).open('/');
    await press(page, 'Administration');
    await press(page, 'Settings');
    await type(page, 'Description', 'Who grows what.');
    await press(page, 'Save');
    await isThere(page, 'Saved.');
    await press(page, 'Boards');
    await type(page, 'Title', 'The garden');
    await type(page, 'Name in addresses', script ? 'garden' : 'orchard');
    await press(page, 'Make the board');
    await page.getByRole('link', { name: 'The garden' }).first().waitFor();
    await press(page, 'Invitations');
    await type(page, 'How many it lets in', '2');
    await press(page, 'Make the invitation');
    await page.getByLabel('Link to pass on').waitFor();
    if (!script) await expectAccessible(page);
    await press(page, 'Charter');
    await page.getByRole('heading', { name: 'Planks' }).waitFor();
    await press(page, 'Peers');
    await press(page, there.origin);
    await page.getByRole('heading', { name: 'Over time' }).waitFor();
    if (!script) await expectAccessible(page);
  },
);

test.each([{ script: true }, { script: false }])('a first run (script: $script)', async ({ script }) => {
  await using empty = await openInstances({ empty: true });
  const page = await openPage(await openContext({ script }), (await empty.first.app.firstRunLink()) ?? '');
  await type(page, 'Name of this instance', 'The Greens');
  await type(page, 'Rules, in Markdown', 'Be *kind*.');
  await type(page, 'Name', 'ada');
  await type(page, 'Password', 'correct horse battery staple');
  await press(page, 'Begin');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await press(page, 'The Greens');
  await page.getByRole('heading', { name: 'The Greens' }).waitFor();
  expect(await page.locator('html.js').count()).toBe(script ? 1 : 0);
  // Before the instance ends.
  await page.close();
});
