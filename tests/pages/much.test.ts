// Much of everything: a thread of a thousand posts, many boards, names and words that never end, and text from right to left;
// read in pages and as a tree, from left to right and from right to left.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { follow, led, openContext, openPage, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { adminPerson, person } from './support/people.ts';
import { few, screenshot } from './support/screenshot.ts';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const ARABIC = 'متى نزرع الفاصوليا في الحديقة؟ هذا نص طويل قليلاً من اليمين إلى اليسار.';
const HEBREW = 'שלום לכולם, מה שלומכם היום? זה טקסט מימין לשמאל עם English בפנים.';
const LONG_NAME = 'mira_whose_name_is_32_signs_long';
const POSTS = 1000;
const PAGE = 50;

let instances: Instances;
let big: string;
/** Of its last post. */
let end: string;

/** One that never ends, one in which each line runs the other way, and what people usually say. */
const wordsOf = (i: number): string => {
  const said = `Post number ${i}. ${'Some more words on beans and peas. '.repeat(i % 9)}`;
  return (
    [said, `${LONG}${LONG}${LONG}`, `${ARABIC}\n\n> ${HEBREW}\n\n\`\`\`\nsow(${LONG});\n\`\`\``][
      i % 40 < 38 ? 0 : (i % 40) - 37
    ] ?? said
  );
};

/** A long chain first, then many answers to one post, then all kinds. */
const answeredBy = (i: number, names: readonly string[]): string | undefined =>
  i < 200 ? names[i - 1] : i < 400 ? names[0] : i % 3 ? names[(i * 7919) % i] : undefined;

const fill = async (): Promise<void> => {
  const { first: here } = instances;
  const admin = await here.admin();
  for (let i = 0; i < 16; i++)
    await admin.create('/boards', {
      slug: `board-${i}`,
      title: [`Board ${i} of many`, LONG, HEBREW][i % 8 < 6 ? 0 : (i % 8) - 5] ?? '',
      text: 'What this is for. '.repeat((i % 4) * 4),
    });
  const mira = await here.join(LONG_NAME);
  await mira.call('PATCH', '/me', { displayName: 'Mira '.repeat(12).trim() });
  const sara = await here.join('sara');
  await sara.call('PATCH', '/me', { displayName: 'سارة بنت محمد العبدالله', bio: `${ARABIC}\n\n${HEBREW}` });
  const long = await here.join('l'.repeat(32));
  await long.call('PATCH', '/me', { displayName: LONG.slice(0, 60) });
  const people = [mira, sara, long, admin];
  const names: string[] = [];
  ({ name: big } = await mira.create('/boards/board-0/threads', {
    title: 'A thousand posts',
    body: 'Who has *beans*?',
  }));
  names.push(big);
  for (let i = 1; i < POSTS; i++) {
    const parent = answeredBy(i, names);
    const said = { body: wordsOf(i), ...(parent ? { parent } : {}) };
    names.push((await (people[i % 4] ?? mira).create(`/threads/${big}/posts`, said)).name);
  }
  end = names.at(-1) ?? '';
  for (let i = 0; i < 40; i++)
    await (people[i % 4] ?? mira).create('/boards/board-1/threads', {
      title: [`Thread ${i}`, ARABIC, LONG + LONG.slice(0, 60), HEBREW][i % 7 < 4 ? 0 : (i % 7) - 3] ?? '',
      body: 'x',
    });
};

beforeAll(async () => {
  instances = await openInstances();
  await fill();
});
afterAll(() => instances?.[Symbol.asyncDispose]());

/** The same page as readers of Arabic or Hebrew would have it: nothing leans on the left. */
const fromRight = (page: Page) => page.evaluate(`document.documentElement.dir = 'rtl'`);

test('many boards, long words and both directions fit, whichever way the page runs', async () => {
  const admin = await adminPerson(instances.first);
  const pages = {
    ...{ front: '/', board: '/boards/board-1', empty: '/boards/board-2', member: '/members/sara' },
    ...{ thread: `/threads/${big}`, tree: `/threads/${big}?view=tree` },
  };
  for (const [name, path] of Object.entries(pages)) {
    const page = await admin.open(path);
    await expectFits(page);
    await screenshot(page, `much-${name}`, few);
    await fromRight(page);
    await expectFits(page);
    await screenshot(page, `much-${name}-from-right`, few);
    await page.close();
  }
});

test('a page that runs from right to left can be used by everybody, desks too', async () => {
  const admin = await adminPerson(instances.first);
  const page = await admin.open(`/threads/${big}`);
  for (const path of [
    '',
    '/admin',
    '/admin/settings',
    '/moderation',
    '/peers',
    '/charter',
    '/account',
    '/search?q=beans',
  ]) {
    if (path !== '') await page.goto(instances.first.url + path);
    await fromRight(page);
    await expectFits(page);
  }
  await page.goto(`${instances.first.url}/threads/${big}`);
  await fromRight(page);
  await expectAccessible(page);
});

test('a thousand posts are read page by page, from both ends, without a script', async () => {
  const page = await openPage(await openContext({ script: false }), `${instances.first.url}/threads/${big}`);
  const shown = () => page.locator('article').count();
  const last = async () => (await page.locator('article').last().getAttribute('id')) ?? '';
  expect(await shown()).toBe(PAGE);
  const first = await last();
  await follow(page, 'Next page');
  await page.getByRole('link', { name: 'Previous page' }).waitFor();
  expect([await shown(), (await last()) === first]).toEqual([PAGE, false]);
  await follow(page, 'Last page');
  await page.locator(`[id="${end}"]`).waitFor();
  expect([await shown(), await page.getByRole('link', { name: /Next|Last/ }).count()]).toEqual([PAGE, 0]);
  for (let back = 1; back < POSTS / PAGE; back++) {
    await follow(page, 'Previous page');
    await page.getByRole('link', { name: 'Last page' }).waitFor();
    expect(await shown()).toBe(PAGE);
  }
  expect(await last()).toBe(first);
});

test('who comes back to a thousand posts is led to the first that is new', async () => {
  const member = await person(instances.first, 'kim');
  const page = await member.open(`/threads/${big}?at=end`);
  await submit(page, 'Mark as read');
  const admin = await instances.first.admin();
  const { name } = await admin.create(`/threads/${big}/posts`, { body: 'One more than a thousand' });
  await page.goto(`${instances.first.url}/`);
  await led(page, () => page.locator('section[aria-labelledby=unread] a.new').click());
  await page.waitForURL(new RegExp(`at=unread#${name}$`));
  expect(await page.locator('article.unread').count()).toBe(1);
  const post = page.locator(`[id="${name}"]`);
  await expect.poll(async () => (await post.boundingBox())?.y).toBeLessThan(900);
});
