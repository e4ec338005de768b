// Writing, as a client does it: drafts, the acknowledgement before a first post on a plank, quotes, what an edit changed,
// completion of names, threads that move or are about a plank's.
import { expect, test } from 'vitest';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { PLANK_NOTICE } from '../../src/forum/threads/input.ts';
import { openReals, type Real } from '../hostile/real.ts';
import { plank } from '../support/coalition.ts';

const api = '/api/v1';

const withBoards = async (house: Real) => {
  const admin = await house.admin();
  for (const [slug, visibility] of [
    ['garden', 'public'],
    ['kitchen', 'members'],
    ['attic', 'public'],
  ])
    await house.create(`${api}/boards`, { slug, title: slug, text: '', visibility }, admin);
  await house.call('PATCH', `${api}/boards/attic`, { body: { state: 'archived' }, token: admin });
  const ada = await house.join('ada');
  const mo = await house.join('mo');
  await setRole(house.app.core)(operator, { name: 'mo', role: 'moderator' });
  return { admin, ada, mo };
};

test('a first post on a plank needs an acknowledgement, once', async () => {
  await using town = await openReals();
  const house = town.house();
  const ada = await house.join('ada');
  const path = `${api}/planks/open-elections/threads`;
  const body = { title: 'Thresholds', body: 'Three per cent?' };
  for (const acknowledged of [undefined, false]) {
    const refused = await house.call('POST', path, { body: { ...body, acknowledged }, token: ada });
    expect([refused.status, refused.json.code, refused.json.field]).toEqual([409, 'unacknowledged', 'acknowledged']);
    expect(refused.json.detail).toContain(`"${PLANK_NOTICE}"`);
  }
  expect(PLANK_NOTICE).toBe('Every instance of the coalition keeps a copy; deleting asks all of them to drop it.');
  expect((await house.call('GET', path)).json.items).toEqual([]);
  const started = await house.call('POST', path, { body: { ...body, acknowledged: true }, token: ada });
  expect(started.status).toBe(201);
  const reply = { body: { body: 'Five.' }, token: ada };
  expect((await house.call('POST', `${api}/threads/${started.json.name}/posts`, reply)).status).toBe(201);
  const bo = await house.join('bo');
  expect((await house.call('POST', `${api}/threads/${started.json.name}/posts`, { ...reply, token: bo })).status).toBe(
    409,
  );
});

test('who has agreed beforehand is not asked again', async () => {
  await using town = await openReals();
  const house = town.house();
  const ada = await house.join('ada');
  const agree = (body: object) => house.call('PUT', `${api}/me/acknowledgement`, { body, token: ada });
  expect((await agree({ acknowledged: false })).json).toMatchObject({ status: 400, field: 'acknowledged' });
  for (let turn = 0; turn < 2; turn++) expect((await agree({ acknowledged: true })).status).toBe(204);
  const body = { title: 'Thresholds', body: 'Three per cent?' };
  expect((await house.call('POST', `${api}/planks/open-elections/threads`, { body, token: ada })).status).toBe(201);
});

test('drafts are kept by version, for their member alone', async () => {
  await using town = await openReals();
  const house = town.house();
  const [ada, bo] = [await house.join('ada'), await house.join('bo')];
  const path = `${api}/me/drafts/thread:b1`;
  const draft = { for: { kind: 'thread', name: 'b1' }, parent: null, title: '', body: 'Half a thou' };
  const put = (body: object, token = ada) => house.call('PUT', path, { body, token });

  expect((await put(draft)).json).toMatchObject({ ...draft, name: 'thread:b1', version: 1 });
  expect((await put({ ...draft, body: 'Half a thought', version: 1 })).json).toMatchObject({ version: 2 });
  // Another window that has not seen the newer version.
  expect((await put({ ...draft, body: 'old', version: 1 })).json).toMatchObject({ status: 409, field: 'version' });
  expect((await put(draft)).status).toBe(409);
  expect((await house.call('GET', `${api}/me/drafts`, { token: ada })).json.items).toMatchObject([
    { body: 'Half a thought', version: 2 },
  ]);
  expect((await house.call('GET', `${api}/me/drafts`, { token: bo })).json.items).toEqual([]);
  expect((await house.call('DELETE', path, { token: bo })).status).toBe(404);
  expect((await house.call('GET', `${api}/me/drafts`)).status).toBe(401);
  expect((await put({ ...draft, body: 'x'.repeat(40_001) })).json).toMatchObject({ status: 400, field: 'body' });
  expect((await house.call('DELETE', path, { token: ada })).status).toBe(204);
  expect((await put({ ...draft, version: 2 })).status).toBe(409);

  for (let number = 0; number < 100; number++)
    expect((await house.call('PUT', `${api}/me/drafts/n${number}`, { body: draft, token: ada })).status).toBe(200);
  expect((await put(draft)).status).toBe(429);
  expect((await house.call('GET', `${api}/me/drafts`, { token: ada })).json.items).toHaveLength(100);
});

test('an edit shows what it changed, word by word', async () => {
  await using town = await openReals();
  const house = town.house();
  const { ada } = await withBoards(house);
  const thread = await house.create(`${api}/boards/garden/threads`, { title: 'Old shed', body: 'one two three' }, ada);
  const path = `${api}/posts/${thread.name}`;
  await house.call('PATCH', path, { body: { body: 'one 2 three' }, token: ada });
  await house.call('PATCH', path, { body: { title: 'New shed', body: 'one 2 three four' }, token: ada });
  const revisions = (await house.call('GET', `${path}/revisions`)).json.items as { id: string; body: string }[];
  const [third, second, first] = revisions.map(({ id }) => id);

  expect((await house.call('GET', `${path}/diff`)).json).toEqual({
    from: second,
    to: third,
    title: [
      { kind: 'removed', text: 'Old' },
      { kind: 'added', text: 'New' },
      { kind: 'same', text: ' shed' },
    ],
    body: [
      { kind: 'same', text: 'one 2 three' },
      { kind: 'added', text: ' four' },
    ],
  });
  expect((await house.call('GET', `${path}/diff?from=${first}&to=${second}`)).json.body).toEqual([
    { kind: 'same', text: 'one ' },
    { kind: 'removed', text: 'two' },
    { kind: 'added', text: '2' },
    { kind: 'same', text: ' three' },
  ]);
  expect((await house.call('GET', `${path}/diff?to=${first}`)).json).toMatchObject({ from: null });
  expect((await house.call('GET', `${path}/diff?from=99`)).status).toBe(404);
  await house.call('DELETE', path, { token: ada });
  expect((await house.call('GET', `${path}/diff`)).status).toBe(404);
  expect((await house.call('GET', `${path}/quote`)).status).toBe(410);
});

test('a quote says who and where', async () => {
  await using town = await openReals();
  const house = town.house();
  const { ada } = await withBoards(house);
  const thread = await house.create(
    `${api}/boards/garden/threads`,
    { title: 'Shed', body: 'one\n\n> two\nthree' },
    ada,
  );
  const { markdown } = (await house.call('GET', `${api}/posts/${thread.name}/quote`)).json;
  expect(markdown).toBe(`> @ada wrote in ${thread.name}:\n>\n> one\n>\n> > two\n> three\n\n`);
  const inside = await house.create(`${api}/boards/kitchen/threads`, { title: 'Stew', body: 'peas' }, ada);
  expect((await house.call('GET', `${api}/posts/${inside.name}/quote`)).status).toBe(404);
  expect((await house.call('GET', `${api}/posts/${inside.name}/diff`)).status).toBe(404);
});

test('the beginning of a name finds members here and authors elsewhere, for members alone', async () => {
  await using town = await openReals();
  const house = town.house();
  const ada = await house.join('ada');
  await house.join('adam');
  await house.join('bo');
  await house.create(`${api}/planks/open-elections/threads`, { title: 't', body: 'b' }, ada);
  const found = await house.call('GET', `${api}/mentions?q=ad`, { token: ada });
  expect(found.json.items).toMatchObject([
    { name: 'ada', origin: house.origin },
    { name: 'adam', origin: house.origin },
  ]);
  expect((await house.call('GET', `${api}/mentions?q=ad`)).status).toBe(401);
  expect((await house.call('GET', `${api}/mentions?q=%25`, { token: ada })).status).toBe(400);
});

test('a preview is what a post would show, for members alone', async () => {
  await using town = await openReals();
  const house = town.house();
  const { ada } = await withBoards(house);
  const body = 'Hello *there*, @ada <script>alert(1)</script>';
  const post = await house.create(`${api}/boards/garden/threads`, { title: 't', body }, ada);
  const preview = (text: string, token?: string) =>
    house.call('POST', `${api}/previews`, { body: { body: text }, ...(token ? { token } : {}) });
  expect(await preview(body, ada)).toMatchObject({ status: 200, json: { html: post.html } });
  expect((await preview('', ada)).json).toEqual({ html: '' });
  expect((await preview('x'.repeat(40_001), ada)).json).toMatchObject({ status: 400, field: 'body' });
  expect((await preview(body)).status).toBe(401);
});

test('a moderator moves a thread between boards, with what is said in it', async () => {
  await using town = await openReals();
  const house = town.house();
  const { admin, ada, mo } = await withBoards(house);
  const thread = await house.create(`${api}/boards/garden/threads`, { title: 'Peas', body: 'How long?' }, ada);
  const reply = await house.create(`${api}/threads/${thread.name}/posts`, { body: 'An hour.' }, ada);
  const move = (board: string, token: string, name = thread.name) =>
    house.call('PATCH', `${api}/threads/${name}`, { body: { board }, token });

  expect((await move('kitchen', ada)).status).toBe(403);
  expect((await move('no-such', mo)).json).toMatchObject({ status: 400, field: 'board' });
  expect((await move('attic', mo)).json).toMatchObject({ status: 409, code: 'closed' });
  const shared = await house.create(`${api}/planks/open-elections/threads`, { title: 't', body: 'b' }, ada);
  expect((await move('kitchen', mo, shared.name)).json).toMatchObject({ status: 400, field: 'board' });

  // Known to visitors, and kept in memory for them.
  for (const path of [
    `threads/${thread.name}`,
    `threads/${thread.name}/posts`,
    `posts/${reply.name}`,
    'boards/garden/threads',
  ])
    expect((await house.call('GET', `${api}/${path}`)).status).toBe(200);
  expect((await move('kitchen', mo)).json).toMatchObject({ place: { slug: 'kitchen' }, posts: 2 });
  for (const path of [`threads/${thread.name}`, `threads/${thread.name}/posts`, `posts/${reply.name}`])
    expect((await house.call('GET', `${api}/${path}`)).status, path).toBe(404);
  expect((await house.call('GET', `${api}/boards/garden/threads`)).json.items).toEqual([]);
  expect((await house.call('GET', `${api}/boards/garden`)).json).toMatchObject({ threads: 0, posts: 0 });
  const posts = (await house.call('GET', `${api}/threads/${thread.name}/posts`, { token: ada })).json.items;
  expect(posts).toMatchObject([{ place: { slug: 'kitchen' } }, { place: { slug: 'kitchen' } }]);
  expect((await house.call('GET', `${api}/boards/kitchen`, { token: ada })).json).toMatchObject({
    threads: 1,
    posts: 2,
  });
  expect((await move('kitchen', mo)).status).toBe(200);

  // It stands in the log once, and who began the thread reads it. Back goes it by whoever moderates both boards, and one is not enough.
  const log = (await house.call('GET', `${api}/modlog`, { token: mo })).json.items as {
    kind: string;
    number: number;
  }[];
  const moved = log.filter(({ kind }) => kind !== 'appoint');
  expect(moved).toMatchObject([
    {
      kind: 'move',
      on: 'thread',
      subject: `thread ${thread.name}`,
      scope: 'board:garden',
      settings: { to: 'board:kitchen' },
    },
  ]);
  expect((await house.call('GET', `${api}/me/decisions`, { token: ada })).json.items).toMatchObject([
    { kind: 'move', reason: 'off-topic', state: 'said' },
  ]);
  const bo = await house.join('bo');
  const duty = (scope: string) =>
    house.call('PUT', `${api}/moderation/staff/bo/${encodeURIComponent(scope)}`, { token: admin, body: {} });
  await duty('board:kitchen');
  expect((await move('garden', bo)).status).toBe(403);
  await duty('board:garden');
  expect((await move('garden', bo)).json).toMatchObject({ place: { slug: 'garden' } });
  const undo = await house.call('POST', `${api}/moderation/actions/${moved[0]?.number}/reversal`, {
    token: mo,
    body: { words: '' },
  });
  expect(undo.json).toMatchObject({ status: 409 });
});

test("a thread on a board may be about a plank's: a link that only its readers can set, and that leaves nothing there", async () => {
  await using town = await openReals({ planks: [plank('open-elections'), plank('inside', { audience: 'members' })] });
  const house = town.house();
  const { ada } = await withBoards(house);
  const start = (place: string, about?: string) =>
    house.call('POST', `${api}/${place}/threads`, {
      body: { title: 'x', body: 'b', acknowledged: true, ...(about ? { about } : {}) },
      token: ada,
    });
  const shared = String((await start('planks/open-elections')).json.name);
  const made = await start('boards/garden', shared);
  expect(made.status).toBe(201);
  expect((await house.call('GET', `${api}/threads/${made.json.name}`)).json.about).toBe(shared);
  expect((await house.call('GET', `${api}/boards/garden/threads`)).json.items).toMatchObject([{ about: shared }]);
  expect((await house.call('GET', `${api}/threads/${shared}`)).text).not.toContain(String(made.json.name));
  for (const wrong of ['b1', '99@x.example', 'nonsense'])
    expect((await start('boards/garden', wrong)).json).toMatchObject({ status: 400, field: 'about' });
  expect((await start('planks/open-elections', shared)).json).toMatchObject({ status: 400, field: 'about' });
});
