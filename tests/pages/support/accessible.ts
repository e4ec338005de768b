// Whether everybody can use a page: what axe-core finds of WCAG 2.2 AA in light and in dark, and whether it fits.
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { withScript } from './browser.ts';
import { askInPage } from './in-page.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const everything: RunOptions = {
  runOnly: { type: 'tag', values: TAGS },
  // What people write has headings of its own.
  rules: { 'heading-order': { enabled: false } },
  resultTypes: ['violations'],
};
const colours: RunOptions = { runOnly: { type: 'rule', values: ['color-contrast'] }, resultTypes: ['violations'] };

const findings = async (page: Page, options: RunOptions): Promise<string[]> => {
  const run = `axe.run(document, ${JSON.stringify(options)})`;
  const { violations }: AxeResults = await withScript(page, () => page.evaluate(run));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(' ')}: ${failureSummary}`),
  );
};

/** The page as it is now, in both colour schemes: in the second one only colours are others. */
export const expectAccessible = async (page: Page): Promise<void> => {
  await page.evaluate(axe.source);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await findings(page, everything), `${page.url()} in light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await findings(page, colours), `${page.url()} in dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: null });
};

/** Nothing is wider than a screen of so many pixels (WCAG 2.2, 1.4.10; the same is 400 % on one of 1280). */
export const expectFits = async (page: Page, width = 320): Promise<void> => {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: 800 });
  expect(await askInPage(page, 'tooWide'), `${page.url()} at ${width} px`).toEqual([]);
  if (before) await page.setViewportSize(before);
};
