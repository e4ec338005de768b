// One thread on two instances, side by side in two browsers: what is said on one comes to the other while it is looked at.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow, led, submit } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { person } from './support/people.ts';
import { screenshot } from './support/screenshot.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances({ count: 2 });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

/** Marks the page, which a reload would forget. */
const mark = (page: Page) => page.evaluate('globalThis.stayed = true');
const stayed = (page: Page) => page.evaluate('globalThis.stayed === true');

test('a plank between two instances: acknowledged once, answered there, seen here without reload', async () => {
  const [here, there] = instances.all;
  if (!here || !there) throw new Error('Two instances.');
  const mira = await person(here, 'mira');
  const bo = await person(there, 'bo');

  const first = await mira.open('/planks/open-elections');
  await follow(first, 'Start a thread');
  await first.getByLabel('Title').fill('Thresholds');
  await first.locator('textarea[name=body]').fill('Three per cent?');
  await submit(first, 'Start the thread');
  await first.getByRole('checkbox', { name: /keeps a copy/ }).check();
  await submit(first, 'Start the thread');
  await first.getByRole('heading', { name: 'Thresholds' }).waitFor();

  const second = await bo.open('/planks/open-elections');
  await expect
    .poll(async () => {
      await second.reload();
      return second.getByRole('link', { name: 'Thresholds' }).count();
    })
    .toBe(1);
  await follow(second, 'Thresholds');
  await second.getByText('Three per cent?').waitFor();

  await mark(first);
  await second.locator('#reply textarea').fill('*Five*, rather.');
  const say = (page: Page) => led(page, () => page.locator('#reply button.main').click());
  await say(second);
  await second.getByRole('checkbox', { name: /keeps a copy/ }).check();
  await say(second);
  await second.locator('article', { hasText: 'Five, rather.' }).waitFor();

  const reply = first.locator('article', { hasText: 'Five, rather.' });
  await reply.waitFor();
  expect(await reply.locator('.author').textContent()).toContain(`@bo@${there.origin}`);
  expect(await stayed(first)).toBe(true);

  await mark(second);
  await first.locator('#reply textarea').fill('Four.');
  await say(first);
  await first.locator('article', { hasText: 'Four.' }).waitFor();
  await mark(first);
  await second.locator('article', { hasText: 'Four.' }).waitFor();
  // More of them hold it than did when it came; who looks on sees that, too.
  for (const page of [first, second])
    await page.locator('article', { hasText: 'Four.' }).getByText('on 2 of 2 instances').waitFor();
  expect([await stayed(first), await stayed(second)]).toEqual([true, true]);
  await Promise.all([screenshot(first, 'shared-thread-here'), screenshot(second, 'shared-thread-there')]);
});
