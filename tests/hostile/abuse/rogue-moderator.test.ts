// A moderator goes rogue. The brake stops them at a hundred actions in ten minutes; then a colluding colleague approves, and they
// hide 3,000 posts and suspend 80 members, at a stroke each. One command of the operator undoes exactly these: what others
// decided on the same posts and people stays as it is, before and after, and what authors deleted meanwhile stays deleted.
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { openCore } from '../../../src/app/core.ts';
import { buildForum } from '../../../src/app/forum.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { type ModerationVerbs, moderationCommands, modlogCommands } from '../../../src/cli/moderation.ts';
import { query } from '../../../src/db/statement.ts';
import { testDialect } from '../../support/database.ts';
import type { Real } from '../real.ts';
import { because, DAY, iso, MINUTE, openTown, type Person, person, visit } from './town.ts';

/** The same happens to each; PostgreSQL takes them one by one, too, only slower. */
const POSTS = testDialect() === 'postgres' ? 600 : 3_000;
const PEOPLE = 80;
/** More who are new to a place at once were a raid. */
const WRITERS = 20;

const standings = query()((db) =>
  db.selectFrom('member').select(['name', 'standing']).where('standing', 'is not', null).orderBy('name'),
);

/** As `koinon …` does it, beside the server: with a connection of its own. */
const koinon = async (house: Real, ...args: string[]): Promise<string> => {
  const { config, clock } = house.app.core;
  const core = await openCore({ config, log: silentLogger, clock });
  try {
    const lines: string[] = [];
    const terminal = { print: (line: string) => void lines.push(line), fail: () => void lines.push('failed') };
    const withVerbs = (work: (verbs: ModerationVerbs) => Promise<void>) => work(buildForum(core, () => {}).moderation);
    const program = new Command('koinon')
      .addCommand(moderationCommands(withVerbs, terminal))
      .addCommand(modlogCommands(withVerbs, terminal));
    await program.parseAsync(args, { from: 'user' });
    return lines.join('\n');
  } finally {
    await core.db.close();
  }
};

/** So many at a time. */
const each = async <T, U>(items: readonly T[], work: (item: T, index: number) => Promise<U>): Promise<U[]> => {
  const done: U[] = [];
  for (let from = 0; from < items.length; from += 50)
    done.push(...(await Promise.all(items.slice(from, from + 50).map((item, index) => work(item, from + index)))));
  return done;
};

/** Every post of the threads, as visitors read it. */
const shown = async (house: Real, threads: readonly string[]): Promise<Map<string, Record<string, unknown>>> => {
  const posts = new Map<string, Record<string, unknown>>();
  for (const thread of threads) {
    let next: unknown = '';
    do {
      const { json } = await visit(house, `/api/v1/threads/${thread}/posts?limit=100${next ? `&cursor=${next}` : ''}`);
      for (const post of json.items as Record<string, unknown>[]) posts.set(String(post.name), post);
      next = json.next;
    } while (next);
  }
  return posts;
};

/** Its own state, or what is laid over it. */
const stateOf = (post: Record<string, unknown> | undefined): unknown =>
  (post?.moderation as { state?: unknown } | undefined)?.state ?? post?.state;

const suspended = async (house: Real): Promise<string[]> =>
  (await house.db.read.all(standings, {}))
    .filter(({ standing }) => standing?.includes('"suspend"'))
    .map(({ name }) => name);

test(`${POSTS} posts hidden and ${PEOPLE} members suspended, and one command undoes exactly these`, async () => {
  await using town = await openTown();
  const house = town.house();
  const admin = await person(house, 'root_admin', 'admin');
  const [rogue, friend, mo] = [
    await person(house, 'rogue', 'moderator'),
    await person(house, 'friend', 'moderator'),
    await person(house, 'mo', 'moderator'),
  ];
  const people: Person[] = [];
  for (let number = 0; number < PEOPLE; number++) people.push(await person(house, `p${number}`));
  const writer = (number: number): Person => people[number % WRITERS] as Person;
  await admin.did('POST', '/boards', { slug: 'garden', title: 'The garden' });
  const threads = [
    await writer(0).start('/boards/garden', 'Here', 'Start.'),
    await writer(1).start('/planks/open-elections', 'For all', 'Start.'),
  ];
  const posts = [
    ...threads,
    ...(await each(Array.from({ length: POSTS - 2 }), (_, number) =>
      writer(number).reply(threads[number % 2] ?? '', `Words ${number}.`),
    )),
  ];
  const post = (number: number): string => posts[number] ?? '';
  const act = (by: Person, kind: string, subject: object, more: object = {}) =>
    by.did('POST', '/moderation/actions', { kind, subject, ...because(house, DAY), ...more });
  const suspend = { kind: 'suspend', scope: 'instance' };

  // Others decided before.
  await act(mo, 'collapse', { post: post(10) });
  await act(mo, 'hide', { post: post(11) });
  await act(mo, 'suspend', { member: 'p7' }, { scope: 'instance' });
  const before = await shown(house, threads);
  expect(before.size).toBe(POSTS);
  town.clock.pass(MINUTE);
  const since = iso(town.clock.now());
  town.clock.pass(1);

  // A hundred, one by one; from then on all wait.
  for (let number = 100; number < 200; number++) {
    const { actions } = await act(rogue, 'hide', { post: post(number) });
    expect((actions as { awaits: string }[])[0]?.awaits).toBe('');
  }
  const stopped = await act(rogue, 'hide', { post: post(200) });
  expect(stopped.actions).toMatchObject([{ awaits: 'approval' }]);
  const bulk = async (subjects: object[], more: object): Promise<number> => {
    const { actions } = await rogue.did('POST', '/moderation/actions/bulk', {
      ...more,
      subjects,
      ...because(house, DAY),
    });
    const [first] = actions as { number: number; awaits: string }[];
    expect(first?.awaits).toBe('approval');
    return first?.number ?? 0;
  };
  const hidden = await bulk(
    posts.map((name) => ({ post: name })),
    { kind: 'hide' },
  );
  const banned = await bulk(
    people.map(({ name }) => ({ member: name })),
    suspend,
  );
  expect(await suspended(house)).toEqual(['p7']);
  expect([...(await shown(house, threads)).values()].filter((one) => stateOf(one) === 'hidden')).toHaveLength(101);
  for (const number of [hidden, banned]) {
    const own = await rogue.call('POST', `/moderation/actions/${number}/approval`, { words: '' });
    expect(own.status).toBe(403);
    await friend.did('POST', `/moderation/actions/${number}/approval`, { words: 'Fine.' });
  }
  // Very many posts are gone over in steps.
  await buildForum(house.app.core, () => {}).moderation.cover();
  expect([...(await shown(house, threads)).values()].map((one) => `${stateOf(one)} ${one.body}`)).toEqual(
    Array(POSTS).fill('hidden '),
  );
  expect(await suspended(house)).toHaveLength(PEOPLE);
  expect((await writer(3).call('POST', `/threads/${threads[0]}/posts`, { body: 'Still here?' })).status).toBe(403);

  // Meanwhile: others decide on the same, and authors delete what is theirs.
  await act(mo, 'label', { post: post(12) }, { settings: { label: 'heated' } });
  await act(mo, 'hide', { post: post(13) });
  await act(mo, 'suspend', { member: 'p8' }, { scope: 'board:garden' });
  const gone = [20, 21, 101];
  await each(gone, (number) => writer(number - 2).did('DELETE', `/posts/${post(number)}`));

  const said = await koinon(house, 'moderation', 'reverse', '--by', 'rogue', '--since', since);
  // A hundred, one that waited, and the two that carry the rest.
  expect(said).toMatch(/^Undone: 103 actions/);
  const after = await shown(house, threads);
  expect(after.size).toBe(POSTS);
  const differ = posts.filter((name) => JSON.stringify(after.get(name)) !== JSON.stringify(before.get(name)));
  expect(differ.toSorted()).toEqual([12, 13, ...gone].map(post).toSorted());
  expect(stateOf(after.get(post(10)))).toBe('collapsed');
  expect(stateOf(after.get(post(11)))).toBe('hidden');
  expect(stateOf(after.get(post(12)))).toBe('visible');
  expect(stateOf(after.get(post(13)))).toBe('hidden');
  for (const number of gone) expect(after.get(post(number))).toMatchObject({ state: 'deleted', body: '' });
  expect(await suspended(house)).toEqual(['p7', 'p8']);
  await writer(3).reply(threads[0] ?? '', 'I am back.');
  expect((await writer(7).call('POST', `/threads/${threads[0]}/posts`, { body: 'I am not.' })).status).toBe(403);
  expect((await writer(8).call('POST', `/threads/${threads[0]}/posts`, { body: 'Nor I.' })).status).toBe(403);
  await writer(8).reply(threads[1] ?? '', 'But here I am.');

  expect(await koinon(house, 'modlog', 'verify')).toMatch(/^whole:/);
  expect(await koinon(house, 'modlog', 'replay')).toMatch(/^equal:/);
});
