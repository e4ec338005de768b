// With everything on: what is said on boards is in no journal, federation answer or log line, and what is said on a
// members-only board is in nothing that a visitor gets.
import { expect, test } from 'vitest';
import { buildFederation } from '../../src/app/federation.ts';
import { buildForum } from '../../src/app/forum.ts';
import { buildMessages } from '../../src/app/messages.ts';
import { buildPages } from '../../src/app/pages.ts';
import { buildRoutes } from '../../src/app/routes.ts';
import { buildUploads } from '../../src/app/uploads.ts';
import { createFeed } from '../../src/events/feed.ts';
import { createLive } from '../../src/http/live/live.ts';
import { listenTo } from '../http/live-client.ts';
import { plank } from '../support/coalition.ts';
import { noise } from '../support/images.ts';
import { until } from '../support/timers.ts';
import { callAs, openReals, type Real, syncBody, tokenFor } from './real.ts';
import { decoded, everythingIn } from './traces.ts';

const PLANKS = [plank('open-elections'), plank('inside', { audience: 'members' })];

/** What is told beside the address that was asked for, which a page repeats as the way back. */
const without = (text: string, path: string): string =>
  text.replaceAll(path, '').replaceAll(encodeURIComponent(path), '');

/** Every name that any door has, as method and path. */
const routesOf = async (house: Real): Promise<{ method: string; path: string }[]> => {
  const { core } = house.app;
  const forum = buildForum(core, () => {});
  const federation = buildFederation(core, forum.held);
  const live = createLive({ ...core, feed: createFeed(core) });
  const routes = buildRoutes(
    core,
    forum,
    federation,
    buildUploads(core, federation),
    buildMessages(core, federation),
    live,
    buildPages(core, forum),
  ).map(({ method, base, path }) => ({
    method: method.toUpperCase(),
    path: base + path,
  }));
  await federation.client.close();
  const own = ['/api', '/api/v1/openapi.json', '/healthz', '/readyz', '/metrics'];
  return [...routes, ...own.map((path) => ({ method: 'GET', path }))];
};

type Told = {
  house: Real;
  admin: string;
  ada: string;
  markers: { open: string; shut: string };
  /** Ids of images: on the open board, on the shut one, and one that nobody named yet. */
  images: { open: string; shut: string; own: string };
};

const upload = async (house: Real, token: string, width: number): Promise<string> => {
  const body = await noise(width, 30).png().toBuffer();
  const headers = { 'content-type': 'image/png' };
  return String((await house.call('POST', '/api/v1/me/uploads', { body, token, headers })).json.id);
};

/** One board that anyone reads and one for members, with threads, replies, edits, a delete, refusals; and a plank beside. */
const talk = async (house: Real, word: string): Promise<Told & { names: string[]; slugs: string[] }> => {
  const markers = { open: `${word}-openmark`, shut: `${word}-shutmark` };
  const admin = await house.admin();
  const ada = await house.join('ada');
  const names: string[] = [];
  const slugs = [`${markers.open}-slug`, `${markers.shut}-slug`];
  const wide = word.charCodeAt(0);
  const images = {
    open: await upload(house, ada, wide),
    shut: await upload(house, ada, wide + 100),
    own: await upload(house, ada, wide + 200),
  };
  for (const [marker, visibility] of [
    [markers.open, 'public'],
    [markers.shut, 'members'],
  ] as const) {
    const slug = `${marker}-slug`;
    await house.create('/api/v1/boards', { slug, title: `${marker} title`, text: `${marker} text`, visibility }, admin);
    const thread = await house.create(
      `/api/v1/boards/${slug}/threads`,
      {
        title: `${marker} thread`,
        body: `${marker} body`,
        attachments: [{ upload: visibility === 'public' ? images.open : images.shut, alt: `${marker} alt` }],
      },
      ada,
    );
    const reply = await house.create(`/api/v1/threads/${thread.name}/posts`, { body: `${marker} reply @bo` }, ada);
    const gone = await house.create(`/api/v1/threads/${thread.name}/posts`, { body: `${marker} gone` }, ada);
    await house.call('PATCH', `/api/v1/posts/${reply.name}`, { body: { body: `${marker} edited` }, token: ada });
    await house.call('PATCH', `/api/v1/posts/${thread.name}`, { body: { title: `${marker} retitled` }, token: ada });
    await house.call('DELETE', `/api/v1/posts/${gone.name}`, { token: ada });
    for (const { name } of [thread, reply])
      await house.call('PUT', `/api/v1/posts/${name}/vote`, { body: { value: 1 }, token: admin });
    await house.call('PATCH', `/api/v1/boards/${slug}`, { body: { text: `${marker} text again` }, token: admin });
    names.push(String(thread.name), String(reply.name), String(gone.name));
    await house.call('PUT', `/api/v1/me/drafts/${marker}`, {
      body: { for: { kind: 'board', name: slug }, title: `${marker} draft`, body: `${marker} half a thought` },
      token: ada,
    });
    expect((await house.call('GET', `/api/v1/search?q="${marker} body"`, { token: ada })).text).toContain(marker);
    // What goes wrong is logged as well.
    await house.call('POST', `/api/v1/boards/${slug}/threads`, { body: `{"title":"${marker}"`, token: ada });
    await house.call('POST', `/api/v1/boards/${slug}/threads`, { body: { title: marker, body: 7 }, token: ada });
    await house.call('POST', `/api/v1/boards/${slug}`, { body: { title: marker }, token: ada });
    await house.call('POST', `/api/v1/threads/${reply.name}/posts`, {
      body: { body: marker, parent: marker },
      token: ada,
    });
    await house.call('GET', `/api/v1/boards/${slug}?cursor=${marker}`, { token: ada });
    await house.call('GET', `/api/v1/boards/${slug}/threads?cursor=${marker}`, { token: ada });
    await house.call('GET', `/api/v1/threads/${reply.name}?token=${marker}`);
    await house.call('GET', `/boards/${slug}`, { headers: { cookie: `session=${marker}` } });
  }
  const shared = await house.create(
    '/api/v1/planks/open-elections/threads',
    { title: `${word} shared`, body: 'b' },
    ada,
  );
  await house.create(`/api/v1/threads/${shared.name}/posts`, { body: `${word} shared reply` }, ada);
  await house.call('PUT', `/api/v1/posts/${shared.name}/vote`, { body: { value: 1 }, token: admin });
  const inside = await house.create('/api/v1/planks/inside/threads', { title: `${word} insidemark`, body: 'b' }, ada);
  names.push(String(shared.name), String(inside.name));
  return { house, admin, ada, markers, images, names, slugs };
};

/** Of what stands on boards, whole words and beginnings. */
const SEARCHES = ['anna', 'shutmark', 'anna-shutmark body', 'shut*', 'insidemark', 'in:inside anna', 'author:ada'];

/** Fills in whatever a path asks for, in every way. */
const fill = (path: string, names: readonly string[], slugs: readonly string[], ids: readonly string[]): string[] => {
  if (/\{digest\}|uploads\/\{id\}/.test(path)) return ids.map((id) => path.replace(/\{(?:digest|id)\}/, id));
  if (path === '/api/v1/search') return SEARCHES.map((q) => `${path}?q=${encodeURIComponent(q)}`);
  if (path.includes('{slug}')) return slugs.map((slug) => path.replace('{slug}', slug));
  if (path.includes('/members/{name}')) return [path.replace('{name}', 'ada')];
  if (path.includes('{name}')) return names.map((name) => path.replace('{name}', encodeURIComponent(name)));
  return [path.replace(/\{\w+\}/, '1')];
};

test('nothing of a board leaves its house, and nothing of a shut one is told to visitors', async () => {
  await using town = await openReals({
    instances: 2,
    planks: PLANKS,
    start: true,
  });
  const [a, b] = [town.house(0), town.house(1)];
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const live = await listenTo(`http://127.0.0.1:${a.port}/api/v1/live`);
  const said = await talk(a, 'anna');
  const theirs = await talk(b, 'bert');
  const marks = /(?:open|shut)mark/;
  // Both have everything that is shared.
  for (const house of [a, b])
    await until(async () => {
      const list = (await house.call('GET', '/api/v1/planks/open-elections/threads')).text;
      return list.includes('anna shared') && list.includes('bert shared');
    });

  // The totals of the shared thread have come over; who voted, and that anybody voted on a board, has not.
  await until(async () =>
    (await b.call('GET', '/api/v1/planks/open-elections/threads')).text.includes('"votes":{"up":1,"down":0}'),
  );

  // The other house's database, whole.
  const dump = decoded(await everythingIn(b.fresh.location));
  expect(dump).toContain('bert-shutmark');
  expect(dump).toContain('anna shared');
  expect(dump).toContain('votes.tallied');
  expect(dump).not.toMatch(/"post":"b\d/);
  expect(dump).toContain('anna insidemark');
  expect(dump).not.toMatch(/anna-(?:open|shut)mark/);
  expect(decoded(await everythingIn(a.fresh.location))).not.toMatch(/bert-(?:open|shut)mark/);
  const ids = Object.values(said.images);
  for (const id of ids) expect(dump).not.toContain(id);

  // Images: not by a peer's door, whatever its token says; by the other only with the post that shows them.
  for (const id of [...ids, ...Object.values(theirs.images)]) {
    const path = `/federation/v1/blobs/${id}`;
    const token = await tokenFor(a, x, path, '', { method: 'GET' });
    expect([id, (await a.call('GET', path, { token })).status]).toEqual([id, 404]);
  }
  for (const path of ['', '/thumbnail']) {
    expect((await a.call('GET', `/uploads/${said.images.open}${path}`)).status).toBe(200);
    for (const id of [said.images.shut, said.images.own])
      for (const as of [{}, { token: theirs.ada }, { headers: { cookie: 'session=1' } }])
        expect((await a.call('GET', `/uploads/${id}${path}`, as)).status).toBeGreaterThanOrEqual(401);
    expect((await a.call('GET', `/uploads/${said.images.shut}${path}`, { token: said.ada })).status).toBe(200);
  }

  // Everything that a peer can ask for.
  const { names, slugs } = said;
  const origins = [a.origin, b.origin, 'x.example'];
  const want = Object.fromEntries(origins.map((origin) => [origin, [[1, 1_000]]]));
  const heads = Object.fromEntries(origins.map((origin) => [origin, 99]));
  const asked = [
    await callAs(a, x, '/federation/v1/sync', syncBody(a)),
    await callAs(a, x, '/federation/v1/sync', syncBody(a, { want })),
    await callAs(a, x, '/federation/v1/entries', `${x.epochLine}\n`),
    await callAs(a, x, '/federation/v1/nudge', JSON.stringify({ coalition: a.coalition, heads })),
    await callAs(a, x, '/federation/v1/erasures', 'nonsense'),
    await a.call('GET', '/federation/v1/charter'),
    await a.call('GET', '/.well-known/koinon'),
  ];
  expect(asked.map(({ status }) => status)).toEqual([200, 200, 200, 202, 400, 200, 200]);
  expect(decoded(asked.map(({ text }) => text).join('\n'))).toContain('anna shared');
  for (const name of [...names, ...slugs, 'b1']) {
    const wants = syncBody(a, { want: { [name]: [[1, 1]] } });
    asked.push(await callAs(a, x, '/federation/v1/sync', wants));
    for (const kind of ['boards', 'threads', 'posts', 'blobs', 'entries'])
      asked.push(await a.call('GET', `/federation/v1/${kind}/${name}`));
  }
  expect(decoded(asked.map(({ text, headers }) => text + JSON.stringify([...headers])).join('\n'))).not.toMatch(marks);

  // Every door, as a visitor; as the other house's member, who is one here; and with a peer's token, which opens no other.
  const routes = await routesOf(a);
  expect(routes.length).toBeGreaterThan(40);
  const stranger = theirs.ada;
  let answered = 0;
  let open = '';
  for (const { method, path } of routes)
    for (const filled of fill(path, method === 'GET' ? names : names.slice(3, 5), [...slugs, 'inside'], ids)) {
      if (path === '/api/v1/live') continue;
      const body = method === 'GET' ? {} : { body: {} };
      for (const as of [{}, { token: stranger }, { headers: { cookie: 'session=1' } }] as const) {
        const answer = await a.call(method, filled, { ...body, ...as });
        expect([method, filled, answer.status]).not.toEqual([method, filled, 500]);
        const text = answer.text + JSON.stringify([...answer.headers]);
        expect(`${method} ${without(text, filled)}`).not.toMatch(/anna-shutmark|anna insidemark/);
        open += text;
        answered += 1;
      }
    }
  expect(answered).toBeGreaterThan(200);
  expect(open).toContain('anna-openmark');

  // A member of the house sees all of it: it is there.
  const shut = await a.call('GET', `/api/v1/boards/${slugs[1]}/threads`, { token: said.ada });
  expect(shut.text).toContain('anna-shutmark');
  expect((await a.call('GET', '/api/v1/planks/inside/threads', { token: said.ada })).text).toContain('anna insidemark');

  // The live stream of a visitor names neither the shut board's places, threads nor posts.
  await until(() => live.heard.length > 5);
  const heard = live.text();
  for (const name of [...names.slice(3, 6), String(names.at(-1)), slugs[1] ?? '', 'insidemark'])
    expect(heard).not.toContain(`"${name}"`);
  expect(heard).toContain(`"${names[0]}"`);
  live.hangUp();

  // Notifications: whom a shut board names hears of it; a stranger does not, in lists or in live streams.
  const bo = await a.join('bo');
  const theirLive = await listenTo(`http://127.0.0.1:${a.port}/api/v1/live`, { authorization: `Bearer ${said.admin}` });
  await a.create(`/api/v1/threads/${names[3]}/posts`, { body: 'anna-shutmark for @bo' }, said.ada);
  await until(async () => (await a.call('GET', '/api/v1/notifications', { token: bo })).text.includes('anna-shutmark'));
  expect((await a.call('GET', '/api/v1/notifications', { token: said.admin })).text).not.toContain('mention');
  await until(() => theirLive.text().includes('post.created'));
  expect(theirLive.text()).not.toContain('event: notification');
  theirLive.hangUp();
  expect(decoded(await everythingIn(b.fresh.location))).not.toMatch(/anna-(?:open|shut)mark/);
  // Of a thread that is shut there is no feed for visitors, of its author one without it.
  expect((await a.call('GET', `/api/v1/threads/${names[3]}/feed`)).status).toBe(404);
  expect((await a.call('GET', '/api/v1/members/ada/feed')).text).not.toMatch(/shutmark|insidemark/);
  expect((await a.call('GET', '/api/v1/members/ada/feed', { token: said.ada })).text).toContain('anna-shutmark');

  // Logs: of both, at their most talkative.
  const logs = JSON.stringify([a.log.lines, b.log.lines]);
  expect(logs).not.toMatch(marks);
  expect(logs).toContain('/boards/{slug}/threads');
  expect([...a.log.lines, ...b.log.lines].filter(({ level }) => level === 'error')).toEqual([]);
});

test('a board that is shut is shut at once, also where its answers were kept', async () => {
  await using town = await openReals({ planks: PLANKS });
  const house = town.house();
  const { slugs, names, admin, markers } = await talk(house, 'anna');
  const [slug = ''] = slugs;
  const paths = [
    '/',
    '/api/v1/boards',
    `/boards/${slug}`,
    `/api/v1/boards/${slug}`,
    `/api/v1/boards/${slug}/threads`,
    ...names
      .slice(0, 2)
      .flatMap((name) => [`/threads/${name}`, `/api/v1/threads/${name}`, `/api/v1/threads/${name}/posts`]),
    ...names.slice(0, 2).flatMap((name) => [`/api/v1/posts/${name}`, `/api/v1/posts/${name}/revisions`]),
    `/api/v1/boards/${slug}/feed`,
    `/api/v1/threads/${names[0]}/feed`,
    '/api/v1/members/ada/feed',
  ];
  const tags = new Map<string, string>();
  for (const path of paths) {
    const { headers } = await house.call('GET', path);
    tags.set(path, headers.get('etag') ?? '');
  }
  expect((await house.call('GET', `/api/v1/boards/${slug}/threads`)).text).toContain(markers.open);
  await house.call('PATCH', `/api/v1/boards/${slug}`, { body: { visibility: 'members' }, token: admin });
  for (const path of paths) {
    const again = await house.call('GET', path);
    expect([path, without(again.text, path)]).not.toEqual([path, expect.stringContaining(markers.open)]);
    const same = await house.call('GET', path, { headers: { 'if-none-match': tags.get(path) ?? '' } });
    expect([path, same.status]).not.toEqual([path, 304]);
  }
});
