// A page used by keyboard alone: what has the focus is found by pressing Tab, as people find it.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { askInPage } from './in-page.ts';

const MOST = 200;

/** Presses Tab until something with this label has the focus, which must be visible all the way. */
export const tabTo = async (page: Page, label: string | RegExp): Promise<void> => {
  const seen = new Set<string>();
  for (let i = 0; i < MOST; i++) {
    await page.keyboard.press('Tab');
    const now = await askInPage(page, 'focused');
    expect(now.visible, `the focus on ${now.tag} "${now.label}" is visible`).toBe(true);
    if (typeof label === 'string' ? now.label === label : label.test(now.label)) return;
    seen.add(`${now.tag} "${now.label}"`);
  }
  throw new Error(`Tab leads to no ${label}; it led to ${[...seen].join(', ')}`);
};
