// What the script adds to pages that work without it: news, a preview, names to choose from, keys to move by.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Member } from '../real/member.ts';
import { expectAccessible } from './support/accessible.ts';
import { follow, openContext, openPage } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
let bo: Member;
beforeAll(async () => {
  instances = await openInstances();
  await (await instances.first.admin()).create('/boards', { slug: 'garden', title: 'The garden' });
  bo = await instances.first.join('bo');
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const startThread = async (title: string, replies = 0): Promise<string> => {
  const { name } = await bo.create('/boards/garden/threads', { title, body: 'Beans *and* peas.' });
  for (let i = 1; i <= replies; i++) await bo.create(`/threads/${name}/posts`, { body: `Reply ${i}` });
  return name;
};

/** Whether a page of a thread has asked what it missed: what is said from now on, it counts once. */
const CAUGHT_UP = `!document.querySelector('[data-thread]') ||
  performance.getEntriesByType('resource').some(({ name }) => /api.v1.threads.[^/]+$/.test(name))`;

/** Waits until the page holds its browser's live stream: what is said from now on is heard. */
const listening = async (page: Page): Promise<void> => {
  await page.locator('html.live').waitFor();
  await expect.poll(() => page.evaluate(CAUGHT_UP)).toBe(true);
};

const focusIn = (page: Page): Promise<string> => page.evaluate(`document.activeElement.closest('article')?.id ?? ''`);

const nextPicture = (page: Page): Promise<unknown> =>
  page.evaluate('new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))');

test('a reply comes to its place, is told, and changes when it is changed', async () => {
  const thread = await startThread('Comes and changes', 12);
  const page = await openPage(await openContext(), `${instances.first.url}/threads/${thread}`);
  await listening(page);
  const { name } = await bo.create(`/threads/${thread}/posts`, { body: 'Hot **news**' });
  const post = page.locator(`article[id="${name}"]`);
  await post.waitFor();
  expect(await page.locator('article').last().getAttribute('id')).toBe(name);
  await expect.poll(() => post.locator('strong', { hasText: 'news' }).count()).toBe(1);
  const bar = page.getByRole('status').filter({ hasText: '1 new reply' });
  await bar.waitFor();
  await expectAccessible(page);
  await bar.getByRole('link').click();
  await bar.waitFor({ state: 'hidden' });

  await bo.call('PATCH', `/posts/${name}`, { body: 'Cold news' });
  await post.getByText('Cold news').waitFor();
  await bo.call('DELETE', `/posts/${name}`);
  await post.getByText('Deleted by its author').waitFor();
});

test('where its place is on another page, a bar leads there', async () => {
  const thread = await startThread('Many', 60);
  const page = await openPage(await openContext(), `${instances.first.url}/threads/${thread}`);
  await listening(page);
  for (const body of ['one more', 'and another']) await bo.create(`/threads/${thread}/posts`, { body });
  await page.getByRole('link', { name: '2 new replies' }).waitFor();
  expect(await page.getByText('one more').count()).toBe(0);
  await screenshot(page, 'news');
});

test('lists say how many posts are new, and show them on demand', async () => {
  const context = await openContext();
  const front = await openPage(context, instances.first.url);
  const board = await openPage(context, `${instances.first.url}/boards/garden`);
  await listening(front);
  await startThread('Brand new');
  for (const page of [front, board]) await page.getByRole('link', { name: '1 new post' }).waitFor();
  await follow(board, '1 new post');
  await board.getByRole('link', { name: 'Brand new' }).waitFor();
  expect(await board.getByRole('link', { name: '1 new post' }).count()).toBe(0);
});

test('pages of one browser share one stream, and the next one listens when the first is closed', async () => {
  const thread = await startThread('Shared');
  const context = await openContext();
  const address = `${instances.first.url}/threads/${thread}`;
  const [first, second] = [await openPage(context, address), await openPage(context, address)];
  await listening(first);
  await bo.create(`/threads/${thread}/posts`, { body: 'to both' });
  for (const page of [first, second]) await page.getByText('to both').waitFor();
  expect(await second.evaluate(`document.documentElement.classList.contains('live')`)).toBe(false);
  await first.close();
  await listening(second);
  await bo.create(`/threads/${thread}/posts`, { body: 'to the one left' });
  await second.getByText('to the one left').waitFor();
});

test('a member sees the count of notifications change', async () => {
  const thread = await startThread('Called');
  const mira = await person(instances.first, 'mira');
  const page = await mira.open('/');
  await listening(page);
  expect(await page.locator('#notifications-link .count').isVisible()).toBe(false);
  await bo.create(`/threads/${thread}/posts`, { body: 'What says @mira?' });
  await page.locator('#notifications-link .count', { hasText: '1' }).waitFor();
  await page.getByRole('status').filter({ hasText: '1 unread notification' }).waitFor({ state: 'attached' });
});

test('a preview is what the post will be', async () => {
  const thread = await startThread('Previewed');
  const mira = await person(instances.first, 'mira');
  const page = await mira.open(`/threads/${thread}`);
  await page.locator('#reply textarea').fill('Some *beans* <b>not bold</b>');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('.preview em', { hasText: 'beans' }).waitFor();
  await page.locator('#reply textarea').fill('Now `peas`');
  await page.locator('.preview code', { hasText: 'peas' }).waitFor();
  await expectAccessible(page);
  await screenshot(page, 'preview');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.locator('.preview').waitFor({ state: 'hidden' });
});

test('names are offered while one is written, and taken by keyboard', async () => {
  await instances.first.join('miranda');
  const thread = await startThread('Names');
  const mira = await person(instances.first, 'mira');
  const page = await mira.open(`/threads/${thread}`);
  const text = page.locator('#reply textarea');
  await text.click();
  // At once: names are asked for once, however slowly keys come.
  await page.keyboard.insertText('Thanks, @mir');
  const offers = page.getByRole('listbox', { name: 'Names' });
  await offers.getByRole('option', { name: '@miranda' }).waitFor();
  await expect.poll(() => offers.getByRole('option').count()).toBe(2);
  await expectAccessible(page);
  await screenshot(page, 'names');
  await page.keyboard.press('ArrowDown');
  await offers.getByRole('option', { name: '@miranda', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  expect(await text.inputValue()).toBe('Thanks, @miranda ');
  expect(await offers.count()).toBe(0);
  await page.keyboard.insertText('and @bo');
  await offers.getByRole('option', { name: '@bo' }).click();
  expect(await text.inputValue()).toBe('Thanks, @miranda and @bo ');
  await page.keyboard.insertText('or @mi');
  await offers.getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  expect(await text.inputValue()).toBe('Thanks, @miranda and @bo or @mi\n');
});

test('keys move from post to post, say what they do, and can be switched off', async () => {
  const thread = await startThread('Keys', 3);
  const mira = await person(instances.first, 'mira');
  const page = await mira.open(`/threads/${thread}`);
  const ids = await page.locator('article').evaluateAll((all) => all.map(({ id }) => id));
  const seen: string[] = [];
  for (const key of ['j', 'j', 'j', 'j', 'j', 'k']) {
    await page.keyboard.press(key);
    seen.push(await focusIn(page));
  }
  expect(seen).toEqual([ids[0], ids[1], ids[2], ids[3], ids[3], ids[2]]);
  await page.keyboard.press('r');
  await page.waitForURL(/parent=/);

  await page.locator('#reply textarea').fill('');
  await page.locator('#reply textarea').press('j');
  await page.keyboard.press('?');
  expect(await page.locator('#reply textarea').inputValue()).toBe('j?');
  await page.locator('h1').click();
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await dialog.waitFor();
  await expectAccessible(page);
  await screenshot(page, 'keys');
  await dialog.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await nextPicture(page);
  await page.keyboard.press('j');
  expect(await focusIn(page)).toBe('');
  // What was behind a dialog takes keys again with a later picture, so they are pressed until they do something.
  await expect
    .poll(async () => {
      await page.keyboard.press('?');
      return dialog.count();
    })
    .toBe(1);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  await expect
    .poll(async () => {
      await page.keyboard.press('j');
      return focusIn(page);
    })
    .not.toBe('');
});

test('times show the reader’s own where one points at them', async () => {
  const thread = await startThread('Times');
  const page = await openPage(await openContext({ locale: 'de-DE' }), `${instances.first.url}/threads/${thread}`);
  expect(await page.locator('article time').first().getAttribute('title')).toMatch(/\d{4} um \d\d:\d\d/);
});
