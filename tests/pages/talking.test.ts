// What members do all day: write, change, delete, vote, search, follow, and be told; with the script and without.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Member } from '../real/member.ts';
import { expectFault, led, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { press, tabTo, unfold } from './support/keyboard.ts';
import { type Person, person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
let bo: Member;
beforeAll(async () => {
  instances = await openInstances();
  await (await instances.first.admin()).create('/boards', { slug: 'garden', title: 'The garden' });
  bo = await instances.first.join('bo');
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const startThread = async (title: string): Promise<string> =>
  (await bo.create('/boards/garden/threads', { title, body: 'Who has *beans* to spare?' })).name;

/** The names of people and things differ, so that both ways find their own. */
const ways = [
  { script: true, name: 'mira', word: 'runner' },
  { script: false, name: 'noa', word: 'broad' },
];

const openMenu = async (page: Page, words: string) => {
  const post = page.locator('article', { hasText: words });
  await post.locator('footer details.menu > summary').last().click();
  return post;
};

const reply = async (page: Page, words: string): Promise<void> => {
  await page.locator('#reply textarea').fill(words);
  await led(page, () => page.locator('#reply button.main').click());
  await page.locator('article', { hasText: words }).waitFor();
};

test.each(ways)('a reply, changed and deleted again (script: $script)', async ({ script, name, word }) => {
  const mira = await person(instances.first, name, { script });
  const page = await mira.open(`/threads/${await startThread(`Changing ${word}`)}`);
  await reply(page, `I have ${word} beans.`);
  const edit = (await openMenu(page, `${word} beans`)).getByRole('link', { name: 'Edit' });
  await led(page, () => edit.click());
  await page.getByRole('heading', { name: 'Edit your post' }).waitFor();
  expect(await page.locator('textarea').inputValue()).toBe(`I have ${word} beans.`);
  await page.locator('textarea').fill(`I have no ${word} beans.`);
  await submit(page, 'Save');
  const post = page.locator('article', { hasText: `no ${word} beans` });
  await led(page, () => post.getByRole('link', { name: /edited/i }).click());
  await page.locator('ins', { hasText: 'no' }).waitFor();
  await page.goBack();
  const remove = (await openMenu(page, `no ${word} beans`)).getByRole('link', { name: 'Delete' });
  await led(page, () => remove.click());
  await page.getByRole('heading', { name: 'Delete this post?' }).waitFor();
  await submit(page, 'Delete the post');
  await page.getByText('Deleted by its author.').waitFor();
  expect(await page.getByText(`${word} beans`).count()).toBe(0);
});

test.each(ways)('a vote, and taken back (script: $script)', async ({ script, name, word }) => {
  const mira = await person(instances.first, name, { script });
  const page = await mira.open(`/threads/${await startThread(`Voting ${word}`)}`);
  await page.evaluate('globalThis.stayed = true');
  const votes = page.locator('article .votes').first();
  const up = () => votes.getByRole('button', { name: 'Vote up' }).click();
  await (script ? up() : led(page, up));
  await votes.locator('[aria-pressed=true]').waitFor();
  expect(await votes.locator('.score').textContent()).toContain('1');
  expect(await page.evaluate('globalThis.stayed === true')).toBe(script);
  // A second press by keyboard: the focus stays where it was.
  if (script) await page.keyboard.press('Enter');
  else await led(page, up);
  await votes.locator('[aria-pressed=true]').waitFor({ state: 'detached' });
  expect(await votes.locator('.score').count()).toBe(0);
});

test.each(ways)('what was said is found by its words (script: $script)', async ({ script, name, word }) => {
  await bo.create(`/threads/${await startThread(`Finding ${word}`)}/posts`, { body: `The ${word}pods ripen late.` });
  const mira = await person(instances.first, name, { script });
  const page = await mira.open('/');
  const field = page.getByRole('searchbox').first();
  await field.fill(`${word}pods`);
  await field.press('Enter');
  await page.locator('mark', { hasText: `${word}pods` }).waitFor();
  await page.getByRole('link', { name: `Finding ${word}` }).click();
  await page.locator('article', { hasText: `${word}pods` }).waitFor();
});

test.each(ways)('a thread is followed, and its news are told (script: $script)', async ({ script, name, word }) => {
  const thread = await startThread(`Following ${word}`);
  const mira = await person(instances.first, name, { script });
  const page = await mira.open(`/threads/${thread}`);
  await page.getByText('Not following').first().click();
  await page.getByRole('radio', { name: 'Following every post' }).check();
  await submit(page, 'Set');
  await page.locator('summary', { hasText: 'Following every post' }).waitFor();
  await bo.create(`/threads/${thread}/posts`, { body: `Something about ${word} beans` });
  const badge = page.locator('#notifications-link .count');
  if (!script)
    await expect
      .poll(async () => {
        await page.reload();
        return badge.isVisible();
      })
      .toBe(true);
  await badge.waitFor();
  await led(page, () => page.locator('#notifications-link').click());
  await page.getByRole('link', { name: `New posts in Following ${word}` }).waitFor();
  await screenshot(page, `notifications-${script ? 'script' : 'plain'}`);
  await submit(page, 'Mark all as read');
  await badge.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: `New posts in Following ${word}` }).click();
  await page.locator('article', { hasText: `Something about ${word} beans` }).waitFor();
});

test('what is being written is kept, and is there again', async () => {
  const mira: Person = await person(instances.first, 'mira');
  const thread = await startThread('Half a thought');
  const page = await mira.open(`/threads/${thread}`);
  const text = page.locator('#reply textarea');
  await text.fill('Half a tho');
  await page.getByRole('status').filter({ hasText: 'Kept as a draft.' }).waitFor();
  await text.fill('Half a thought');
  await expect
    .poll(async () => JSON.stringify((await mira.member.get('/me/drafts')).json.items))
    .toContain('Half a thought');
  const second = await mira.open(`/threads/${thread}`);
  expect(await second.locator('#reply textarea').inputValue()).toBe('Half a thought');
  await second.locator('#reply textarea').fill('A whole thought');
  await led(second, () => second.locator('#reply button.main').click());
  await second.locator('article', { hasText: 'A whole thought' }).waitFor();
  await expect.poll(async () => (await mira.member.get('/me/drafts')).json.items).toEqual([]);
  expect(await second.locator('#reply textarea').inputValue()).toBe('');
  // The first window knows only the older version: it overwrites nothing, and says so.
  await text.fill('Half a thought, and more');
  await page.getByRole('status').filter({ hasText: 'in another window' }).waitFor();
  await expectFault(page, /PUT .*drafts.*: 409/);
});

test('a thread, a reply and a vote by keyboard alone', async () => {
  const page = await (await person(instances.first, 'kim')).open('/boards/garden');
  await press(page, 'Start a thread');
  await tabTo(page, 'Title');
  await page.keyboard.type('By keyboard');
  await tabTo(page, /^Text/);
  await page.keyboard.type('No mouse *here*.');
  await press(page, 'Start the thread');
  await page.getByRole('heading', { name: 'By keyboard' }).waitFor();
  const { items } = (await bo.get('/boards/garden/threads')).json;
  const thread = (items as { name: string; title: string }[]).find(({ title }) => title === 'By keyboard')?.name;
  await bo.create(`/threads/${thread}/posts`, { body: 'Nor here.' });
  await page.locator('article', { hasText: 'Nor here.' }).waitFor();
  await unfold(page, 'Vote up');
  await page.locator('.votes [aria-pressed=true]').waitFor();
  await tabTo(page, /^Your reply/);
  await page.keyboard.type('Then all is well.');
  await press(page, 'Reply');
  await page.locator('article', { hasText: 'Then all is well.' }).waitFor();
});
