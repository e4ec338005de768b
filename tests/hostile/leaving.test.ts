// A member leaves: who they were is nowhere any more, and what they said is kept without a name or gone, on all instances.
import { expect, test } from 'vitest';
import { command } from '../../src/db/statement.ts';
import { rebuildView } from '../../src/forum/planks/rebuild-view.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { listenTo } from '../http/live-client.ts';
import { until } from '../real/patience.ts';
import { openReals, password, type Real } from './real.ts';
import { hasBytes } from './traces.ts';

const halt = command<{ why: string | null }>()((db, p) =>
  db.updateTable('journal').set({ halted: p.why }).where('own', '=', 1),
);

const api = '/api/v1';
const post = async (house: Real, name: unknown) => (await house.call('GET', `${api}/posts/${name}`)).json;

/** Ada says something everywhere, and somebody answers. */
const talk = async (house: Real, ada: string, bo: string) => {
  const admin = await house.admin();
  await house.create(`${api}/boards`, { slug: 'garden', title: 'The garden' }, admin);
  const begin = (place: string) =>
    house.create(`${api}/${place}/threads`, { title: 'zwqx title', body: 'zwqx words' }, ada);
  const on = async (place: string) => {
    const { name } = await begin(place);
    const answer = await house.create(`${api}/threads/${name}/posts`, { body: 'I disagree.' }, bo);
    const reply = await house.create(`${api}/threads/${name}/posts`, { body: 'zwqx reply' }, ada);
    await house.call('PATCH', `${api}/posts/${reply.name}`, { body: { body: 'zwqx again' }, token: ada });
    const lonely = await begin(place);
    for (const one of [name, answer.name, reply.name, lonely.name]) await post(house, one);
    await house.call('GET', `${api}/${place}/threads`);
    return { start: name, answer: answer.name, reply: reply.name, lonely: lonely.name };
  };
  const said = { board: await on('boards/garden'), plank: await on('planks/open-elections') };
  await house.call('PATCH', `${api}/me`, { body: { displayName: 'Zwqxada Lo', bio: 'zwqx bio' }, token: ada });
  await house.call('PUT', `${api}/me/drafts/one`, {
    body: { for: { kind: 'board', name: 'garden' }, title: 'zwqx', body: 'zwqx draft' },
    token: ada,
  });
  await house.call('PUT', `${api}/posts/${said.board.answer}/vote`, { body: { value: 1 }, token: ada });
  await house.call('POST', `${api}/threads/${said.board.start}/posts`, {
    body: { body: 'zwqx once' },
    token: ada,
    headers: { 'idempotency-key': 'zwqx-key' },
  });
  return said;
};

const leave = (house: Real, token: string, posts: 'keep' | 'erase', word = password) =>
  house.call('DELETE', `${api}/me`, { token, body: { password: word, posts } });

test('everything goes: words, name and account, here and at the peers', async () => {
  await using town = await openReals({ instances: 2, start: true });
  const [a, b] = [town.house(0), town.house(1)];
  const [ada, bo] = [await a.join('zwqxada'), await a.join('bo')];
  const other = await a.signIn('zwqxada');
  const said = await talk(a, ada, bo);
  await until('b has it', async () => (await post(b, said.plank.lonely)).state === 'live');
  const live = await listenTo(`http://${a.origin}${api}/live`, { authorization: `Bearer ${other}` });
  await a.call('PUT', `${api}/me/hidden/zwqxada`, { token: bo });
  await b.call('PUT', `${api}/me/hidden/zwqxada@${a.origin}`, { token: await b.join('cy') });
  for (const house of [a, b]) expect(await hasBytes(house, 'zwqx')).toBe(true);

  expect((await leave(a, ada, 'erase', 'another word of mine')).json.code).toBe('wrong-credentials');
  expect((await a.call('GET', `${api}/me`, { token: ada })).status).toBe(200);
  expect((await leave(a, ada, 'erase')).status).toBe(204);

  await live.ended;
  expect(live.text()).toContain('signed-out');
  for (const token of [ada, other]) expect((await a.call('GET', `${api}/me`, { token })).status).toBe(401);
  const signIn = await a.call('POST', `${api}/sessions`, { body: { name: 'zwqxada', password } });
  expect(signIn.json.code).toBe('wrong-credentials');
  const again = await a.call('POST', `${api}/registrations`, { body: { name: 'zwqxada', password } });
  expect(again.json).toMatchObject({ code: 'conflict', field: 'name' });
  expect((await a.call('GET', `${api}/members/zwqxada`)).status).toBe(404);

  await until('b erased it', async () => (await post(b, said.plank.lonely)).state === 'erased');
  for (const { start, answer, reply } of [said.board, said.plank]) {
    expect(await post(a, start)).toMatchObject({ state: 'erased', body: '', title: '', revisions: 1 });
    expect(await post(a, reply)).toMatchObject({ state: 'erased', body: '', thread: start });
    expect(await post(a, answer)).toMatchObject({ state: 'live', body: 'I disagree.' });
  }
  expect(await post(a, said.board.start)).toMatchObject({ author: { displayName: 'Former member' } });
  expect(await post(b, said.plank.start)).toMatchObject({ author: { name: '', displayName: 'Former member' } });
  const list = (await a.call('GET', `${api}/boards/garden/threads`)).json.items as { name: string }[];
  expect(list.map(({ name }) => name)).toEqual([said.board.start]);
  for (const house of [a, b])
    for (const word of ['zwqx', 'Zwqx'])
      await until(`no byte of ${word} is left`, async () => !(await hasBytes(house, word)));
  for (const house of [a, b]) {
    const compared = await rebuildView(house.app.core)(operator, { check: false });
    expect(compared.differences).toEqual([]);
    expect(await hasBytes(house, 'zwqx')).toBe(false);
  }
});

test('posts stay under "Former member", here and at the peers; the name goes', async () => {
  await using town = await openReals({ instances: 2, start: true });
  const [a, b] = [town.house(0), town.house(1)];
  const [ada, bo] = [await a.join('ada_vkjp'), await a.join('bo')];
  const said = await talk(a, ada, bo);
  await until('b has it', async () => (await post(b, said.plank.lonely)).state === 'live');
  expect(await hasBytes(b, 'ada_vkjp')).toBe(true);
  expect((await leave(a, ada, 'keep')).status).toBe(204);
  const nameless = async (house: Real) =>
    ((await post(house, said.plank.reply)).author as { displayName: string }).displayName === 'Former member';
  await until('b knows no name', () => nameless(b));
  expect(await nameless(a)).toBe(true);
  for (const house of [a, b]) {
    expect(await post(house, said.plank.reply)).toMatchObject({ state: 'live', body: 'zwqx again', revisions: 2 });
    for (const word of ['ada_vkjp', 'Zwqxada', 'zwqx bio']) expect(await hasBytes(house, word)).toBe(false);
  }
  const kept = await post(a, said.board.reply);
  expect(kept).toMatchObject({ state: 'live', body: 'zwqx again', author: { displayName: 'Former member' } });
  expect((kept.author as { name: string }).name).toMatch(/^former_\d+$/);
  expect(await hasBytes(a, 'zwqx draft')).toBe(false);
  const taken = await a.call('POST', `${api}/registrations`, { body: { name: 'former_77', password } });
  expect(taken.json).toMatchObject({ code: 'invalid', field: 'name' });
  for (const house of [a, b]) {
    await rebuildView(house.app.core)(operator, { check: false });
    expect(await nameless(house)).toBe(true);
  }
});

test('a halted journal loses no erasure: it follows when the journal goes on, after a restart too', async () => {
  await using town = await openReals({ start: true });
  const a = town.house();
  const [ada, bo] = [await a.join('ada_vkjp'), await a.join('bo')];
  const said = await talk(a, ada, bo);
  await a.db.write(async (tx) => void (await tx.run(halt, { why: 'It was restored.' })));
  expect((await leave(a, ada, 'erase')).status).toBe(202);
  expect((await a.call('GET', `${api}/me`, { token: ada })).status).toBe(401);
  expect(await post(a, said.board.reply)).toMatchObject({ state: 'erased' });
  expect(await post(a, said.plank.reply)).toMatchObject({ state: 'live' });
  await a.restart();
  await a.db.write(async (tx) => void (await tx.run(halt, { why: null })));
  await a.app.start();
  await until('the plank is erased', async () => (await post(a, said.plank.reply)).state === 'erased');
  expect(await hasBytes(a, 'zwqx')).toBe(false);
});

test('the last admin stays, and so does everything of theirs', async () => {
  await using town = await openReals();
  const a = town.house();
  const admin = await a.admin();
  expect((await leave(a, admin, 'erase')).json).toMatchObject({ code: 'conflict' });
  expect((await a.call('GET', `${api}/me`, { token: admin })).status).toBe(200);
});
