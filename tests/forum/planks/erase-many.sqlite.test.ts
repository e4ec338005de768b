import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { takeSteps } from '../../../src/forum/planks/take-steps.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { MAX_RANGES } from '../../../src/journal/limits.ts';
import { openCoalition } from '../../support/coalition.ts';

const erasing = query()((db) => db.selectFrom('entry').select('seq').where('type', '=', 'member.erased'));
const held = query()((db) =>
  db
    .selectFrom('entry')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('content_state', '=', 'held'),
);

test('a long list of what a member said takes several entries; a few of them go at once, the others in steps', async () => {
  await using coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [ada, bo] = [await a.member('ada'), await a.member('bo')];
  const { name } = await a.startThread(ada, 'open-elections', { title: 't', body: 'b' });
  const key = { origin: 'a.example', seq: Number(name.split('@')[0]) };
  const posts: Promise<unknown>[] = [];
  for (let number = 0; number <= MAX_RANGES; number++)
    for (const member of [ada, bo]) posts.push(a.postReply(member, key, { body: `${member.name} ${number}` }));
  await Promise.all(posts);
  await a.eraseMember(ada);
  expect(await a.db.read.all(erasing, {})).toHaveLength(2);
  expect((await a.db.read.get(held, {}))?.count).toBeGreaterThan(MAX_RANGES + 2);
  await b.pull('a.example');
  expect((await b.db.read.get(held, {}))?.count).toBeGreaterThan(MAX_RANGES + 2);
  // Whoever asks anew while steps are left names nothing twice.
  await a.eraseMember(ada);
  expect(await a.db.read.all(erasing, {})).toHaveLength(2);
  for (const one of [a, b]) await takeSteps({ ...one.planks, pause: async () => {} })(operator);
  expect((await a.db.read.get(held, {}))?.count).toBe(MAX_RANGES + 2);
  expect((await b.db.read.get(held, {}))?.count).toBe(MAX_RANGES + 2);
  expect(await b.view()).toBe(await a.view());
  expect((await b.viewText()).join()).not.toMatch(/ada \d/);
});
