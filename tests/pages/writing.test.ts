// Saying something: on a board, and on a plank.
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  await page.getByRole('link', { name: 'Start a thread' }).click();
  await page.getByLabel('Title').fill(`Beans (${script})`);
  await page.getByLabel(/^Text/).fill('Who has *beans* to spare?');
  await page.getByRole('button', { name: 'Start the thread' }).click();
  await page.getByRole('heading', { name: `Beans (${script})` }).waitFor();
  expect(await page.locator('article em').textContent()).toBe('beans');
  await page.getByLabel(/^Your reply/).fill('I have.');
  await page.getByRole('button', { name: 'Reply' }).click();
  await page.getByText('I have.').waitFor();
});
