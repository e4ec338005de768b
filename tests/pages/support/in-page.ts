// Asks inside a page what in-page.js answers. A page's policy does not concern what the browser's driver runs.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

export const IN_PAGE = readFileSync(new URL('./in-page.js', import.meta.url), 'utf8');

type Answers = { tooWide: string[]; focused: { tag: string; label: string; visible: boolean } };

export const askInPage = <Q extends keyof Answers>(page: Page, question: Q): Promise<Answers[Q]> =>
  page.evaluate(`{ ${IN_PAGE}; inPage.${question}() }`);
