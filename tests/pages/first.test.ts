// The browser itself, and what our own eyes in it see: a page that does wrong must not pass.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { expectFault, openContext, openPage } from './support/browser.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { tabTo } from './support/keyboard.ts';

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const front = async (): Promise<Page> => openPage(await openContext(), instances.first.url);

const ADD_SCRIPT = `{
  const script = document.createElement('script');
  script.textContent = 'document.title = "taken over"';
  document.body.append(script);
}`;

test('a script that is not ours does not run, and is told', async () => {
  const page = await front();
  await page.evaluate(ADD_SCRIPT);
  await expectFault(page, /Content Security Policy/);
  expect(await page.title()).not.toBe('taken over');
});

test('errors, answers that are not well and requests to others are told', async () => {
  const page = await front();
  await page.evaluate(`fetch('/api/v1/nothing-there')`);
  await expectFault(page, /GET .*nothing-there: 404/);
  await page.evaluate(`setTimeout(() => JSON.parse('{'), 0); undefined`);
  await expectFault(page, /^error: SyntaxError/m);
  await page.evaluate(`fetch('http://127.0.0.1:1/').catch(() => undefined)`);
  await expectFault(page, /127\.0\.0\.1|Content Security Policy/);
});

test('a page that not everybody can use is told', async () => {
  const page = await front();
  await expectAccessible(page);
  await expectFits(page);
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', '<canvas role="img" width="900"></canvas>')`,
  );
  await expect(expectAccessible(page)).rejects.toThrow(/in light: expected \[ Array\(1\) \]/);
  await expect(expectFits(page)).rejects.toThrow(/320 px/);
});

test('a page without its scripts is looked at all the same, and they stay away', async () => {
  const page = await openPage(await openContext({ script: false }), instances.first.url);
  await expectAccessible(page);
  await page.evaluate(
    `document.querySelector('main').insertAdjacentHTML('beforeend', '<canvas role="img" width="9"></canvas>')`,
  );
  await expect(expectAccessible(page)).rejects.toThrow(/in light: expected \[ Array\(1\) \]/);
  await page.reload();
  expect(await page.locator('html.js').count()).toBe(0);
});

test('a focus that nobody sees is told, and so is what Tab does not reach', async () => {
  const page = await front();
  await tabTo(page, 'Skip to the text');
  await expect(tabTo(page, 'Nothing of that name')).rejects.toThrow(/Tab leads to no Nothing/);
  await page.evaluate(`document.querySelector('[class=skip]').style.outline = 'none'`);
  await expect(tabTo(page, 'Nothing of that name')).rejects.toThrow(/is visible/);
});
