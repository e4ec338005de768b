// Saying something: on a board, and on a plank.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { person } from './support/people.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
  const admin = await instances.first.admin();
  await admin.create('/boards', { slug: 'garden', title: 'The garden' });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

test.each([true, false])('a thread and a reply on a board (script: %s)', async (script) => {
  const mira = await person(instances.first, 'mira', { script });
  const page = await mira.open('/boards/garden');
  await follow(page, 'Start a thread');
  await page.getByLabel('Title').fill(`Beans (${script})`);
  await page.getByLabel(/^Text/).fill('Who has *beans* to spare?');
  await submit(page, 'Start the thread');
  await page.getByRole('heading', { name: `Beans (${script})` }).waitFor();
  expect(await page.locator('article em').textContent()).toBe('beans');
  await page.getByLabel(/^Your reply/).fill('I have.');
  await submit(page, 'Reply');
  await page.getByText('I have.').waitFor();
});
