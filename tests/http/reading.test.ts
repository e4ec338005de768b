// A member's own reading at the door: what is unread, follows, bookmarks, whom they hide. Others see nothing of it.
import { expect, test } from 'vitest';
import { eventsAfter } from '../../src/events/event-store.ts';
import { createAutoFollow } from '../../src/forum/reading/auto-follow.ts';
import { exportReadingOfMember, forgetReadingOfMember } from '../../src/forum/reading/member-data.ts';
import { adminToken, type Forum, openForum } from './forum.ts';
import { addPlank, origin } from './plank-rows.ts';

const api = '/api/v1';
type Item = Record<string, unknown>;

/** Ada and Bob; what they do by short names. Each step takes a second. */
const open = async () => {
  const h = await openForum();
  const tokens = { ada: await h.join('ada'), bob: await h.join('bob') };
  type Name = keyof typeof tokens;
  const call = async (who: Name | undefined, method: string, path: string, body?: unknown) => {
    h.clock.advance(1_000);
    const answer = await h.call(method, api + path, {
      ...(who ? { token: tokens[who] } : {}),
      ...(body ? { body } : {}),
    });
    return answer;
  };
  const get = async (who: Name | undefined, path: string) => {
    const answer = await call(who, 'GET', path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const start = async (who: Name, board = 'garden', title = 'T'): Promise<string> =>
    (await call(who, 'POST', `/boards/${board}/threads`, { title, body: 'Said first.' })).json.name;
  const reply = async (who: Name, thread: string, parent?: string): Promise<string> =>
    (await call(who, 'POST', `/threads/${thread}/posts`, { body: 'Said then.', ...(parent ? { parent } : {}) })).json
      .name;
  const names = async (who: Name, path: string): Promise<unknown[]> =>
    (await get(who, path)).items.map(({ name }: Item) => name);
  return { h, call, get, start, reply, names };
};

test('a list says what is unread in each thread; own posts are never', async () => {
  const { h, call, get, start, reply } = await open();
  await using _ = h;
  const thread = await start('ada');
  const second = await reply('ada', thread);
  await reply('bob', thread);
  const unreadOf = async (who: 'ada' | 'bob') => {
    const [{ unread, firstUnread }] = (await get(who, '/boards/garden/threads')).items;
    return [unread, firstUnread];
  };
  expect(await unreadOf('bob')).toEqual([2, thread]);
  expect(await unreadOf('ada')).toEqual([1, 'b3']);
  const read = await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: thread });
  expect(read.json).toMatchObject({ unread: 1, firstUnread: second, readUpTo: thread, follow: null });
  expect(await unreadOf('bob')).toEqual([1, second]);
  await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: 'all' });
  expect(await unreadOf('bob')).toEqual([0, null]);
  // Never back.
  await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: thread });
  expect(await unreadOf('bob')).toEqual([0, null]);
  const back = await call('bob', 'POST', `/threads/${thread}/unread`, { from: second });
  expect(back.json).toMatchObject({ unread: 1, firstUnread: second, readUpTo: thread });
  expect((await call('bob', 'POST', `/threads/${thread}/unread`, {})).json).toMatchObject({
    unread: 2,
    readUpTo: null,
  });
  const { items } = (await call(undefined, 'GET', '/boards/garden/threads')).json;
  expect(Object.keys(items[0])).not.toContain('unread');
});

test('a page of posts begins where reading stopped, and goes both ways', async () => {
  const { h, call, get, start, reply, names } = await open();
  await using _ = h;
  const thread = await start('ada');
  for (let i = 2; i <= 9; i++) await reply('ada', thread);
  await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: 'b4' });
  const page = await get('bob', `/threads/${thread}/posts?at=unread&limit=3`);
  expect(page.items.map(({ name, unread }: Item) => [name, unread])).toEqual([
    ['b5', true],
    ['b6', true],
    ['b7', true],
  ]);
  expect(page.readUpTo).toBe('b4');
  expect(await names('bob', `/threads/${thread}/posts?cursor=${page.next}&limit=3`)).toEqual(['b8', 'b9']);
  const before = await get('bob', `/threads/${thread}/posts?before=${page.previous}&limit=3`);
  expect(before.items.map(({ name, unread }: Item) => [name, unread])).toEqual([
    ['b2', undefined],
    ['b3', undefined],
    ['b4', undefined],
  ]);
  expect(await names('bob', `/threads/${thread}/posts?cursor=${before.next}&limit=1`)).toEqual(['b5']);
  const first = await get('bob', `/threads/${thread}/posts?before=${before.previous}&limit=3`);
  expect([first.items.length, first.previous]).toEqual([1, null]);
  expect(await names('bob', `/threads/${thread}/posts?at=b8`)).toEqual(['b8', 'b9']);
  expect((await get('bob', `/threads/${thread}/posts?at=b1`)).previous).toBeNull();
  await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: 'all' });
  expect(await names('bob', `/threads/${thread}/posts?at=unread&limit=2`)).toEqual(['b8', 'b9']);
  expect((await call(undefined, 'GET', `/threads/${thread}/posts?at=b8`)).json.items.length).toBe(2);
  expect((await call(undefined, 'GET', `/threads/${thread}/posts?at=unread`)).status).toBe(401);
  const other = await start('ada');
  expect((await call('bob', 'GET', `/threads/${thread}/posts?at=${other}`)).status).toBe(404);
  expect((await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: other })).json).toMatchObject({
    code: 'invalid',
    field: 'upTo',
  });
});

test('a whole place is read in one row; the list of its unread threads empties, and fills again', async () => {
  const { h, call, start, reply, names } = await open();
  await using _ = h;
  const threads = [await start('ada'), await start('ada'), await start('ada')];
  const list = '/boards/garden/threads?sort=unread';
  expect(await names('bob', list)).toEqual([...threads].reverse());
  expect((await call('bob', 'PUT', '/boards/garden/read')).status).toBe(204);
  expect(await names('bob', list)).toEqual([]);
  await reply('ada', threads[0] ?? '');
  expect(await names('bob', list)).toEqual([threads[0]]);
  const back = await call('bob', 'POST', `/threads/${threads[1]}/unread`, {});
  expect(back.json).toMatchObject({ unread: 1, readUpTo: null });
  expect(await names('bob', list)).toEqual([threads[0], threads[1]]);
  await call('bob', 'PUT', '/boards/garden/read');
  expect(await names('bob', list)).toEqual([]);
  expect((await call(undefined, 'GET', list)).status).toBe(401);
});

test('the unread list holds what one reads or follows, paged, without what is muted', async () => {
  const { h, call, get, start, reply, names } = await open();
  await using _ = h;
  await addPlank(h, 'elections', 'public', 7);
  const [read, followed, none] = [await start('ada'), await start('ada'), await start('ada')];
  await call('bob', 'PUT', `/threads/${read}/read`, { upTo: 'all' });
  expect(await names('bob', '/unread')).toEqual([]);
  expect((await call('bob', 'PUT', `/threads/${followed}/follow`, { level: 'mentions' })).status).toBe(204);
  for (const thread of [none, read]) await reply('ada', thread);
  expect(await names('bob', '/unread')).toEqual([read, followed]);
  const page = await get('bob', '/unread?limit=1');
  expect(page.items).toMatchObject([{ name: read, unread: 1 }]);
  expect(await names('bob', `/unread?limit=1&cursor=${page.next}`)).toEqual([followed]);
  // A place counts from when one follows it.
  await call('bob', 'PUT', '/boards/garden/follow', { level: 'every' });
  expect(await names('bob', '/unread')).toEqual([read, followed]);
  await reply('ada', none);
  expect(await names('bob', '/unread')).toEqual([none, read, followed]);
  await call('bob', 'PUT', `/threads/${none}/follow`, { level: 'muted' });
  expect(await names('bob', '/unread')).toEqual([read, followed]);
  expect(await names('bob', '/boards/garden/threads?sort=unread')).toEqual([read, followed]);
  await call('bob', 'PUT', '/boards/garden/follow', { level: 'muted' });
  expect(await names('bob', '/unread')).toEqual([followed]);
  await call('bob', 'PUT', `/threads/7@${origin}/follow`, {});
  expect(await names('bob', '/unread')).toEqual([followed, `7@${origin}`]);
  const follows = await get('bob', '/me/follows?limit=3');
  expect(follows.items).toMatchObject([
    { thread: `7@${origin}`, level: 'every', place: { kind: 'plank', slug: 'elections' }, title: 'Ballots' },
    { thread: none, level: 'muted' },
    { level: 'muted', place: { kind: 'board', slug: 'garden' }, title: 'The garden' },
  ]);
  expect((await get('bob', `/me/follows?cursor=${follows.next}`)).items).toMatchObject([{ thread: followed }]);
  await call('bob', 'DELETE', '/boards/garden/follow');
  await call('bob', 'DELETE', `/threads/${none}/follow`);
  expect((await get('bob', '/me/follows')).items.length).toBe(2);
});

test('members follow what they start and answer, as they chose, and an explicit choice stays', async () => {
  const { h, call, get, start, reply } = await open();
  await using _ = h;
  const auto = createAutoFollow({ db: h.db });
  const catchUp = async () => auto(await eventsAfter(h.db.read, 0, 1_000));
  const followOf = async (who: 'ada' | 'bob', thread: string) => (await get(who, `/threads/${thread}`)).follow;
  const first = await start('ada');
  await call('bob', 'PUT', `/threads/${first}/follow`, { level: 'muted' });
  await reply('bob', first);
  await catchUp();
  expect([await followOf('ada', first), await followOf('bob', first)]).toEqual(['every', 'muted']);
  expect(await get('bob', '/me/reading')).toEqual({ started: 'every', replied: 'every' });
  const changed = await call('bob', 'PATCH', '/me/reading', { started: 'off', replied: 'mentions' });
  expect(changed.json).toEqual({ started: 'off', replied: 'mentions' });
  const second = await start('bob');
  const third = await start('ada');
  await reply('bob', third);
  await catchUp();
  expect([await followOf('bob', second), await followOf('bob', third)]).toEqual([null, 'mentions']);
});

const shut = (h: Forum, visibility: string) => async () =>
  h.call('PATCH', `${api}/boards/garden`, { token: await adminToken(h), body: { visibility } });

test('a bookmark shows its post as it is now, and nothing once it is gone or erased', async () => {
  const { h, call, get, start, reply } = await open();
  await using _ = h;
  const thread = await start('ada');
  const said = await reply('ada', thread);
  for (const [name, note] of [
    [thread, 'first'],
    [said, ''],
  ])
    expect((await call('bob', 'PUT', `/posts/${name}/bookmark`, { note })).status).toBe(204);
  await call('bob', 'PUT', `/posts/${thread}/bookmark`, { note: 'again' });
  const page = await get('bob', '/me/bookmarks?limit=1');
  expect(page.items).toMatchObject([
    { name: said, note: '', state: 'readable', post: { name: said, body: 'Said then.' } },
  ]);
  expect((await get('bob', `/me/bookmarks?cursor=${page.next}`)).items).toMatchObject([
    { name: thread, note: 'again' },
  ]);
  expect((await get('ada', '/me/bookmarks')).items).toEqual([]);
  await shut(h, 'members')();
  expect((await call('bob', 'GET', '/me/bookmarks')).json.items.length).toBe(2);
  await call('ada', 'DELETE', `/posts/${said}`);
  const after = await call('bob', 'GET', '/me/bookmarks');
  expect(after.text).not.toContain('Said then.');
  expect((await call('bob', 'DELETE', `/posts/${said}/bookmark`)).status).toBe(204);
  expect((await get('bob', '/me/bookmarks')).items.length).toBe(1);
  expect((await call('bob', 'PUT', '/posts/b99/bookmark', {})).status).toBe(404);
});

test('whom one hides comes collapsed, for oneself alone, and paging does not break', async () => {
  const { h, call, get, start, reply } = await open();
  await using _ = h;
  await addPlank(h, 'elections', 'public', 7);
  const thread = await start('ada', 'garden', 'Of ada');
  await reply('bob', thread);
  expect((await call('bob', 'PUT', '/me/hidden/ada')).status).toBe(204);
  await call('bob', 'PUT', '/me/hidden/@reds.example:4101');
  const [listed] = (await get('bob', '/boards/garden/threads?limit=1')).items;
  expect(listed).toMatchObject({ name: thread, title: '', hidden: true, unread: 0 });
  const { items } = await get('bob', `/threads/${thread}/posts`);
  expect(items).toMatchObject([{ title: '', body: '', html: '', hidden: true }, { body: 'Said then.' }]);
  expect(items[1].hidden).toBeUndefined();
  expect((await get('bob', `/threads/${thread}/posts?show=hidden`)).items[0]).toMatchObject({
    hidden: true,
    body: 'Said first.',
  });
  for (const path of [`/posts/${thread}`, `/threads/${thread}`, `/threads/${thread}/tree`]) {
    const answer = (await call('bob', 'GET', path)).text;
    expect(answer, path).not.toContain('Said first');
    expect(answer, path).not.toContain('Of ada');
    expect(answer, path).toContain('"hidden":true');
    expect((await call('bob', 'GET', `${path}?show=hidden`)).text, path).toMatch(/Said first|Of ada/);
    expect((await call('ada', 'GET', path)).text, path).not.toContain('"hidden"');
  }
  expect((await get('bob', `/posts/7@${origin}`)).hidden).toBe(true);
  expect((await get('bob', '/me/hidden')).items).toMatchObject([
    { who: `@${origin}`, kind: 'instance' },
    { who: 'ada@greens.example', kind: 'member' },
  ]);
  await call('bob', 'DELETE', '/me/hidden/ada@greens.example');
  await call('bob', 'DELETE', `/me/hidden/@${origin}`);
  expect((await get('bob', `/posts/${thread}`)).hidden).toBeUndefined();
  expect((await get('bob', `/posts/7@${origin}`)).hidden).toBeUndefined();
  await call('bob', 'PUT', `/me/hidden/rosa@${origin}`);
  expect((await get('bob', `/posts/7@${origin}`)).hidden).toBe(true);
  const refused = ['bob', '@greens.example', 'nobody', 'a@b@c', 'Ada Ada'].map(
    async (who) => (await call('bob', 'PUT', `/me/hidden/${encodeURIComponent(who)}`)).status,
  );
  expect(await Promise.all(refused)).toEqual([400, 400, 404, 404, 404]);
});

test('visitors keep nothing, and members-only places are in no list of theirs', async () => {
  const { h, call, start } = await open();
  await using _ = h;
  const thread = await start('ada', 'cellar');
  const doors: [string, string, unknown?][] = [
    ['GET', '/unread'],
    ['PUT', `/threads/${thread}/read`, { upTo: 'all' }],
    ['POST', `/threads/${thread}/unread`, {}],
    ['PUT', '/boards/cellar/read'],
    ['PUT', '/boards/cellar/follow', {}],
    ['PUT', `/threads/${thread}/follow`, {}],
    ['PUT', `/posts/${thread}/bookmark`, {}],
    ['GET', '/me/bookmarks'],
    ['GET', '/me/follows'],
    ['GET', '/me/hidden'],
    ['PUT', '/me/hidden/ada'],
  ];
  for (const [method, path, body] of doors)
    expect((await call(undefined, method, path, body)).status, `${method} ${path}`).toBe(401);
  expect((await call(undefined, 'GET', `/threads/${thread}/tree`)).status).toBe(404);
  expect((await call('bob', 'GET', `/threads/${thread}/tree`)).status).toBe(200);
});

test('all that is kept of a member can be taken along, and goes with them', async () => {
  const { h, call, get, start } = await open();
  await using _ = h;
  const thread = await start('ada');
  await call('bob', 'PUT', `/threads/${thread}/read`, { upTo: 'all' });
  await call('bob', 'PUT', '/boards/garden/read');
  await call('bob', 'PUT', '/boards/garden/follow', {});
  await call('bob', 'PUT', `/threads/${thread}/follow`, { level: 'muted' });
  await call('bob', 'PUT', `/posts/${thread}/bookmark`, { note: 'n' });
  await call('bob', 'PUT', '/me/hidden/ada');
  await call('bob', 'PATCH', '/me/reading', { replied: 'off' });
  await call('ada', 'PUT', `/threads/${thread}/follow`, {});
  const [ada, bob] = [2, 3];
  expect(await exportReadingOfMember(h.db.read, bob)).toMatchObject({
    settings: { started: 'every', replied: 'off' },
    read: [{ thread, upTo: thread }],
    readPlaces: [{ place: { kind: 'board', slug: 'garden' } }],
    follows: [{ place: { kind: 'board', slug: 'garden' } }, { thread, level: 'muted' }],
    bookmarks: [{ post: thread, note: 'n' }],
    hidden: [{ who: 'ada' }],
  });
  await h.db.write((tx) => forgetReadingOfMember(tx, bob));
  expect(await exportReadingOfMember(h.db.read, bob)).toEqual({
    settings: { started: 'every', replied: 'every' },
    read: [],
    readPlaces: [],
    follows: [],
    bookmarks: [],
    hidden: [],
  });
  expect((await exportReadingOfMember(h.db.read, ada)).follows).toMatchObject([{ thread }]);
  expect((await get('ada', '/me/follows')).items.length).toBe(1);
});
