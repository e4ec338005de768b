// From a report to the appeal, as members and moderators call it.
import { expect, test } from 'vitest';
import { register } from '../../src/forum/identity/register.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { openReals, password } from '../hostile/real.ts';
import { quickHasher } from '../support/hasher.ts';

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Members ada, bo, uma, two moderators and an admin; a board with a thread by ada. */
const open = async () => {
  const town = await openReals();
  const house = town.house();
  const { core } = house.app;
  const hasher = quickHasher();
  const tokens: Record<string, string> = { admin: await house.admin() };
  for (const name of ['ada', 'bo', 'uma', 'mo', 'mira']) {
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
    if (name.startsWith('m')) await setRole(core)(operator, { name, role: 'moderator' });
    tokens[name] = await house.signIn(name);
  }
  const token = (name: string): string => tokens[name] ?? '';
  await house.create(
    '/api/v1/boards',
    { slug: 'garden', title: 'Garden', text: '', visibility: 'public' },
    token('admin'),
  );
  await house.create('/api/v1/boards/garden/threads', { title: 'Compost', body: 'Rotten words.' }, token('ada'));
  const call = (as: string, method: string, path: string, body?: unknown) =>
    house.call(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), token: token(as) });
  const report = (as: string, post = 'b1', reason = 'harassment', words = '') =>
    call(as, 'POST', `/posts/${post}/reports`, { reason, words });
  const cases = async (queue = 'waiting', as = 'mo') =>
    (await call(as, 'GET', `/moderation/cases?queue=${queue}`)).json.items as Record<string, unknown>[];
  const one = async (as = 'mo', queue = 'waiting') => {
    const [first] = await cases(queue, as);
    return { id: String(first?.id), version: Number(first?.version), ...first } as {
      id: string;
      version: number;
    } & Record<string, unknown>;
  };
  const claim = async (as: string) => {
    const { id, version } = await one(as);
    const claimed = await call(as, 'POST', `/moderation/cases/${id}/claim`, { version });
    expect(claimed.status).toBe(200);
    return { id, version: Number(claimed.json.version) };
  };
  return { house, call, report, cases, one, claim, [Symbol.asyncDispose]: () => town[Symbol.asyncDispose]() };
};

const hide = { kind: 'hide', reason: 'harassment', words: 'Not like this.', until: '' };

test('a report, its case, an action, and what everybody is told', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  const first = await report('bo', 'b1', 'harassment', 'Third time.');
  expect(first.status).toBe(201);
  expect(first.json).toMatchObject({ reason: 'harassment', outcome: null });
  expect((await report('uma', 'b1', 'spam')).status).toBe(201);
  expect((await report('bo')).json).toMatchObject({ code: 'conflict' });
  expect((await report('ada')).json).toMatchObject({ code: 'invalid' });
  expect((await report('uma', 'b1', 'opinion')).status).toBe(400);
  expect((await report('uma', 'b9')).status).toBe(404);
  expect((await call('bo', 'GET', '/moderation/cases')).status).toBe(403);
  expect(await forum.cases()).toMatchObject([
    {
      subject: 'post b1',
      scope: 'board:garden',
      reports: 2,
      reason: 'harassment',
      state: 'open',
      person: { name: 'ada' },
    },
  ]);
  const { id, version } = await claim('mo');
  const whole = await call('mo', 'GET', `/moderation/cases/${id}`);
  expect(whole.json).toMatchObject({
    claimed: { by: 'mo', mine: true },
    snapshots: [{ body: 'Rotten words.', gone: false }],
    reportList: [
      { by: 'uma', reason: 'spam' },
      { by: 'bo', words: 'Third time.' },
    ],
  });
  const decided = await call('mo', 'POST', `/moderation/cases/${id}/decision`, {
    version,
    outcome: 'actioned',
    actions: [
      { ...hide, until: inAnHour() },
      { kind: 'warning', on: 'author', reason: 'harassment', words: 'Do not.', until: inAnHour() },
    ],
    words: 'Thank you.',
  });
  expect(decided.status).toBe(200);
  expect(decided.json).toMatchObject({ state: 'actioned', actions: [{ kind: 'hide' }, { kind: 'warning' }] });
  expect((await forum.house.call('GET', '/api/v1/posts/b1')).json.body ?? '').not.toContain('Rotten');
  for (const name of ['bo', 'uma'])
    expect((await call(name, 'GET', '/me/reports')).json.items).toMatchObject([
      { subject: 'post b1', outcome: 'actioned', notes: [{ words: 'Thank you.' }] },
    ]);
  expect((await call('ada', 'GET', '/me/reports')).json.items).toEqual([]);
  expect(JSON.stringify((await call('ada', 'GET', '/me/decisions')).json)).not.toMatch(/"(bo|uma)"|Third time/);
  expect((await call('mo', 'GET', `/moderation/cases/${id}`)).json).toMatchObject({
    state: 'actioned',
    outcome: 'actioned',
    actions: [4, 5],
  });
  // The same revision again joins what was decided.
  expect((await report('mira')).json).toMatchObject({ outcome: 'actioned' });
  expect(await forum.cases()).toEqual([]);
});

test('two cannot decide at once, and only who claimed decides', async () => {
  await using forum = await open();
  const { call, report, one } = forum;
  await report('bo');
  const { id, version } = await one();
  const dismissed = { outcome: 'dismissed' };
  expect((await call('mo', 'POST', `/moderation/cases/${id}/decision`, { version, ...dismissed })).status).toBe(409);
  const claims = await Promise.all(
    ['mo', 'mira'].map((name) => call(name, 'POST', `/moderation/cases/${id}/claim`, { version })),
  );
  expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
  const winner = claims[0]?.status === 200 ? 'mo' : 'mira';
  const loser = winner === 'mo' ? 'mira' : 'mo';
  const next = version + 1;
  expect((await call(loser, 'POST', `/moderation/cases/${id}/decision`, { version: next, ...dismissed })).status).toBe(
    409,
  );
  expect((await call(winner, 'POST', `/moderation/cases/${id}/decision`, { version, ...dismissed })).status).toBe(409);
  expect((await call(loser, 'DELETE', `/moderation/cases/${id}/claim`)).status).toBe(409);
  expect((await call(winner, 'DELETE', `/moderation/cases/${id}/claim`)).status).toBe(204);
  const again = await forum.claim(loser);
  expect((await call(loser, 'POST', `/moderation/cases/${id}/decision`, { ...again, ...dismissed })).status).toBe(200);
  expect((await call('bo', 'GET', '/me/reports')).json.items).toMatchObject([{ outcome: 'dismissed' }]);
});

test('who is concerned sees neither case nor reporter, moderator or not', async () => {
  await using forum = await open();
  const { call } = forum;
  await forum.house.create('/api/v1/threads/b1/posts', { body: 'Said by mo.' }, await forum.house.signIn('mo'));
  await forum.report('bo', 'b2');
  const { id } = await forum.one('mira');
  expect(await forum.cases('waiting', 'mo')).toEqual([]);
  expect((await call('mo', 'GET', `/moderation/cases/${id}`)).status).toBe(404);
  expect((await call('mo', 'POST', `/moderation/cases/${id}/claim`, { version: 2 })).status).toBe(404);
});

test('an appeal: not by whom decided it, with reasons, and it undoes exactly', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  await report('bo');
  const { id, version } = await claim('mo');
  const suspend = { kind: 'suspend', on: 'author', scope: 'instance', reason: 'harassment', until: inAnHour() };
  const decided = await call('mo', 'POST', `/moderation/cases/${id}/decision`, {
    version,
    outcome: 'actioned',
    actions: [{ ...hide, until: inAnHour() }, suspend],
  });
  expect(decided.status).toBe(200);
  expect((await call('ada', 'POST', '/threads/b1/posts', { body: 'No.' })).json).toMatchObject({ code: 'sanctioned' });
  // Suspended, ada still appeals; nobody else may.
  expect((await call('bo', 'POST', '/appeals', { decision: 5, words: 'For her.' })).status).toBe(404);
  const appealed = await call('ada', 'POST', '/appeals', { decision: 5, words: 'It was a quotation.' });
  expect(appealed.status).toBe(201);
  expect(appealed.json).toMatchObject({ state: 'open', alone: false, reviewer: '' });
  expect((await call('ada', 'POST', '/appeals', { decision: 5, words: 'Again.' })).status).toBe(409);
  expect(await forum.cases()).toMatchObject([{ id, appeals: 1, state: 'open' }]);
  const mine = await claim('mo');
  const overturn = { outcome: 'overturned', reasons: 'It was.' };
  const own = await call('mo', 'POST', `/moderation/appeals/${appealed.json.id}/decision`, { ...mine, ...overturn });
  expect(own.json).toMatchObject({ code: 'forbidden' });
  await call('mo', 'DELETE', `/moderation/cases/${id}/claim`);
  const hers = await claim('mira');
  const path = `/moderation/appeals/${appealed.json.id}/decision`;
  expect((await call('mira', 'POST', path, { ...hers, outcome: 'upheld', reasons: ' ' })).status).toBe(400);
  const over = await call('mira', 'POST', path, { ...hers, ...overturn });
  expect(over.json).toMatchObject({ state: 'overturned', actions: [{ kind: 'reversal' }] });
  expect((await call('ada', 'GET', '/me/appeals')).json.items).toMatchObject([
    { state: 'overturned', reasons: 'It was.' },
  ]);
  expect((await call('ada', 'POST', '/threads/b1/posts', { body: 'Back.' })).status).toBe(201);
  // The other measure stands.
  expect((await forum.house.call('GET', '/api/v1/posts/b1')).json.body ?? '').not.toContain('Rotten');
  expect(await forum.cases('decided')).toMatchObject([{ id, appeals: 0 }]);
});

test('narrowed: sooner over, never longer; a reporter appeals against a dismissal', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  await report('bo');
  const { id, version } = await claim('mo');
  const until = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const ban = { kind: 'read-only', on: 'author', scope: 'instance', reason: 'harassment', until };
  await call('mo', 'POST', `/moderation/cases/${id}/decision`, { version, outcome: 'actioned', actions: [ban] });
  const appealed = await call('ada', 'POST', '/appeals', { decision: 4, words: 'Too long.' });
  const path = `/moderation/appeals/${appealed.json.id}/decision`;
  const hers = await claim('mira');
  const longer = new Date(Date.now() + 8 * 86_400_000).toISOString();
  const base = { ...hers, outcome: 'narrowed', reasons: 'A day is enough.' };
  expect((await call('mira', 'POST', path, { ...base, until: longer })).status).toBe(400);
  expect((await call('mira', 'POST', path, base)).status).toBe(400);
  const narrowed = await call('mira', 'POST', path, { ...base, until: inAnHour(), scope: 'board:garden' });
  expect(narrowed.json).toMatchObject({ state: 'narrowed', actions: [{ kind: 'reversal' }, { kind: 'read-only' }] });
  expect((await call('ada', 'POST', '/threads/b1/posts', { body: 'x' })).json).toMatchObject({ code: 'sanctioned' });

  await forum.house.create('/api/v1/threads/b1/posts', { body: 'By uma.' }, await forum.house.signIn('uma'));
  const mine = await report('bo', 'b2');
  const next = await claim('mira');
  await call('mira', 'POST', `/moderation/cases/${next.id}/decision`, {
    ...next,
    outcome: 'dismissed',
    words: 'It is fine.',
  });
  const against = await call('bo', 'POST', '/appeals', { report: mine.json.id, words: 'It is not.' });
  expect(against.status).toBe(201);
  const his = await claim('mo');
  const overturned = await call('mo', 'POST', `/moderation/appeals/${against.json.id}/decision`, {
    ...his,
    outcome: 'overturned',
    reasons: 'Indeed.',
  });
  expect(overturned.json).toMatchObject({ state: 'overturned', actions: [] });
  expect((await call('bo', 'GET', '/me/reports')).json.items).toMatchObject([
    { outcome: null, appeal: { state: 'overturned' } },
    { outcome: 'actioned' },
  ]);
  expect(await forum.cases('claimed')).toMatchObject([{ subject: 'post b2', appeals: 0 }]);
});

test('what is deleted goes from the snapshot, when its case is decided at the latest; a new revision opens the case again', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  await report('bo');
  await call('ada', 'PATCH', '/posts/b1', { body: 'Other rotten words.' });
  expect((await report('bo')).status).toBe(201);
  const { id, version } = await claim('mo');
  const snapshots = async () => (await call('mo', 'GET', `/moderation/cases/${id}`)).json.snapshots;
  expect(await snapshots()).toMatchObject([{ body: 'Other rotten words.' }, { body: 'Rotten words.' }]);
  await call('mo', 'POST', `/moderation/cases/${id}/decision`, { version, outcome: 'dismissed' });
  await call('ada', 'PATCH', '/posts/b1', { body: 'Worst words.' });
  await report('uma');
  expect(await forum.cases()).toMatchObject([{ id, reports: 3, state: 'open' }]);
  await call('ada', 'DELETE', '/posts/b1');
  expect(await snapshots()).toMatchObject([{ gone: true }, { gone: true }, { gone: true }]);
  const again = await claim('mo');
  await call('mo', 'POST', `/moderation/cases/${id}/decision`, { ...again, outcome: 'dismissed' });
  expect(await snapshots()).toEqual([]);
});

test('20 reports a day; a muted reporter; reports on members; escalation; notes for their readers', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  const names: string[] = [];
  const ada = await forum.house.signIn('ada');
  for (let number = 0; number < 21; number++)
    names.push(String((await forum.house.create('/api/v1/threads/b1/posts', { body: `No. ${number}` }, ada)).name));
  for (const [index, name] of names.entries()) {
    const answer = await report('bo', name, 'spam');
    expect([index, answer.status]).toEqual([index, index < 20 ? 201 : 429]);
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(80_000);
  }
  const mute = { reporter: 'uma', until: inAnHour(), words: 'Reports everything.' };
  expect((await call('uma', 'PUT', '/moderation/mutes', mute)).status).toBe(403);
  expect((await call('mo', 'PUT', '/moderation/mutes', mute)).json).toMatchObject({ actions: [{ kind: 'mute' }] });
  expect((await report('uma')).json).toMatchObject({ code: 'sanctioned' });
  expect((await call('mo', 'GET', '/moderation/mutes')).json.items).toMatchObject([{ kind: 'reporter', name: 'uma' }]);
  // It is a measure like others: told, counted, undone.
  expect((await call('uma', 'GET', '/me/decisions')).json.items).toMatchObject([
    { kind: 'mute', reason: 'flooding', words: 'Reports everything.', state: 'in-force' },
  ]);
  const period = `from=2020-01-01T00:00:00.000Z&to=${encodeURIComponent(inAnHour())}`;
  expect((await call('uma', 'GET', `/transparency?${period}`)).json).toMatchObject({ byKind: { mute: 1 } });
  const long = { ...mute, until: new Date(Date.now() + 100 * 86_400_000).toISOString() };
  expect((await call('mo', 'PUT', '/moderation/mutes', long)).json).toMatchObject({ code: 'invalid', field: 'until' });
  await call('mo', 'PUT', '/moderation/mutes', { ...mute, until: new Date().toISOString() });
  expect((await call('uma', 'GET', '/me/decisions')).json.items).toMatchObject([
    { kind: 'reversal' },
    { kind: 'mute', state: 'reversed' },
  ]);
  expect((await call('uma', 'POST', '/members/ada/reports', { reason: 'threat' })).status).toBe(201);
  const { id, version } = await claim('mo');
  expect(await forum.cases('claimed')).toMatchObject([{ subject: 'member ada', reason: 'threat', reports: 1 }]);
  for (const audience of ['moderators', 'person', 'reporters'])
    await call('mo', 'POST', `/moderation/cases/${id}/notes`, { audience, words: `For ${audience}.` });
  const escalated = await call('mo', 'POST', `/moderation/cases/${id}/decision`, {
    version: version + 3,
    outcome: 'escalated',
  });
  expect(escalated.json).toMatchObject({ state: 'escalated' });
  expect((await forum.cases())[0]).toMatchObject({ id, state: 'escalated' });
  // Each reads what is for them, at once.
  expect((await call('uma', 'GET', '/me/reports')).json.items).toMatchObject([
    { outcome: null, notes: [{ words: 'For reporters.' }] },
  ]);
  expect((await call('ada', 'GET', '/me/notes')).json).toMatchObject({
    items: [{ subject: 'member', words: 'For person.' }],
    next: null,
  });
  expect((await call('uma', 'GET', '/me/notes')).json.items).toEqual([]);
});

test('what a moderator looks up before acting; nobody finds what is about themselves', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  await report('bo');
  const { id, version } = await claim('mo');
  const note = { kind: 'note', on: 'author', reason: 'spam', words: 'Watch her.', until: inAnHour() };
  const actions = [{ ...hide, until: inAnHour() }, note];
  await call('mo', 'POST', `/moderation/cases/${id}/decision`, { version, outcome: 'actioned', actions });
  const get = async (as: string, path: string) => (await call(as, 'GET', `/moderation${path}`)).json;
  expect((await get('mo', '/members/ada/actions')).items).toMatchObject([{ kind: 'note' }, { kind: 'hide' }]);
  expect((await get('mo', '/members/ada/cases')).items).toMatchObject([{ id, state: 'actioned' }]);
  const posts = await get('mo', '/members/ada/posts?since=2026-01-01T00:00:00Z');
  expect(posts).toMatchObject({ items: [{ name: 'b1', veiled: true }], more: false });
  expect((await get('mo', '/cases?post=b1')).items).toMatchObject([{ id }]);
  expect((await get('mo', '/cases?member=ada')).items).toEqual([]);
  expect(await get('mo', '/cases?member=ada&post=b1')).toMatchObject({ code: 'invalid', field: 'member' });
  expect((await get('mo', '/measures?post=b1')).items).toMatchObject([{ kind: 'hide' }]);
  expect((await get('mo', '/measures?member=ada')).items).toEqual([]);
  expect(await get('mo', '/measures?member=ada&post=b1')).toMatchObject({ code: 'invalid', field: 'post' });
  expect(await get('mo', '/members/nobody/cases')).toMatchObject({ code: 'not-found' });
  expect(await get('mo', '/counts')).toEqual({ cases: 0, held: 0, peers: 0, automation: 0 });
  for (const path of ['/members/ada/actions', '/members/ada/cases', '/cases?post=b1', '/measures?post=b1', '/counts'])
    expect([path, (await get('bo', path)).code]).toEqual([path, 'forbidden']);

  // On a moderator it waits for a second person.
  const subject = { member: 'mira' };
  const limited = { subject, kind: 'read-only', reason: 'spam', note: 'Between us.', until: inAnHour() };
  const taken = await call('mo', 'POST', '/moderation/actions', limited);
  expect(taken.json).toMatchObject({ actions: [{ awaits: 'approval' }] });
  const [{ number = 0 } = {}] = taken.json.actions as { number?: number }[];
  expect((await get('mo', `/actions/${number}/approvers`)).items).toEqual(['root_admin']);
  expect(await get('mo', `/actions/${number}/carried`)).toEqual({ items: [], next: null, count: 0 });
  expect(await get('mira', `/actions/${number}`)).toMatchObject({ code: 'forbidden' });
  expect((await get('mira', '/members/mira/actions')).items).toEqual([]);
  const log = (await call('mira', 'GET', '/modlog')).json.items as Record<string, unknown>[];
  expect(log.map((entry) => [entry.number, entry.note])).toEqual([
    [number, undefined],
    [4, ''],
    [3, undefined],
    [2, ''],
    [1, ''],
  ]);
});

test('who leaves takes name and words along: the author while the case is open, the reporter, the moderator', async () => {
  await using forum = await open();
  const { call, report, claim } = forum;
  const leave = (name: string) => call(name, 'DELETE', '/me', { password, posts: 'erase' });
  await report('bo', 'b1', 'doxxing', 'My street.');
  await report('uma', 'b1', 'spam');
  expect(
    (await call('mo', 'POST', `/moderation/cases/${(await claim('mo')).id}/notes`, { words: 'Mine.' })).status,
  ).toBe(204);
  expect((await leave('ada')).status).toBeLessThan(300);
  expect((await leave('bo')).status).toBeLessThan(300);
  expect((await leave('mo')).status).toBeLessThan(300);
  // What mo had claimed is free again.
  const [found] = await forum.cases('waiting', 'mira');
  expect(found).toMatchObject({ state: 'open', reports: 2, person: null, claimed: null });
  const path = `/moderation/cases/${found?.id}`;
  const whole = (await call('mira', 'GET', path)).json;
  expect(whole).toMatchObject({
    reportList: [
      { by: 'uma', reason: 'spam' },
      { by: null, reason: 'doxxing', words: '' },
    ],
    notes: [{ words: 'Mine.', by: null }],
  });
  const hers = await claim('mira');
  expect((await call('mira', 'POST', `${path}/decision`, { ...hers, outcome: 'dismissed' })).status).toBe(200);
  expect((await call('uma', 'GET', '/me/reports')).json.items).toMatchObject([{ outcome: 'dismissed' }]);
});
