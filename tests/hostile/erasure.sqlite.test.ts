// What was erased is in no byte of the database's files after a checkpoint: not in freed pages, not in the log.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { eraseMember } from '../../src/forum/planks/erase-member.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';
import { until } from '../real/patience.ts';
import { openReals, type Real } from './real.ts';
import { everythingIn, hasBytes } from './traces.ts';

/** Short, long, and longer than a page of the database, each with the marker at its beginning, in its middle and at its end. */
const texts = (marker: string): string[] =>
  [10, 1_000, 6_000, 30_000].map(
    (length) => `${marker} ${'words '.repeat(length / 12)} ${marker} ${'words '.repeat(length / 12)} ${marker}`,
  );

const byName = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select(['id', 'public_id']).where('name', '=', p.name),
);

/** Words of its own for each text: each begins a list of its own in the index. */
const unusual = (count: number): string =>
  Array.from({ length: count }, (_, number) => `vkjq${(number * 7919).toString(36)}`).join(' ');

test('the index: no byte of a word is left, however many words there were before', async () => {
  await using town = await openReals();
  const a = town.house();
  const admin = await a.admin();
  const ada = await a.join('ada');
  await a.create('/api/v1/boards', { slug: 'garden', title: 'The garden' }, admin);
  const thread = await a.create('/api/v1/boards/garden/threads', { title: 'Long', body: 'stays zzstays' }, ada);
  const gone: string[] = [];
  for (let number = 0; number < 40; number++) {
    const body = `${unusual(number % 3 === 0 ? 1_500 : 20)} vkjqlonely${number} words zzstays`;
    gone.push(String((await a.create(`/api/v1/threads/${thread.name}/posts`, { body }, ada)).name));
    await a.create(`/api/v1/threads/${thread.name}/posts`, { body: `others zzstays ${number}` }, ada);
  }
  expect(await hasBytes(a, 'vkjq')).toBe(true);
  for (const name of gone.slice(0, 20))
    await a.call('PATCH', `/api/v1/posts/${name}`, { body: { body: `vkjqwhirlpool ${unusual(300)}` }, token: ada });
  for (const name of gone) expect((await a.call('DELETE', `/api/v1/posts/${name}`, { token: ada })).status).toBe(204);
  expect(await hasBytes(a, 'vkjq')).toBe(false);
  // Words are stored without what they begin alike with: no end of one is left either.
  for (const end of ['lonely', 'whirlpool']) expect(await hasBytes(a, end)).toBe(false);
  expect((await a.call('GET', '/api/v1/search?q=zzstays&limit=50')).json.items).toHaveLength(41);
  expect((await a.call('GET', '/api/v1/search?q=vkj*')).json.items).toEqual([]);
});

/** Erases everything that the member said on planks: no door leads to it yet. */
const eraseByName = async (house: Real, name: string): Promise<void> => {
  const row = await house.db.read.get(byName, { name });
  if (!row) throw new Error(`there is no ${name}`);
  const actor: MemberActor = {
    kind: 'member',
    memberId: row.id,
    name,
    role: 'member',
    publicId: row.public_id,
    sessionId: 0,
  };
  await eraseMember({ ...house.app.core, checkClock: () => {} })(actor);
};

test('a plank: after the delete, and after the erasure of a member, on both sides', async () => {
  await using town = await openReals({ instances: 2, start: true });
  const [a, b] = [town.house(0), town.house(1)];
  const ada = await a.join('ada_zwqx');
  const bo = await a.join('bo');
  const posted: string[] = [];
  const path = '/api/v1/planks/open-elections/threads';
  const headers = (key: string) => ({ headers: { 'idempotency-key': key } });
  for (const [index, body] of texts('zwqx-plank').entries()) {
    const thread = await a.call('POST', path, {
      body: { title: `zwqx-plank ${index}`, body, acknowledged: true },
      token: ada,
      ...headers(`t${index}`),
    });
    const reply = await a.call('POST', `/api/v1/threads/${thread.json.name}/posts`, {
      body: { body },
      token: ada,
      ...headers(`r${index}`),
    });
    const other = await a.create(
      `/api/v1/threads/${thread.json.name}/posts`,
      { body: `stays ${'o'.repeat(2_000)}` },
      bo,
    );
    expect([thread.status, reply.status]).toEqual([201, 201]);
    posted.push(String(thread.json.name), String(reply.json.name));
    await a.call('PATCH', `/api/v1/posts/${reply.json.name}`, { body: { body: `${body} again` }, token: ada });
    await a.call('PATCH', `/api/v1/posts/${thread.json.name}`, {
      body: { title: `zwqx-plank retitled ${index}` },
      token: ada,
    });
    // Cards are made when they are read.
    for (const house of [a, b]) await house.call('GET', path);
    for (const name of [thread.json.name, reply.json.name, other.name]) await a.call('GET', `/api/v1/posts/${name}`);
  }
  const on = async (house: Real, name: string | undefined) => (await house.call('GET', `/api/v1/posts/${name}`)).json;
  await until('the last change is on b', async () => (await on(b, posted.at(-1))).revisions === 2);
  await b.call('GET', path);
  for (const house of [a, b]) expect(await hasBytes(house, 'zwqx-plank')).toBe(true);
  // The index keeps words by themselves, without the hyphen.
  for (const house of [a, b]) expect((await house.call('GET', '/api/v1/search?q=zwqx')).json.items).toHaveLength(8);

  // Half by deletes, half by the erasure of their author.
  for (const name of posted.slice(0, 4))
    expect((await a.call('DELETE', `/api/v1/posts/${name}`, { token: ada })).status).toBe(204);
  await eraseByName(a, 'ada_zwqx');
  await until('it is erased on b', async () => (await on(b, posted.at(-1))).state === 'erased');
  for (const house of [a, b]) {
    for (const name of posted) expect((await on(house, name)).state).toMatch(/^(deleted|erased)$/);
    expect((await house.call('GET', '/api/v1/search?q=zwqx')).json.items).toEqual([]);
    // The word itself stands in the name of their author at home.
    expect(await hasBytes(house, 'zwqx-plank')).toBe(false);
    // Others' words are there still.
    expect(await hasBytes(house, 'oooooooooo')).toBe(true);
  }
  // The name is gone from where it was never but as a peer's.
  expect(await hasBytes(b, 'ada_zwqx')).toBe(false);
});

test('a board: after the delete of a thread and of a reply', async () => {
  await using town = await openReals();
  const a = town.house();
  const admin = await a.admin();
  const ada = await a.join('ada');
  await a.create('/api/v1/boards', { slug: 'garden', title: 'The garden' }, admin);
  const posted: string[] = [];
  for (const [index, body] of texts('zwqx-board').entries()) {
    const thread = await a.create('/api/v1/boards/garden/threads', { title: `zwqx-board ${index}`, body }, ada);
    const reply = await a.create(`/api/v1/threads/${thread.name}/posts`, { body }, ada);
    await a.call('PATCH', `/api/v1/posts/${reply.name}`, { body: { body: `${body} again` }, token: ada });
    await a.call('PATCH', `/api/v1/posts/${thread.name}`, {
      body: { title: `zwqx-board retitled ${index}` },
      token: ada,
    });
    await a.call('GET', '/api/v1/boards/garden/threads');
    await a.call('GET', `/api/v1/threads/${thread.name}/posts`);
    posted.push(String(thread.name), String(reply.name));
  }
  expect(await hasBytes(a, 'zwqx-board')).toBe(true);
  for (const name of posted) expect((await a.call('DELETE', `/api/v1/posts/${name}`, { token: ada })).status).toBe(204);
  expect(await hasBytes(a, 'zwqx-board')).toBe(false);
  // Not after a restart either, which folds the log away by itself.
  await a.restart();
  expect((await everythingIn(a.fresh.location)).includes('zwqx-board')).toBe(false);
});
