// Every page that links lead to: it is there, everybody can use it, in light and dark, and nothing in it is too wide, whatever
// people call themselves and however they write.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, expectFits } from './support/accessible.ts';
import { openContext } from './support/browser.ts';
import { crawl } from './support/crawl.ts';
import { type Instances, openInstances } from './support/instances.ts';
import { adminPerson, person } from './support/people.ts';
import { few, screenshot } from './support/screenshot.ts';

const MEMBER = 'mira_whose_name_is_32_signs_long';
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2);
const RIGHT_TO_LEFT = 'שלום לכולם, מה שלומכם היום? نص عربي يكتب من اليمين إلى اليسار.';

let instances: Instances;
/** The one with all that is hard to show. */
let thread: string;
beforeAll(async () => {
  instances = await openInstances({ count: 2 });
  const [here, there] = instances.all;
  if (!here || !there) throw new Error('Two instances.');
  const admin = await here.admin();
  await admin.create('/boards', { slug: 'garden', title: 'The garden', text: 'Beans, peas and *sheds*.' });
  await admin.create('/boards', { slug: 'empty', title: LONG_WORD.slice(0, 100), text: LONG_WORD });
  await admin.create('/boards', { slug: 'inner', title: 'Members only', visibility: 'members' });
  const mira = await here.join(MEMBER);
  await mira.call('PATCH', '/me', { displayName: 'Mira '.repeat(8).trim(), bio: `${LONG_WORD}\n\n${RIGHT_TO_LEFT}` });
  ({ name: thread } = await mira.create('/boards/garden/threads', {
    title: `${RIGHT_TO_LEFT} ${LONG_WORD}`,
    body: `# A heading\n\n${LONG_WORD}\n\n| a | b |\n| --- | --- |\n| ${LONG_WORD} | ${LONG_WORD} |\n\n\`\`\`\n${LONG_WORD}\n\`\`\``,
  }));
  const { name: reply } = await admin.create(`/threads/${thread}/posts`, { body: RIGHT_TO_LEFT });
  await admin.call('PATCH', `/posts/${reply}`, { body: `${RIGHT_TO_LEFT} Changed.` });
  const { name: gone } = await mira.create(`/threads/${thread}/posts`, { body: 'Soon gone', parent: reply });
  await mira.call('DELETE', `/posts/${gone}`);
  const { name: shared } = await mira.create('/planks/open-elections/threads', { title: 'Thresholds', body: 'Three?' });
  await (await there.join('bo')).create('/planks/self-determination/threads', {
    title: 'Far away',
    body: 'From there',
  });
  await admin.create(`/threads/${shared}/posts`, { body: `> Three?\n\nFive, @${mira.name}.` });
});
afterAll(() => instances?.[Symbol.asyncDispose]());

const nameOf = (who: string, kind: string): string =>
  `${who}${kind === '/' ? '-front' : kind.replace(/[^a-z]+/g, '-').replace(/-+$/, '')}`;

/** What differs most between a visitor, a member and an admin; other pages are looked at once. */
const ALWAYS = new Set(['/', '/threads/…']);
const seen = new Set<string>();

test.each(['member', 'visitor', 'admin'])('as %s', async (who) => {
  const { first } = instances;
  const also = [`/threads/${thread}`, `/threads/${thread}?view=tree`, `/members/${MEMBER}`, '/boards/empty'];
  const people = {
    visitor: async () => ({ context: await openContext() }),
    member: () => person(first, MEMBER),
    admin: () => adminPerson(first),
  };
  const problems: string[] = [];
  const visits = await crawl(await people[who as keyof typeof people](), first.url, also, async (page, { kind }) => {
    if (seen.has(kind) && !ALWAYS.has(kind)) return;
    seen.add(kind);
    // All there is to mend, at once.
    for (const check of [expectAccessible, expectFits])
      await check(page).catch(({ message, actual }) => problems.push(message, ...(actual ?? [])));
    await screenshot(page, nameOf(who, kind), few);
  });
  expect(problems).toEqual([]);
  expect(visits.filter(({ status }) => status !== 200)).toEqual([]);
  expect(visits.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['/', '/boards/…', '/planks/…', '/threads/…']));
});
