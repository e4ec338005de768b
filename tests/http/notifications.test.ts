// What members are told of, over HTTP: the strongest kind, once a post, never what they should not hear of.
import { expect, test } from 'vitest';
import { adminToken } from './forum.ts';
import { openNotifying } from './notifying.ts';

test('the strongest kind counts, once a post; never own posts', async () => {
  await using h = await openNotifying();
  const [ada, bo, cy, di] = [await h.join('ada'), await h.join('bo'), await h.join('cy'), await h.join('di')];
  await h.do('PUT', '/boards/garden/follow', di, { level: 'every' });
  const thread = await h.start(ada);
  for (const token of [cy, di]) await h.do('PUT', `/threads/${thread}/follow`, token, { level: 'every' });
  await h.settle();
  expect(await h.told(di)).toEqual(['place b1']);
  await h.reply(bo, thread, 'Yes, @cy and @ada and @bo and @nobody');
  await h.settle();
  expect(await h.told(ada)).toEqual(['mention b2']);
  expect(await h.told(bo)).toEqual([]);
  expect(await h.told(cy)).toEqual(['mention b2']);
  expect(await h.told(di)).toEqual(['thread b2', 'place b1']);
  await h.reply(cy, thread, 'No', 'b2');
  await h.reply(cy, thread, 'Never');
  await h.settle();
  expect(await h.told(bo)).toEqual(['reply b3']);
  expect(await h.told(ada)).toEqual(['reply b4', 'mention b2']);
  expect(await h.told(di)).toEqual(['thread b2 3', 'place b1']);
  expect([await h.count(ada), await h.count(bo), await h.count(cy), await h.count(di)]).toEqual([2, 1, 1, 2]);
  expect(await h.settle()).toBeLessThan(2);
  const [view] = await h.list(di);
  expect(view).toMatchObject({
    thread: { name: thread, title: 'Title' },
    author: { name: 'bo', origin: 'greens.example' },
    count: 3,
    state: 'readable',
    readAt: null,
  });
  expect((await h.do('GET', '/me', di)).notifications).toEqual({ unread: 2, filtered: 0 });
});

test('muted, hidden, "mentions alone" and switched off are heeded', async () => {
  await using h = await openNotifying();
  const [ada, bo, cy] = [await h.join('ada'), await h.join('bo'), await h.join('cy')];
  const thread = await h.start(ada);
  await h.do('PUT', `/threads/${thread}/follow`, cy, { level: 'muted' });
  await h.reply(bo, thread, '@cy @ada');
  await h.settle();
  expect([await h.told(cy), await h.told(ada)]).toEqual([[], ['mention b2']]);
  await h.do('PUT', '/me/hidden/bo', ada);
  await h.reply(bo, thread, '@ada');
  await h.settle();
  // Nothing new; and what was told before names bo no more.
  expect(await h.told(ada)).toEqual(['mention']);
  const [before] = (await h.do('GET', '/notifications?which=all', ada)).items;
  expect(before).toMatchObject({ state: 'gone', author: null, thread: null });
  await h.do('DELETE', '/me/hidden/bo', ada);
  await h.do('PUT', `/threads/${thread}/follow`, ada, { level: 'mentions' });
  await h.reply(bo, thread, 'a reply to ada');
  await h.reply(bo, thread, '@ada');
  await h.settle();
  expect(await h.told(ada)).toEqual(['mention b5', 'mention b2']);
  await h.do('PATCH', '/me/notifications', ada, { mention: 'off' });
  await h.reply(bo, thread, '@ada');
  await h.settle();
  expect(await h.told(ada)).toEqual(['mention b5', 'mention b2']);
  await h.do('PUT', '/boards/garden/follow', cy, { level: 'muted' });
  const other = await h.start(bo, '@cy');
  await h.settle();
  expect(await h.told(cy)).toEqual([]);
  await h.do('PUT', `/threads/${other}/follow`, cy, { level: 'every' });
  await h.reply(bo, other, 'more');
  await h.settle();
  expect(await h.told(cy)).toEqual(['thread b8']);
});

test('reading marks them: one by one, up to one, all, and with the thread or the place', async () => {
  await using h = await openNotifying();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  const one = await h.start(ada);
  const two = await h.start(ada);
  for (const thread of [one, two]) for (let n = 0; n < 2; n++) await h.reply(bo, thread, '@ada');
  await h.settle();
  expect(await h.count(ada)).toBe(4);
  const ids = (await h.list(ada)).map(({ id }) => id);
  expect(await h.do('POST', '/notifications/read', ada, { ids: [ids[0]] })).toEqual({ unread: 3, filtered: 0 });
  expect(await h.do('POST', '/notifications/read', ada, { upTo: ids[3] })).toEqual({ unread: 2, filtered: 0 });
  expect((await h.list(ada, '?unread=true')).map(({ id }) => id)).toEqual([ids[1], ids[2]]);
  await h.do('PUT', `/threads/${one}/read`, ada, { upTo: 'all' });
  expect(await h.count(ada)).toBe(1);
  await h.do('PUT', '/boards/garden/read', ada);
  expect(await h.count(ada)).toBe(0);
  // Whoever has read on before the follower came is not told again.
  await h.reply(bo, one);
  await h.do('PUT', `/threads/${one}/read`, ada, { upTo: 'all' });
  await h.settle();
  expect(await h.count(ada)).toBe(0);
  await h.reply(bo, one, '@ada');
  await h.settle();
  await h.do('POST', '/notifications/read', ada, { all: true });
  expect(await h.count(ada)).toBe(0);
  const others = await h.call('POST', '/api/v1/notifications/read', { token: bo, body: { upTo: ids[0] } });
  expect([others.status, others.json.field]).toEqual([400, 'upTo']);
  for (const body of [{}, { all: false }, { ids: [] }, { all: true, upTo: 1 }])
    expect((await h.call('POST', '/api/v1/notifications/read', { token: ada, body })).status).toBe(400);
});

test('a pile read in part goes on behind what was read', async () => {
  await using h = await openNotifying();
  const [ada, bo, cy] = [await h.join('ada'), await h.join('bo'), await h.join('cy')];
  const thread = await h.start(ada);
  await h.do('PUT', `/threads/${thread}/follow`, cy, { level: 'every' });
  for (let n = 0; n < 4; n++) await h.reply(bo, thread);
  await h.settle();
  expect(await h.told(cy)).toEqual(['thread b2 4']);
  await h.do('PUT', `/threads/${thread}/read`, cy, { upTo: 'b3' });
  expect(await h.told(cy)).toEqual(['thread b4 2']);
  await h.do('PUT', `/threads/${thread}/read`, cy, { upTo: 'b5' });
  expect(await h.count(cy)).toBe(0);
  await h.reply(bo, thread);
  await h.settle();
  expect(await h.told(cy, '?unread=true')).toEqual(['thread b6']);
});

test('what is deleted takes its notifications along', async () => {
  await using h = await openNotifying();
  const [ada, bo, cy] = [await h.join('ada'), await h.join('bo'), await h.join('cy')];
  const thread = await h.start(ada);
  await h.do('PUT', `/threads/${thread}/follow`, cy, { level: 'every' });
  for (let n = 0; n < 3; n++) await h.reply(bo, thread, '@ada');
  await h.settle();
  expect([await h.told(ada), await h.told(cy)]).toEqual([['mention b4', 'mention b3', 'mention b2'], ['thread b2 3']]);
  await h.do('DELETE', '/posts/b2', bo);
  // Before the follower has come: nothing of it is shown.
  expect((await h.list(ada)).map(({ state, post }) => `${state} ${post}`)).toEqual([
    'readable b4',
    'readable b3',
    'gone null',
  ]);
  await h.settle();
  expect([await h.told(ada), await h.told(cy)]).toEqual([['mention b4', 'mention b3'], ['thread b3 2']]);
  for (const name of ['b4', 'b3']) await h.do('DELETE', `/posts/${name}`, bo);
  await h.settle();
  expect([await h.told(ada), await h.told(cy), await h.count(cy)]).toEqual([[], [], 0]);
  // An edit may name somebody who was not told yet; somebody who was is not told again.
  await h.reply(bo, thread, 'hm');
  await h.settle();
  await h.do('PATCH', '/posts/b5', bo, { body: '@cy @ada' });
  await h.settle();
  expect([await h.told(ada), await h.told(cy)]).toEqual([['reply b5'], ['mention b5']]);
  // Not told at all where the follower finds it deleted.
  await h.reply(bo, thread, '@cy');
  await h.do('DELETE', '/posts/b6', bo);
  await h.settle();
  expect([await h.told(ada), await h.told(cy)]).toEqual([['reply b5'], ['mention b5']]);
});

test('staff hear of applications, members of who came by their invitation, and who was let in', async () => {
  await using h = await openNotifying();
  const [admin, ada] = [await adminToken(h), await h.join('ada')];
  await h.do('PATCH', '/instance', admin, { registration: 'application' });
  await h.call('POST', '/api/v1/registrations', {
    body: { name: 'uma', password: 'correct horse battery', answer: 'The valley branch.' },
  });
  await h.settle();
  expect([await h.told(admin), await h.told(ada)]).toEqual([['application uma'], []]);
  const [view] = (await h.do('GET', '/notifications', admin)).items;
  await h.do('POST', `/applications/${view.about}/decision`, admin, { accept: true, reason: 'Welcome.' });
  await h.settle();
  expect(await h.count(admin)).toBe(0);
  const { session } = await h.signIn({ name: 'uma', password: 'correct horse battery', kind: 'token', agent: 'test' });
  const uma = await h.accessTokens.issue(session);
  expect(await h.told(uma)).toEqual(['decision']);
  await h.do('PATCH', '/instance', admin, { registration: 'invitation', invitations: 'members' });
  const { code } = await h.do('POST', '/invitations', ada, {});
  const joined = await h.call('POST', '/api/v1/registrations', {
    body: { name: 'vic', password: 'correct horse battery', invitation: code },
  });
  expect(joined.status).toBe(201);
  await h.settle();
  expect(await h.told(ada)).toEqual(['invitation vic']);
});

test('a visitor has none, and nobody sees those of others', async () => {
  await using h = await openNotifying();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  await h.reply(bo, await h.start(ada, 'Hello', 'cellar'), '@ada');
  await h.settle();
  expect(await h.count(ada)).toBe(1);
  for (const path of ['/notifications', '/notifications/count', '/me/notifications'])
    expect((await h.call('GET', `/api/v1${path}`)).status).toBe(401);
  expect(await h.list(bo)).toEqual([]);
  const [own] = await h.list(ada);
  await h.do('POST', '/notifications/read', bo, { ids: [own?.id] });
  expect(await h.count(ada)).toBe(1);
});

test('pages follow each other', async () => {
  await using h = await openNotifying();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  const thread = await h.start(ada);
  for (let n = 0; n < 7; n++) await h.reply(bo, thread, '@ada');
  await h.settle();
  const seen: string[] = [];
  let cursor = '';
  do {
    const page = await h.do('GET', `/notifications?limit=3${cursor}`, ada);
    seen.push(...page.items.map(({ post }: { post: string }) => post));
    cursor = page.next === null ? '' : `&cursor=${page.next}`;
  } while (cursor !== '');
  expect(seen).toEqual(['b8', 'b7', 'b6', 'b5', 'b4', 'b3', 'b2']);
});
