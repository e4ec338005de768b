// The doors to boards, threads and posts: what they take, what they answer, and to whom.
import { expect, test } from 'vitest';
import { adminToken, openForum } from './forum.ts';

const api = '/api/v1';

test('a thread is started, answered, changed, deleted', async () => {
  await using h = await openForum();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  const started = await h.call('POST', `${api}/boards/garden/threads`, {
    token: ada,
    body: { title: ' Beans ', body: 'When do we *sow*?' },
  });
  expect(started.status).toBe(201);
  expect(started.headers.get('location')).toBe(`${api}/threads/b1`);
  expect(started.json).toMatchObject({
    name: 'b1',
    title: 'Beans',
    body: 'When do we *sow*?',
    author: { name: 'ada', origin: 'greens.example' },
    at: '2026-01-01T00:00:00.000Z',
  });
  expect(started.json.html).toContain('<em>sow</em>');

  const reply = await h.call('POST', `${api}/threads/b1/posts`, { token: bo, body: { body: 'In May', parent: 'b1' } });
  expect([reply.status, reply.json.name, reply.json.parent]).toEqual([201, 'b2', 'b1']);
  const posts = await h.call('GET', `${api}/threads/b1/posts`);
  expect(posts.json).toEqual({ items: [started.json, reply.json], next: null, previous: null });
  expect((await h.call('GET', `${api}/threads/b1`)).json).toMatchObject({ name: 'b1', title: 'Beans', posts: 2 });
  expect((await h.call('GET', `${api}/posts/b2`)).json).toEqual(reply.json);

  const edited = await h.call('PATCH', `${api}/posts/b2`, { token: bo, body: { body: 'In June' } });
  expect(edited.json).toMatchObject({ name: 'b2', body: 'In June', revisions: 2 });
  const revisions = await h.call('GET', `${api}/posts/b2/revisions`);
  expect(revisions.json.items.map(({ body }: { body: string }) => body)).toEqual(['In June', 'In May']);

  const deleted = await h.call('DELETE', `${api}/posts/b2`, { token: bo });
  expect([deleted.status, deleted.text]).toEqual([204, '']);
  expect((await h.call('GET', `${api}/posts/b2`)).json).toMatchObject({ state: 'deleted', body: '', html: '' });
  expect((await h.call('GET', `${api}/posts/b2/revisions`)).json).toEqual({ items: [], next: null });
  expect((await h.call('DELETE', `${api}/posts/b2`, { token: bo })).json.code).toBe('gone');
});

test('admins manage boards', async () => {
  await using h = await openForum();
  const admin = await adminToken(h);
  const ada = await h.join('ada');
  const body = { slug: 'shed', title: 'The shed', text: 'Tools', position: 0 };
  expect((await h.call('POST', `${api}/boards`, { body })).json.code).toBe('unauthenticated');
  expect((await h.call('POST', `${api}/boards`, { body, token: ada })).json.code).toBe('forbidden');
  const made = await h.call('POST', `${api}/boards`, { body, token: admin });
  expect([made.status, made.headers.get('location')]).toEqual([201, `${api}/boards/shed`]);
  const again = await h.call('POST', `${api}/boards`, { body, token: admin });
  expect([again.status, again.json.code, again.json.field]).toEqual([409, 'conflict', 'slug']);
  const wrong = await h.call('POST', `${api}/boards`, { body: { ...body, slug: 'No!' }, token: admin });
  expect([wrong.status, wrong.json.field]).toEqual([400, 'slug']);
  const list = async (token?: string) =>
    (await h.call('GET', `${api}/boards`, token ? { token } : {})).json.items.map((b: { slug: string }) => b.slug);
  expect(await list()).toEqual(['garden', 'shed']);
  expect(await list(ada)).toEqual(['garden', 'shed', 'cellar']);
  expect((await h.call('PATCH', `${api}/boards/shed`, { body: { position: 9 }, token: ada })).status).toBe(403);
  const moved = await h.call('PATCH', `${api}/boards/shed`, { body: { position: 9, state: 'archived' }, token: admin });
  expect(moved.json).toMatchObject({ position: 9, state: 'archived', title: 'The shed' });
  expect(await list(ada)).toEqual(['garden', 'cellar', 'shed']);
  expect((await h.call('PATCH', `${api}/boards/shed`, { body: {}, token: admin })).status).toBe(400);
  expect((await h.call('PATCH', `${api}/boards/none`, { body: { title: 'x' }, token: admin })).status).toBe(404);
});

test('pages hang together by their cursors', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  for (let i = 1; i <= 7; i++)
    await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body: { title: `T${i}`, body: 'x' } });
  const walk = async (path: string) => {
    const names: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await h.call('GET', `${path}&cursor=${next}`.replace('&cursor=&', '&').replace(/&cursor=$/, ''));
      expect(page.status).toBe(200);
      names.push(...page.json.items.map(({ name }: { name: string }) => name));
      next = page.json.next;
    }
    return names;
  };
  for (const sort of ['active', 'new'])
    expect(await walk(`${api}/boards/garden/threads?limit=3&sort=${sort}`)).toEqual([
      'b7',
      'b6',
      'b5',
      'b4',
      'b3',
      'b2',
      'b1',
    ]);
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'cursor=x', 'sort=best', 'since=now', 'limit='])
    expect((await h.call('GET', `${api}/boards/garden/threads?${query}`)).json, query).toMatchObject({
      code: 'invalid',
      field: query.split('=')[0],
    });
});

test('a board for members is not there for visitors, and what was kept for them is not shown once it is', async () => {
  await using h = await openForum();
  const admin = await adminToken(h);
  const ada = await h.join('ada');
  const write = (slug: string) =>
    h.call('POST', `${api}/boards/${slug}/threads`, { token: ada, body: { title: 'Wine-marker', body: 'Red' } });
  await write('cellar');
  await write('garden');
  const paths = (slug: string, name: string) => [
    `${api}/boards/${slug}`,
    `${api}/boards/${slug}/threads`,
    `${api}/threads/${name}`,
    `${api}/threads/${name}/posts`,
    `${api}/posts/${name}`,
    `${api}/posts/${name}/revisions`,
  ];
  for (const path of paths('cellar', 'b1')) {
    const answer = await h.call('GET', path);
    expect([answer.status, answer.json.code], path).toEqual([404, 'not-found']);
    expect(answer.text).not.toContain('arker');
    expect(answer.text).not.toContain('cellar');
    expect((await h.call('GET', path, { token: ada })).status, path).toBe(200);
    expect((await h.call('GET', path)).status, path).toBe(404);
  }
  expect((await h.call('GET', `${api}/boards`)).text).not.toContain('cellar');
  for (const path of paths('garden', 'b2')) {
    expect((await h.call('GET', path)).status, path).toBe(200);
    expect((await h.call('GET', path)).status, path).toBe(200);
  }
  await h.call('PATCH', `${api}/boards/garden`, { token: admin, body: { visibility: 'members' } });
  for (const path of paths('garden', 'b2')) expect((await h.call('GET', path)).status, path).toBe(404);
  expect((await h.call('GET', `${api}/boards`)).json.items).toEqual([]);
});

test('visitors get what is kept only while it is what the database holds', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  const path = `${api}/threads/b1/posts`;
  await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body: { title: 'T', body: 'one' } });
  const first = await h.call('GET', path);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"/);
  expect((await h.call('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  // A member's answer is another: it says what they have read.
  const own = (await h.call('GET', path, { token: ada })).headers.get('etag') ?? '';
  expect(own).not.toBe(etag);
  expect((await h.call('GET', path, { headers: { 'if-none-match': own }, token: ada })).status).toBe(304);
  await h.call('PATCH', `${api}/posts/b1`, { token: ada, body: { body: 'two' } });
  const second = await h.call('GET', path, { headers: { 'if-none-match': etag } });
  expect([second.status, second.json.items[0].body]).toEqual([200, 'two']);
  await h.call('DELETE', `${api}/posts/b1`, { token: ada });
  expect((await h.call('GET', path)).json.items[0]).toMatchObject({ state: 'deleted', body: '' });
  expect((await h.call('GET', `${api}/boards/garden/threads`)).json.items).toEqual([]);
});

test('a call that creates may be sent again', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  const admin = await adminToken(h);
  const calls = [
    { path: '/boards/garden/threads', token: ada, body: { title: 'T', body: 'x' } },
    { path: '/threads/b1/posts', token: ada, body: { body: 'y' } },
    { path: '/boards', token: admin, body: { slug: 'shed', title: 'The shed' } },
  ];
  for (const [i, { path, token, body }] of calls.entries()) {
    const headers = { 'idempotency-key': `key-${i}` };
    const first = await h.call('POST', api + path, { token, body, headers });
    const second = await h.call('POST', api + path, { token, body, headers });
    expect(first.status, path).toBe(201);
    expect([second.status, second.text], path).toEqual([201, first.text]);
    expect(second.headers.get('idempotent-replayed'), path).toBe('true');
  }
  expect((await h.call('GET', `${api}/threads/b1`)).json.posts).toBe(2);
});

test('nobody but its author changes a post, and visitors change nothing', async () => {
  await using h = await openForum();
  const [ada, bo, admin] = [await h.join('ada'), await h.join('bo'), await adminToken(h)];
  await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body: { title: 'T', body: 'x' } });
  for (const token of [bo, admin]) {
    expect((await h.call('PATCH', `${api}/posts/b1`, { token, body: { body: 'z' } })).status).toBe(403);
    expect((await h.call('DELETE', `${api}/posts/b1`, { token })).status).toBe(403);
  }
  expect((await h.call('PATCH', `${api}/posts/b1`, { body: { body: 'z' } })).status).toBe(401);
  expect((await h.call('DELETE', `${api}/posts/b1`)).status).toBe(401);
  expect((await h.call('POST', `${api}/threads/b1/posts`, { body: { body: 'z' } })).status).toBe(401);
  expect((await h.call('GET', `${api}/posts/b1`)).json).toMatchObject({ body: 'x', revisions: 1 });
});

test('what breaks a rule is refused by field', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  const post = (body: unknown) => h.call('POST', `${api}/boards/garden/threads`, { token: ada, body });
  for (const [field, body] of [
    ['title', { title: '', body: 'x' }],
    ['title', { title: 'a\nb', body: 'x' }],
    ['title', { title: 'a'.repeat(301), body: 'x' }],
    ['title', { body: 'x' }],
    ['body', { title: 'T' }],
    ['body', { title: 'T', body: '  \n ' }],
    ['body', { title: 'T', body: 'a'.repeat(40_001) }],
    ['body', { title: 'T', body: 7 }],
  ] as const) {
    const answer = await post(body);
    expect([answer.status, answer.json.code, answer.json.field], JSON.stringify(body).slice(0, 60)).toEqual([
      400,
      'invalid',
      field,
    ]);
  }
  await post({ title: 'T', body: 'x' });
  for (const parent of ['b9', 'x', '1@greens.example', '__proto__'])
    expect(
      (await h.call('POST', `${api}/threads/b1/posts`, { token: ada, body: { body: 'y', parent } })).json,
    ).toMatchObject({ code: 'invalid', field: 'parent' });
  for (const name of ['b0', 'b01', 'b99', 'x', '1@', '%00', 'b1%00', '1@greens.example', 'b'.repeat(400)]) {
    expect((await h.call('GET', `${api}/posts/${name}`)).status, name).toBeGreaterThanOrEqual(400);
    expect((await h.call('GET', `${api}/posts/${name}`)).status, name).toBeLessThanOrEqual(404);
  }
});

test('planks have doors of their own, also where there are none', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  expect((await h.call('GET', `${api}/planks`)).json).toEqual({ items: [], next: null });
  expect((await h.call('GET', `${api}/planks/garden`)).status).toBe(404);
  expect((await h.call('GET', `${api}/planks/garden/threads`)).status).toBe(404);
  const body = { title: 'T', body: 'x' };
  expect((await h.call('POST', `${api}/planks/garden/threads`, { token: ada, body })).status).toBe(404);
  expect((await h.call('POST', `${api}/threads/1@b.example/posts`, { token: ada, body })).status).toBe(404);
});

test('the description names every door', async () => {
  await using h = await openForum();
  const { status, json } = await h.call('GET', `${api}/openapi.json`);
  expect(status).toBe(200);
  for (const path of ['/boards', '/boards/{slug}/threads', '/planks/{slug}/threads', '/threads/{name}/posts'])
    expect(Object.keys(json.paths), path).toContain(path);
  expect(Object.keys(json.components.schemas)).toEqual(
    expect.arrayContaining(['Post', 'Thread', 'Place', 'NewThread']),
  );
});

test('a warm read for a visitor costs one look-up', async () => {
  await using h = await openForum();
  const ada = await h.join('ada');
  await h.call('POST', `${api}/boards/garden/threads`, { token: ada, body: { title: 'T', body: 'x' } });
  const { read } = h.db;
  const { get, all } = read;
  let lookups = 0;
  const counted = <F extends (...given: never[]) => unknown>(run: F) =>
    ((...given: Parameters<F>) => {
      lookups++;
      return run(...given);
    }) as F;
  const paths = ['/boards', '/planks', '/boards/garden', '/boards/garden/threads?sort=new', '/threads/b1'].concat([
    '/threads/b1/posts',
    '/posts/b1',
    '/posts/b1/revisions',
  ]);
  for (const path of paths) {
    const cold = await h.call('GET', api + path);
    Object.assign(read, { get: counted(get), all: counted(all) });
    lookups = 0;
    const warm = await h.call('GET', api + path);
    Object.assign(read, { get, all });
    expect([warm.status, warm.text], path).toEqual([200, cold.text]);
    expect(lookups, path).toBe(1);
  }
});
