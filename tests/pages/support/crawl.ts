// Walks through all pages that somebody can reach by links, one of each kind.
import type { Page } from 'playwright-core';
import { openPage } from './browser.ts';
import type { Person } from './people.ts';

/** Addresses of one kind look the same: names and numbers stand for others of theirs. */
export const kindOf = (path: string): string =>
  path
    .replace(/[?#].*$/, (rest) => rest.replace(/#.*$/, '').replace(/=[^&]*/g, '=…'))
    .replace(/^\/(boards|planks|threads|posts|members)\/[^/?]+/, '/$1/…')
    .replace(/\/[^/?]*\d[^/?]*/g, '/…');

const MOST = 200;

type Visit = { path: string; kind: string; status: number; from: string };

/**
 * Calls `look` with each page, and answers what was visited. Files and the API are somebody else's.
 * @param also paths to begin with besides the front page
 */
export const crawl = async (
  person: Pick<Person, 'context'>,
  origin: string,
  also: readonly string[],
  look: (page: Page, visit: Visit) => Promise<void>,
): Promise<Visit[]> => {
  const page = await openPage(person.context, origin);
  const waiting = ['/', ...also].map((path) => ({ path, from: '' }));
  const kinds = new Set(waiting.map(({ path }) => kindOf(path)));
  const visits: Visit[] = [];
  for (let next = waiting.shift(); next && visits.length < MOST; next = waiting.shift()) {
    const answer = await page.goto(origin + next.path);
    const visit = { ...next, kind: kindOf(next.path), status: answer?.status() ?? 0 };
    visits.push(visit);
    await look(page, visit);
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((one) => (one as unknown as { href: string }).href));
    for (const link of links) {
      const { origin: there, pathname, search } = new URL(link);
      const path = pathname + search;
      if (there !== origin || /^\/(api|assets|images|logo)\b/.test(pathname) || kinds.has(kindOf(path))) continue;
      kinds.add(kindOf(path));
      waiting.push({ path, from: visit.path });
    }
  }
  return visits;
};
