// Pictures for a person to look at: .cache/screenshots, which git ignores.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../support/test-files.mjs';

const folder = join(root, '.cache/screenshots');
const widths = { narrow: 360, wide: 1200 };

/** `<name>-narrow-light.png` and so on: the whole page, narrow and wide, light and dark. */
export const screenshot = async (page: Page, name: string): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  for (const [size, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
};
