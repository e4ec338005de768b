// Acting without a case, in a browser: from a post's menu without script, on many posts by keyboard, on people and instances.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, led, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { press, unfold } from './support/keyboard.ts';
import { adminPerson, person } from './support/people.ts';
import { few, screenshot } from './support/screenshot.ts';

let instances: Instances;
let thread: string;
beforeAll(async () => {
  instances = await openInstances({ count: 2 });
  const { first } = instances;
  const admin = await first.admin();
  await admin.create('/boards', { slug: 'garden', title: 'The garden' });
  const eve = await first.join('eve');
  const upload = await fetch(`${first.url}/api/v1/me/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${eve.token}`, 'content-type': 'image/png' },
    body: readFileSync(new URL('../http/files/shed.png', import.meta.url)),
  });
  const { id } = (await upload.json()) as { id: string };
  const attachments = [{ upload: id, alt: 'A shed' }];
  ({ name: thread } = await eve.create('/boards/garden/threads', {
    title: 'Beans',
    body: 'Buy my pens.',
    attachments,
  }));
  for (const body of ['Buy my pens, too.', 'Pens! Pens!']) await eve.create(`/threads/${thread}/posts`, { body });
  await first.join('mo');
  await admin.call('PUT', '/members/mo/role', { role: 'moderator' });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const look = async (page: Page, name: string): Promise<void> => {
  await expectAccessible(page);
  await expectFits(page);
  await screenshot(page, name, few);
};

test('from the menu of a post, without script: images wait to be asked for, and one click acts', async () => {
  const mo = await person(instances.first, 'mo', { script: false, width: 360 });
  const page = await mo.open(`/threads/${thread}`);
  await page.locator('article summary').first().click();
  await follow(page, 'Moderate');
  const blurred = () => page.evaluate(`getComputedStyle(document.querySelector('.reveal img')).filter`);
  expect(await blurred()).toBe('blur(16px) grayscale(1)');
  await page.getByLabel('Show the images as they are').check();
  expect(await blurred()).toBe('none');
  await page.getByLabel('Show the images as they are').uncheck();
  await submit(page, 'Act');
  await page.getByText('Done.').waitFor();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^No\. \d+: collapsed$/);
});

test('many posts of a person by keyboard: listed, looked at, done, undone as one', async () => {
  const mo = await person(instances.first, 'mo', { width: 360 });
  await look(await mo.open(`/posts/${thread}/moderate`), 'act-post');
  const page = await mo.open('/moderation/members');
  await page.getByLabel('Name of a member').focus();
  await page.keyboard.type('eve');
  await led(page, () => page.keyboard.press('Enter'));
  await page.getByRole('heading', { level: 1, name: 'eve' }).waitFor();
  await look(page, 'act-person');
  await press(page, 'List them');
  await page.getByLabel('all 3 since then').waitFor();
  await look(page, 'act-bulk');
  await press(page, 'Look at what it would do');
  await page.getByText('This would touch 3 posts of').waitFor();
  await look(page, 'act-bulk-preview');
  await press(page, 'Do it to these 3 posts');
  await page.getByText('It carries 3 actions').waitFor();
  await unfold(page, 'Undo');
  await press(page, /^Undo: No\. \d+$/);
  await page.getByText('Done.').waitFor();
  expect(await page.locator('.badge', { hasText: 'undone' }).count()).toBe(4);
  expect(await page.locator('main form').count()).toBe(0);
});

test('an instance is not heard for a week, and heard again; figures tell it', async () => {
  const { first, all } = instances;
  const ada = await adminPerson(first);
  const there = all[1]?.origin ?? '';
  const page = await ada.open(`/moderation/peers/${encodeURIComponent(there)}`);
  await look(page, 'act-peer');
  await page.getByLabel('What to do').selectOption('not heard here');
  await page.locator('#lasts').selectOption('7 days');
  await submit(page, 'Act');
  await page.getByText('Done.').waitFor();
  const again = await ada.open(`/moderation/peers/${encodeURIComponent(there)}`);
  await again.locator('summary', { hasText: 'Undo' }).click();
  await submit(again, /^Undo: No\./);
  await again.getByText('It is heard as all others are.', { exact: true }).waitFor();

  await look(await ada.open('/moderation/undo-all?by=mo'), 'act-undo-all');
  await look(await ada.open('/moderation/staff?name=mo&scope=board:garden'), 'act-staff');
  const visitor = await openPage(await openContext({ dark: true }), `${first.url}/transparency`);
  await visitor.getByText('Measures and words to members').waitFor();
  await look(visitor, 'act-transparency');
  const link = visitor.getByRole('link', { name: 'Download as JSON' });
  expect(await link.getAttribute('download')).toMatch(/^transparency-.*\.json$/);
  const report = (await (await fetch(`${first.url}${await link.getAttribute('href')}`)).json()) as Record<
    string,
    number
  >;
  expect([report.actions, report.reversals]).toEqual([5, 2]);
});
