// Moderation by its doors, on a running instance: measures act on tokens already out and on open streams, and what is hidden is gone
// from everywhere at once.
import { fetch } from 'undici';
import { expect, test } from 'vitest';
import type { Reader } from '../../src/db/database.ts';
import { command } from '../../src/db/statement.ts';
import { actorOfSession } from '../../src/forum/identity/session-actor.ts';
import { openReals, password, type Real } from '../hostile/real.ts';

const until = () => new Date(Date.now() + 3_600_000).toISOString();

const setRole = command<{ name: string }>()((db, p) =>
  db.updateTable('member').set({ role: 'moderator' }).where('name', '=', p.name),
);

const makePlace = async (house: Real) => {
  const admin = await house.admin();
  for (const name of ['ada', 'bo', 'mo']) await house.create('/api/v1/registrations', { name, password });
  await house.db.write(async (tx) => {
    await tx.run(setRole, { name: 'mo' });
  });
  const [ada, bo, mo] = [await house.signIn('ada'), await house.signIn('bo'), await house.signIn('mo')];
  await house.create('/api/v1/boards', { slug: 'garden', title: 'Garden' }, admin);
  await house.create('/api/v1/boards', { slug: 'shed', title: 'Shed', visibility: 'members' }, admin);
  await house.create('/api/v1/boards/garden/threads', { title: 'Zebra crossing', body: 'They grow.' }, ada);
  await house.create('/api/v1/threads/b1/posts', { body: 'Zebra pills for @ada and all.' }, bo);
  const take = (body: object, token = mo) =>
    house.call('POST', '/api/v1/moderation/actions', { body: { reason: 'spam', until: until(), ...body }, token });
  return { admin, ada, bo, mo, take };
};

test('a hidden post is gone from lists, search, feeds, notifications, quotes and history at once', async () => {
  await using town = await openReals({ start: true });
  const house = town.house();
  const { ada, bo, mo, take } = await makePlace(house);
  const paths = [
    '/api/v1/boards/garden/threads',
    '/api/v1/threads/b1/posts',
    '/api/v1/threads/b1/tree',
    '/api/v1/threads/b1',
    '/api/v1/posts/b2',
    '/api/v1/posts/b1',
    '/api/v1/posts/b2/revisions',
    '/api/v1/posts/b2/quote',
    '/api/v1/search?q=zebra',
    '/api/v1/boards/garden/feed',
    '/api/v1/threads/b1/feed',
    '/api/v1/members/bo/feed',
    '/api/v1/members/bo/posts',
    '/api/v1/unread',
    '/api/v1/me/bookmarks',
    '/api/v1/notifications',
    '/boards/garden',
    '/threads/b1',
  ];
  await house.call('PUT', '/api/v1/posts/b2/bookmark', { token: ada, body: {} });
  const readAll = async (token?: string) => {
    const found: string[] = [];
    for (const path of paths) {
      const { text } = await house.call('GET', path, token ? { token } : {});
      if (/pills|[Zz]ebra/.test(text)) found.push(path);
    }
    return found;
  };
  const before = { visitor: await readAll(), ada: await readAll(ada) };
  expect(before.visitor.length).toBeGreaterThan(8);
  expect(before.ada.length).toBeGreaterThan(8);
  await take({ kind: 'hide', subject: { post: 'b2' } });
  await take({ kind: 'hide', subject: { post: 'b1' } });
  expect(await readAll()).toEqual([]);
  // The author of b1 still reads it; of b2 nothing.
  for (const path of paths) expect((await house.call('GET', path, { token: ada })).text).not.toContain('pills');
  expect((await house.call('GET', '/api/v1/posts/b1', { token: bo })).json).toMatchObject({ title: '' });
  expect((await house.call('GET', '/api/v1/posts/b2', { token: mo })).json).toMatchObject({ body: /pills/ });
  for (const number of [2, 3])
    expect(
      (await house.call('POST', `/api/v1/moderation/actions/${number}/reversal`, { token: mo, body: {} })).status,
    ).toBe(201);
  expect(await readAll()).toEqual(before.visitor);
  expect(await readAll(ada)).toEqual(before.ada);
});

test('a measure acts on a token that is out and on a stream that is open; the way back stays open', async () => {
  await using town = await openReals({ start: true });
  const house = town.house();
  const { ada, bo, mo, take } = await makePlace(house);
  const stream = await fetch(`http://${house.origin}/api/v1/live`, { headers: { authorization: `Bearer ${bo}` } });
  const reader = stream.body?.getReader();
  if (!reader) throw new Error('no stream');
  let heard = '';
  const decoder = new TextDecoder();
  const hear = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) heard += decoder.decode(part.value);
  })().catch(() => {});
  const heardOf = async (what: string) => {
    await expect.poll(() => heard).toContain(what);
  };
  await house.create('/api/v1/boards/shed/threads', { title: 'Inside', body: 'One.' }, ada);
  await heardOf('"b3"');

  expect((await take({ kind: 'suspend', subject: { member: 'bo' }, scope: 'instance' })).status).toBe(201);
  const said = await house.call('POST', '/api/v1/threads/b1/posts', { token: bo, body: { body: 'Again.' } });
  expect([said.status, said.json.code]).toEqual([403, 'sanctioned']);
  expect((await house.call('GET', '/api/v1/boards/shed/threads', { token: bo })).status).toBe(404);
  expect((await house.call('GET', '/api/v1/boards/garden/threads', { token: bo })).status).toBe(200);
  expect((await house.call('PATCH', '/api/v1/me', { token: bo, body: { bio: 'Buy.' } })).status).toBe(403);
  await house.create('/api/v1/boards/shed/threads', { title: 'Inside', body: 'Two.' }, ada);
  await house.create('/api/v1/threads/b1/posts', { body: 'Outside.' }, ada);
  await heardOf('"b5"');
  expect(heard).not.toContain('"b4"');

  // Sign-in, decisions, own data.
  const again = await house.signIn('bo');
  for (const path of ['/api/v1/me', '/api/v1/me/decisions', '/api/v1/sessions', '/api/v1/notifications'])
    expect([path, (await house.call('GET', path, { token: again })).status]).toEqual([path, 200]);
  expect((await house.call('POST', '/api/v1/me/exports', { token: again })).status).toBeLessThan(300);
  const decisions = await house.call('GET', '/api/v1/me/decisions', { token: again });
  expect(decisions.json.items).toMatchObject([{ kind: 'suspend', state: 'in-force', reason: 'spam' }]);
  const inbox = async () => (await house.call('GET', '/api/v1/notifications', { token: again })).text;
  await expect.poll(inbox).toContain('"measure"');
  const told = await house.call('GET', '/api/v1/notifications', { token: again });
  const notices = (told.json.items as { kind: string; about: string }[]).filter(({ kind }) => kind === 'measure');
  expect(notices).toMatchObject([{ about: '2' }]);

  await house.call('POST', '/api/v1/moderation/actions/2/reversal', { token: mo, body: { words: 'Enough.' } });
  await house.create('/api/v1/threads/b1/posts', { body: 'Back.' }, bo);
  await reader.cancel();
  await hear;
});

test('the log is public, names nobody, and is an Atom feed; an admin may close it', async () => {
  await using town = await openReals({ start: true });
  const house = town.house();
  const { admin, ada, take } = await makePlace(house);
  await house.create('/api/v1/boards/shed/threads', { title: 'Inside', body: 'One.' }, ada);
  await take({ kind: 'collapse', subject: { post: 'b3' }, words: 'Dear author', note: 'watch ada' });
  await take({ kind: 'warning', subject: { member: 'bo' }, scope: 'instance' });
  await take({ kind: 'note', subject: { member: 'bo' }, scope: 'instance', words: 'A quarrel.' });
  const log = await house.call('GET', '/api/v1/modlog');
  expect(log.text).not.toMatch(/Dear|watch|quarrel|shed|b3|"mo[@"]|"bo[@"]/);
  expect(log.json.items).toMatchObject([
    { kind: 'warning', host: house.origin, by: 'moderator 1' },
    { kind: 'collapse', scope: null },
    { kind: 'appoint', rule: 'first-admin', by: 'operator', toRole: 'admin' },
  ]);
  const feed = await house.call('GET', '/api/v1/modlog/feed');
  expect(feed.headers.get('content-type')).toContain('atom+xml');
  expect(feed.text).toContain(`warning a member of ${house.origin}`);
  expect(feed.text).toContain(', on own initiative, by moderator 1');
  expect(feed.text).not.toMatch(/Dear|watch|quarrel|shed|b3/);
  await house.call('PATCH', '/api/v1/instance', { token: admin, body: { modlog: 'members' } });
  expect((await house.call('GET', '/api/v1/modlog')).status).toBe(401);
  expect((await house.call('GET', '/api/v1/modlog/feed')).status).toBe(401);
  expect((await house.call('GET', '/api/v1/modlog', { token: ada })).status).toBe(200);
});

test('who somebody is, and what restricts them, costs one look-up', async () => {
  await using town = await openReals({ start: false });
  const house = town.house();
  const { bo, take } = await makePlace(house);
  await take({ kind: 'read-only', subject: { member: 'bo' }, scope: 'planks' });
  const [, payload = ''] = bo.split('.');
  const { sid, sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid?: string; sub?: string };
  let reads = 0;
  const { read } = house.db;
  const counting: Reader = {
    dialect: read.dialect,
    get: (statement, params) => {
      reads++;
      return read.get(statement, params);
    },
    all: (statement, params) => {
      reads++;
      return read.all(statement, params);
    },
  };
  const actor = await actorOfSession(counting, String(sid ?? sub), Date.now());
  expect(actor).toMatchObject({ name: 'bo', standing: [{ kind: 'read-only', scope: 'planks' }] });
  expect(reads).toBe(1);
});

test('a rule may be called what it likes: the feed stays XML, and figures count it', async () => {
  await using town = await openReals({ start: true });
  const house = town.house();
  const { take } = await makePlace(house);
  await take({ kind: 'label', subject: { post: 'b2' }, settings: { label: 'x' }, rule: 'rule\u0008 1\u001b[2J' });
  for (const rule of ['constructor', '__proto__'])
    await take({ kind: 'label', subject: { post: 'b2' }, settings: { label: rule }, rule });
  const feed = await house.call('GET', '/api/v1/modlog/feed');
  expect(feed.text).toContain('rule\uFFFD 1');
  expect(feed.text).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
  const figures = await house.call('GET', '/api/v1/transparency?from=2020-01-01T00:00:00Z&to=2046-01-01T00:00:00Z');
  expect(Object.entries(figures.json.byRule as object)).toEqual(
    expect.arrayContaining([
      ['constructor', 1],
      ['__proto__', 1],
    ]),
  );
});
