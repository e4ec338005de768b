// What a page for visitors depends on beside what it reads: what the instance and its coalition are called and announce.
import type { Eventually } from '../../db/database.ts';
import { after } from '../eventually.ts';
import { type Announced, announcedNow, type LookNeeds, type ShownFacts } from './look.ts';

/** What every page shows, as one text; worked out once for each reading of the facts. */
const shownTexts = new WeakMap<ShownFacts, string>();

const shownOf = (facts: ShownFacts): string => {
  const known = shownTexts.get(facts);
  if (known !== undefined) return known;
  const { name, description, coalition, language, colour, logo, registration, texts, modlog } = facts;
  const shown = JSON.stringify([
    name,
    description,
    coalition?.name,
    language,
    colour,
    logo,
    registration,
    texts,
    modlog,
  ]);
  shownTexts.set(facts, shown);
  return shown;
};

const announcedAs = (announced: readonly Announced[]): string =>
  announced.length === 0 ? '' : JSON.stringify(announced.map(({ id, html }) => [id, html]));

/** `pageVersion(needs)(() => reads.versions.thread(key))` goes into `cached`; undefined where visitors get nothing. */
export const pageVersion =
  (needs: Pick<LookNeeds, 'instanceFacts' | 'announced' | 'clock'>) =>
  (read: () => Eventually<string | undefined>): Eventually<string | undefined> =>
    after(read(), (row) =>
      row === undefined
        ? undefined
        : after(needs.instanceFacts(), (facts) =>
            after(announcedNow(needs), (announced) => `${row} ${shownOf(facts)} ${announcedAs(announced)}`),
          ),
    );
