// Pictures for a person to look at: .cache/screenshots, which git ignores. Taken where KOINON_SCREENSHOTS=1 asks for them:
// no test looks at them, and they would cost a quarter of the time.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../support/test-files.mjs';

const folder = join(root, '.cache/screenshots');
const wanted = process.env.KOINON_SCREENSHOTS === '1';
const widths = { narrow: 360, wide: 1200 };

type Look = readonly [size: keyof typeof widths, colours: 'light' | 'dark'];
const every: readonly Look[] = [
  ['narrow', 'light'],
  ['narrow', 'dark'],
  ['wide', 'light'],
  ['wide', 'dark'],
];
/** Of each size and each scheme, one. */
export const few: readonly Look[] = [
  ['narrow', 'dark'],
  ['wide', 'light'],
];

/** `<name>-narrow-light.png` and so on: the whole page. */
export const screenshot = async (page: Page, name: string, looks: readonly Look[] = every): Promise<void> => {
  if (!wanted) return;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  for (const [size, colorScheme] of looks) {
    await page.setViewportSize({ width: widths[size], height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
};
