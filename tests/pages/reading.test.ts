// The pages that are read, with what people really write: long names and words, nothing at all, right to left, deep branches.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Member } from '../real/member.ts';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { led, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
let mira: Member;
let names: { start: string; edited: string; plank: string };

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);
const ARABIC = 'متى نزرع الفاصوليا في الحديقة؟ هذا نص طويل قليلاً من اليمين إلى اليسار.';

const fill = async (): Promise<typeof names> => {
  const admin = await instances.first.admin();
  const garden = { slug: 'garden', title: 'The garden', text: 'Beds, tools and who waters when.' };
  await admin.create('/boards', garden);
  await admin.create('/boards', { slug: 'empty', title: `Board ${LONG.slice(0, 80)}` });
  const start = await mira.create('/boards/garden/threads', {
    title: 'When do we sow beans?',
    body: '# A plan\n\nLast year we were *late*. See [the almanac](/boards/garden).\n\n- in April?\n- in **May**?\n\n> The soil decides.\n\n```\nsow(beans, 40);\n```\n\n| bed | what |\n|---|---|\n| 1 | beans |',
  });
  const reply = (body: string, parent?: string) =>
    mira.create(`/threads/${start.name}/posts`, { body, ...(parent ? { parent } : {}) });
  let last = start.name;
  for (let depth = 0; depth < 9; depth++) last = (await reply(`Answer at depth ${depth + 1}.`, last)).name;
  const edited = await reply(`${LONG} https://example.org/${LONG}`);
  await mira.call('PATCH', `/posts/${edited.name}`, { body: 'Short words instead of one that never ends.' });
  await reply(ARABIC);
  await mira.create('/boards/garden/threads', { title: ARABIC, body: ARABIC });
  await mira.create('/boards/garden/threads', { title: `${LONG} and on`, body: 'x' });
  const plank = await mira.create('/planks/open-elections/threads', {
    title: 'Paper ballots in every town',
    body: 'Counted by hand, in public.',
    acknowledged: true,
  });
  await mira.call('PUT', `/posts/${plank.name}/vote`, { value: 1 });
  return { start: start.name, edited: edited.name, plank: plank.name };
};

beforeAll(async () => {
  instances = await openInstances({ count: 2 });
  mira = await instances.first.join('mira');
  names = await fill();
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const look = async (page: Page, name: string): Promise<void> => {
  await screenshot(page, name);
  await expectAccessible(page);
  await expectFits(page);
};

test.each([
  ['front', () => '/'],
  ['board', () => '/boards/garden'],
  ['board-empty', () => '/boards/empty'],
  ['plank', () => '/planks/open-elections'],
  ['plank-top', () => '/planks/open-elections?sort=bridging&since=week'],
  ['thread', () => `/threads/${names.start}`],
  ['thread-tree', () => `/threads/${names.start}?view=tree`],
  ['thread-plank', () => `/threads/${encodeURIComponent(names.plank)}`],
  ['history', () => `/posts/${names.edited}/revisions`],
  ['search', () => '/search?q=beans'],
  ['search-wrong', () => '/search?q=author:'],
  ['member', () => '/members/mira'],
  ['unread', () => '/unread'],
  ['not-found', () => '/boards/none'],
])('%s can be used by everybody, signed in and not', async (name, path) => {
  const visitor = await openPage(await openContext(), instances.first.url + path());
  await look(visitor, `${name}-visitor`);
  await look(await (await person(instances.first, 'mira')).open(path()), `${name}-member`);
});

test('what is unread is plain to see, and one button says that it is read', async () => {
  const nora = await person(instances.first, 'nora');
  await look(await nora.open('/boards/garden'), 'board-unread');
  const page = await nora.open(`/threads/${names.start}`);
  await look(page, 'thread-unread');
  await expect.poll(() => page.locator('article.unread').count()).toBe(12);
  await submit(page, 'Mark as read', true);
  await page.waitForURL(/threads/);
  expect(await page.locator('article.unread').count()).toBe(0);
});

test('a branch of a tree goes on where it was cut, and a link to a post leads to it', async () => {
  const page = await openPage(
    await openContext({ script: false }),
    `${instances.first.url}/threads/${names.start}?view=tree`,
  );
  expect(await page.getByText('Answer at depth 9.').count()).toBe(0);
  await led(page, () => page.getByRole('link', { name: 'Continue this branch' }).first().click());
  await page.getByText('Answer at depth 9.').waitFor();
  await page.goto(`${instances.first.url}/posts/${names.edited}`);
  await page.waitForURL(new RegExp(`#${names.edited}$`));
  expect(await page.locator(`[id="${names.edited}"]`).isVisible()).toBe(true);
});

test('what a post offers fits a narrow screen, and stays off paper', async () => {
  const page = await (await person(instances.first, 'nora')).open(`/threads/${names.start}`);
  await page.setViewportSize({ width: 320, height: 800 });
  await page.locator('article footer > details.menu > summary').first().click();
  const menu = page.locator('article footer > details.menu[open] > div');
  const box = await menu.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 320).toBe(true);
  await expectFits(page);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByText('When do we sow beans?').first().isVisible()).toBe(true);
  expect(await page.locator('article').first().isVisible()).toBe(true);
  for (const part of ['article footer', 'nav', 'textarea', '.acts'])
    expect([part, await page.locator(part).first().isVisible()]).toEqual([part, false]);
});

test('the language switch works without a script', async () => {
  const page = await openPage(await openContext({ script: false }), `${instances.first.url}/boards/garden`);
  await page.getByLabel('Language').selectOption('de');
  await submit(page, 'Change');
  await page.getByRole('link', { name: 'Thread beginnen' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
});
