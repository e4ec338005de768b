// The API's contract, by plain fetch against a running instance: what programs may rely on.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOKEN_FIELD } from '../../src/http/pages/form-token.ts';
import { scratchFolder } from '../support/scratch.ts';
import { found } from './coalition.ts';
import { CHARTER, createInstance, type Instance } from './instance.ts';
import { type LiveReader, readLive } from './live-reader.ts';
import { call, join, listAll, type Member, signIn } from './member.ts';
import { until } from './patience.ts';
import { type Ports, reservePorts } from './ports.ts';

const ADA = { name: 'ada', password: 'correct horse battery staple' };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let ports: Ports;
let scratch: string;
let house: Instance;
let printed: string;
let ada: Member;
let bob: Member;

/** The founding charter, and a plank for members alone. */
const charterWithInside = (): string => {
  const charter = JSON.parse(readFileSync(CHARTER, 'utf8'));
  charter.planks.push({ slug: 'inside', title: 'Inside', text: 'Among us.', audience: 'members', termDays: 90 });
  const file = joinPath(scratch, 'charter.json');
  writeFileSync(file, JSON.stringify(charter));
  return file;
};

beforeAll(async () => {
  ports = await reservePorts(1);
  scratch = mkdtempSync(joinPath(scratchFolder(), 'koinon-api-'));
  const folder = joinPath(scratch, 'data');
  mkdirSync(folder, { mode: 0o700 });
  house = createInstance({ port: ports.first, folder });
  await house.start();
  printed = await until('the link is printed', () => /http\S*first-run\S*/.exec(house.output)?.[0]);
});
afterAll(async () => {
  await house.stop('SIGKILL').catch(() => {});
  rmSync(scratch, { recursive: true, force: true });
  await ports[Symbol.asyncDispose]();
});

/** Sends the form as the browser does that was shown it: with its token, and the cookie that the token is bound to. */
const formOf =
  (cookie: string, token: string) =>
  (fields: Record<string, string>, origin: string = house.url) =>
    fetch(`${house.url}/first-run`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin, cookie },
      body: new URLSearchParams({ [TOKEN_FIELD]: token, ...fields }),
      redirect: 'manual',
    });

test('the printed link makes the first admin, once, from our own page', async () => {
  const page = await fetch(printed);
  const text = await page.text();
  expect([page.status, text]).toEqual([200, expect.stringContaining('<form method="post"')]);
  const [bound = ''] = page.headers.get('set-cookie')?.split(';') ?? [];
  const form = formOf(bound, new RegExp(`name="${TOKEN_FIELD}" value="([^"]+)"`).exec(text)?.[1] ?? '');
  const token = new URL(printed).searchParams.get('token') ?? '';
  const fields = { ...ADA, instance: 'The Greens', token };
  expect((await form(fields, 'https://evil.example')).status).toBe(403);
  expect((await form({ ...fields, [TOKEN_FIELD]: 'x'.repeat(32) })).status).toBe(403);
  expect((await form({ ...fields, token: `${token.slice(0, -1)}x` })).status).toBeGreaterThanOrEqual(400);
  const made = await form(fields);
  expect([made.status, made.headers.get('location')]).toEqual([303, '/admin']);
  expect(made.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
  const [cookie = ''] = made.headers.get('set-cookie')?.split(';') ?? [];
  expect((await call(house.url, 'GET', '/me', { headers: { cookie } })).json).toMatchObject({
    name: 'ada',
    role: 'admin',
  });
  expect((await form({ ...fields, name: 'eve' })).status).toBeGreaterThanOrEqual(400);
  expect((await fetch(printed)).status).toBeGreaterThanOrEqual(400);
  expect((await call(house.url, 'GET', '/instance')).json).toMatchObject({ name: 'The Greens', origin: house.origin });

  await house.stop();
  await house.start();
  ada = await signIn(house.url, ADA);
  expect(house.output).not.toContain('first-run');
  await found([house], charterWithInside());
  bob = await join(house.url, 'bob');
});

describe('sessions', () => {
  const enter = (body: object) => call(house.url, 'POST', '/sessions', { body });
  const refresh = (refreshToken: unknown) => call(house.url, 'POST', '/sessions/refresh', { body: { refreshToken } });

  test('signing in answers tokens and who it is', async () => {
    const answer = await enter(ADA);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.json).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refreshToken: expect.any(String),
      expiresIn: 900,
      member: {
        ...{ name: 'ada', origin: house.origin, displayName: 'ada', role: 'admin', bio: '' },
        at: expect.stringMatching(TIME),
      },
    });
  });

  test('a wrong password and an unknown name get one answer', async () => {
    const [wrong, unknown] = await Promise.all([
      enter({ ...ADA, password: 'wrong' }),
      enter({ ...ADA, name: 'nobody_here' }),
    ]);
    expect([wrong.status, wrong.json.code]).toEqual([401, 'wrong-credentials']);
    expect(unknown.text).toBe(wrong.text);
  });

  test('refresh tokens rotate; one that is used again ends the session', async () => {
    const { accessToken, refreshToken } = (await enter(ADA)).json;
    const next = await refresh(refreshToken);
    expect(next.status).toBe(200);
    expect(next.json.refreshToken).not.toBe(refreshToken);
    expect((await call(house.url, 'GET', '/me', { token: String(accessToken) })).status).toBe(200);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await refresh(next.json.refreshToken)).status).toBe(401);
    expect((await call(house.url, 'GET', '/me', { token: String(next.json.accessToken) })).status).toBe(401);
  });

  test('signing out acts at once', async () => {
    const token = String((await enter(ADA)).json.accessToken);
    expect((await call(house.url, 'DELETE', '/sessions/current', { token })).status).toBe(204);
    expect((await call(house.url, 'GET', '/me', { token })).status).toBe(401);
  });
});

describe.each([
  ['boards', 'lounge', /^b[1-9]\d*$/],
  ['planks', 'open-elections', /^[1-9]\d*@localhost:\d+$/],
])('%s', (places, slug, NAME) => {
  const body = 'A **word**, and <script>alert(1)</script> [a link](https://example.org).';
  let thread = '';
  let reply = '';

  test('a thread is started and read', async () => {
    if (places === 'boards')
      expect(await ada.create('/boards', { slug, title: 'Lounge' })).toMatchObject({
        kind: 'board',
        visibility: 'public',
      });
    const started = await bob.call('POST', `/${places}/${slug}/threads`, {
      title: ' First ',
      body,
      acknowledged: true,
    });
    expect(started.status).toBe(201);
    thread = String(started.json.name);
    expect(thread).toMatch(NAME);
    expect(started.headers.get('location')).toBe(`/api/v1/threads/${thread}`);
    expect(started.json).toMatchObject({
      ...{ name: thread, thread, title: 'First', body, parent: null, state: 'live', revisions: 1, editedAt: null },
      place: { kind: places.slice(0, -1), slug },
      author: { name: 'bob', origin: house.origin, displayName: 'bob' },
      at: expect.stringMatching(TIME),
    });
    const { html } = started.json;
    expect(html).toContain('<strong>word</strong>');
    expect(html).toContain('rel="nofollow ugc noopener"');
    expect(html).not.toContain('<script');
    expect((await call(house.url, 'GET', `/threads/${thread}`)).json).toMatchObject({
      name: thread,
      title: 'First',
      posts: 1,
    });
  });

  test('replies, and lists that are paged by a cursor', async () => {
    const made = await ada.call('POST', `/threads/${thread}/posts`, {
      body: 'Yes.',
      parent: thread,
      acknowledged: true,
    });
    reply = String(made.json.name);
    expect([made.status, made.headers.get('location')]).toEqual([201, `/api/v1/posts/${reply}`]);
    expect(reply).toMatch(NAME);
    expect(made.json).toMatchObject({ name: reply, parent: thread, thread, author: { name: 'ada' } });
    for (let i = 0; i < 5; i++) await bob.create(`/threads/${thread}/posts`, { body: `And ${i}.` });
    const all = await listAll(house.url, `/threads/${thread}/posts`);
    expect(all.map((post) => post.body)).toEqual([body, 'Yes.', ...[0, 1, 2, 3, 4].map((i) => `And ${i}.`)]);
    const paged: unknown[] = [];
    let next: unknown = null;
    do {
      const page = await call(house.url, 'GET', `/threads/${thread}/posts?limit=3${next ? `&cursor=${next}` : ''}`);
      expect(Object.keys(page.json).sort()).toEqual(['items', 'next', 'previous']);
      paged.push(...(page.json.items as unknown[]));
      next = page.json.next;
    } while (next !== null);
    expect(paged).toEqual(all);
    for (const sort of ['active', 'new']) {
      const threads = await listAll(house.url, `/${places}/${slug}/threads?sort=${sort}`);
      expect(threads.map(({ name, posts }) => [name, posts])).toEqual([[thread, 7]]);
    }
  });

  test('edits keep their history; a deleted post keeps its place and nothing else', async () => {
    const edited = await ada.call('PATCH', `/posts/${reply}`, { body: 'Yes, twice.' });
    expect([edited.status, edited.json.body, edited.json.revisions]).toEqual([200, 'Yes, twice.', 2]);
    expect((await listAll(house.url, `/posts/${reply}/revisions`)).map((one) => one.body)).toEqual([
      'Yes, twice.',
      'Yes.',
    ]);
    expect((await bob.call('DELETE', `/posts/${reply}`)).status).toBe(403);
    const gone = await ada.call('DELETE', `/posts/${reply}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    const posts = await listAll(house.url, `/threads/${thread}/posts`);
    expect(posts[1]).toMatchObject({ name: reply, body: '', html: '', state: 'deleted' });
    expect(JSON.stringify(posts)).not.toContain('twice');
    expect((await call(house.url, 'GET', `/posts/${reply}/revisions`)).text).not.toContain('twice');
  });

  test('one Idempotency-Key creates once', async () => {
    const path = `/threads/${thread}/posts`;
    const key = { 'idempotency-key': `once-${places}` };
    const answers = await Promise.all(Array.from({ length: 8 }, () => bob.call('POST', path, { body: 'Once.' }, key)));
    const later = await bob.call('POST', path, { body: 'Once.' }, key);
    expect([...answers, later].map(({ status }) => status)).toEqual(Array(9).fill(201));
    expect(new Set([...answers, later].map(({ text }) => text)).size).toBe(1);
    expect(later.headers.get('idempotent-replayed')).toBe('true');
    expect((await listAll(house.url, path)).filter((post) => post.body === 'Once.')).toHaveLength(1);
    const other = await bob.call('POST', path, { body: 'Twice.' }, key);
    expect([other.status, other.json.code]).toEqual([422, 'key-reused']);
    // Another member's key is another key.
    expect((await ada.call('POST', path, { body: 'Once.' }, key)).status).toBe(201);
  });

  test('reads carry an ETag, and 304 says that nothing changed', async () => {
    for (const path of [`/${places}/${slug}/threads`, `/threads/${thread}`, `/threads/${thread}/posts`]) {
      const first = await call(house.url, 'GET', path);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^(W\/)?"[^"]+"$/);
      const again = await call(house.url, 'GET', path, { headers: { 'if-none-match': etag } });
      expect([again.status, again.text]).toEqual([304, '']);
      await bob.create(`/threads/${thread}/posts`, { body: `More for ${path}` });
      const changed = await call(house.url, 'GET', path, { headers: { 'if-none-match': etag } });
      expect(changed.status).toBe(200);
      expect(changed.headers.get('etag')).not.toBe(etag);
    }
  });
});

test('a plank and a board for members are nowhere to be seen by visitors', async () => {
  await ada.create('/boards', { slug: 'cellar', title: 'Cellar', visibility: 'members' });
  const visitors = await Promise.all(['board', 'plank'].map((kind) => listAll(house.url, `/${kind}s`)));
  expect(visitors.flat().map(({ slug }) => slug)).toEqual(['lounge', 'self-determination', 'open-elections']);
  const reader = await readLive(house.url);
  const member = await readLive(house.url, { authorization: `Bearer ${bob.token}` });
  const names: string[] = [];
  for (const place of ['boards/cellar', 'planks/inside']) {
    expect((await bob.get(`/${place}`)).status).toBe(200);
    const { name } = await bob.create(`/${place}/threads`, { title: 'Among us', body: 'Quietly.' });
    names.push(name);
    expect((await bob.get(`/posts/${name}`)).json).toMatchObject({ body: 'Quietly.' });
    for (const path of [
      `/${place}`,
      `/${place}/threads`,
      `/threads/${name}`,
      `/threads/${name}/posts`,
      `/posts/${name}`,
    ]) {
      const answer = await call(house.url, 'GET', path);
      expect([path, answer.status, answer.json.code]).toEqual([path, 404, 'not-found']);
      expect((await call(house.url, 'GET', path, { headers: { 'if-none-match': '*' } })).status).toBe(404);
    }
  }
  await until('the member hears of both', () =>
    names.every((name) => member.told.some(({ data }) => data.post === name)),
  );
  const { name } = await bob.create('/boards/lounge/threads', { title: 'Aloud', body: 'For all.' });
  await until('the visitor hears of the last', () => reader.told.some(({ data }) => data.post === name));
  expect(reader.told.filter(({ data }) => names.includes(data.post ?? ''))).toEqual([]);
  for (const stream of [reader, member]) stream.hangUp();
});

test('what is wrong is a problem with a stable code', async () => {
  const problems: [number, string, () => Promise<Awaited<ReturnType<typeof call>>>][] = [
    [400, 'invalid', () => bob.call('POST', '/planks/open-elections/threads', { title: '', body: 'x' })],
    [400, 'invalid', () => call(house.url, 'POST', '/sessions', { body: '{"name":' })],
    [
      401,
      'unauthenticated',
      () => call(house.url, 'POST', '/planks/open-elections/threads', { body: { title: 'x', body: 'x' } }),
    ],
    [401, 'unauthenticated', () => call(house.url, 'GET', '/boards', { token: 'no.such.token' })],
    [403, 'forbidden', () => bob.call('POST', '/boards', { slug: 'mine', title: 'Mine' })],
    [404, 'not-found', () => call(house.url, 'GET', '/threads/b999999')],
    [404, 'not-found', () => bob.call('POST', '/planks/no-such/threads', { title: 'x', body: 'x' })],
    [405, 'method-not-allowed', () => call(house.url, 'PUT', '/boards')],
    [413, 'too-large', () => bob.call('POST', '/planks/open-elections/threads', { title: 'x', body: 'x'.repeat(1e6) })],
  ];
  for (const [status, code, ask] of problems) {
    const { headers, json, ...answer } = await ask();
    expect([answer.status, json.code, json.status]).toEqual([status, code, status]);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(json).toMatchObject({ type: expect.any(String), title: expect.any(String), detail: expect.any(String) });
  }
});

test('the description of the API names every call used here, and operators get their pages', async () => {
  const openapi = await call(house.url, 'GET', '/openapi.json');
  expect(openapi.json.openapi).toMatch(/^3\.1\./);
  const paths = Object.keys(openapi.json.paths as object).map((path) => path.replace(/^\/api\/v1/, ''));
  const used = ['/sessions', '/sessions/refresh', '/registrations', '/me', '/boards', '/planks', '/peers', '/live'];
  used.push('/boards/{slug}/threads', '/planks/{slug}/threads', '/threads/{name}/posts', '/posts/{name}');
  expect(paths).toEqual(expect.arrayContaining(used));
  for (const path of ['/healthz', '/readyz', '/metrics', '/api', '/', '/.well-known/koinon'])
    expect([path, (await fetch(house.url + path)).status]).toEqual([path, 200]);
});

test('the live stream resumes without loss or repeat, over broken connections and a killed server', async () => {
  const thread = await bob.create('/planks/open-elections/threads', { title: 'Live', body: 'Begin.' });
  const heard: string[] = [];
  const said: string[] = [];
  let reader: LiveReader = await readLive(house.url);
  const leave = async (): Promise<string> => {
    const { last } = reader;
    reader.hangUp();
    await reader.ended;
    heard.push(...reader.told.flatMap(({ data }) => (data.kind === 'post.created' ? [data.post ?? ''] : [])));
    return last;
  };
  const say = async (count: number) => {
    for (let i = 0; i < count; i++)
      said.push((await bob.create(`/threads/${thread.name}/posts`, { body: `${i}` })).name);
  };
  for (let round = 0; round < 6; round++) {
    await say(5);
    // Sometimes all is heard by then, sometimes not.
    if (round % 2) await until('the last is heard', () => reader.told.some(({ data }) => data.post === said.at(-1)));
    const last = await leave();
    await say(5);
    if (round === 3) {
      await house.stop('SIGKILL');
      await house.start();
    }
    reader = await readLive(house.url, { 'last-event-id': last });
    expect(reader.status).toBe(200);
  }
  await until('the last is heard', () => reader.told.some(({ data }) => data.post === said.at(-1)));
  await leave();
  expect(heard).toEqual(said);
});
