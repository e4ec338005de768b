// A page used by keyboard alone: what has the focus is found by pressing Tab, as people find it.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { led } from './browser.ts';
import { askInPage } from './in-page.ts';

type Label = string | RegExp;

const MOST = 200;

/** Presses Tab until something with this label has the focus, which must be visible all the way. */
export const tabTo = async (page: Page, label: Label): Promise<void> => {
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

/** What a link or a button leads to is there before anything else is pressed. */
export const press = async (page: Page, label: Label): Promise<void> => {
  await tabTo(page, label);
  await led(page, () => page.keyboard.press('Enter'));
};
/** What stays on its page: a menu, a vote with the script. */
export const unfold = async (page: Page, label: Label): Promise<void> => {
  await tabTo(page, label);
  await page.keyboard.press('Enter');
};
/** In place of what the field holds. */
export const type = async (page: Page, label: Label, text: string): Promise<void> => {
  await tabTo(page, label);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
};
export const tick = async (page: Page, label: Label): Promise<void> => {
  await tabTo(page, label);
  await page.keyboard.press('Space');
};
