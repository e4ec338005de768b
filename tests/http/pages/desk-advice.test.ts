// Advice at the desk: what comes in, what it does to a post and what every reader is told, whose counts, and lists of measures.
import { expect, test } from 'vitest';
import { type Desk, inDays, openDesk } from './desk-house.ts';

const ALICE = 'aliceAliceAliceAliceAl';

/** A post of alice's at x.example, which y.example and x.example advise to collapse. */
const advised = async (desk: Desk) => {
  const { at } = desk;
  const [x, y] = [desk.scribe(0), desk.scribe(1)];
  x.describe(ALICE, 'alice', { at });
  const post = x.start('open-elections', ALICE, 'Gold', 'Buy my gold.', { at: at + 1000 });
  const advice = { subject: { post: post.name }, revision: post.name, effect: 'collapse', until: inDays(20) };
  const more = { human: true, urgent: false };
  x.write('advisory.issued', { ...advice, ...more, reason: 'spam' }, null, { at: at + 2000 });
  y.write(
    'advisory.issued',
    { ...advice, ...more, reason: 'flooding' },
    { note: 'Selling, daily.' },
    { at: at + 2000 },
  );
  await desk.arrive();
  return post.name;
};

test('advice comes in; whose counts is chosen, a quorum collapses, and every reader reads who and why', async () => {
  await using desk = await openDesk();
  const post = await advised(desk);
  const mo = await desk.enter('mo', 'de');
  const visitor = desk.browser('es');
  expect((await visitor.get('/moderation/advice')).location).toBe('/sign-in?next=%2Fmoderation%2Fadvice');
  const bo = await desk.enter('bo');
  for (const path of ['', '/posts', '/settings', '/lists', '/new'])
    expect((await bo.get(`/moderation/advice${path}`)).status, path).toBe(403);

  const received = await mo.get('/moderation/advice');
  for (const part of ['y.example', 'Selling, daily.', 'einklappen', 'Überflutung', 'hier als Hinweis gezeigt', post])
    expect(received.text).toContain(part);
  // A note at the post: shown, not collapsed.
  const thread = `/threads/${encodeURIComponent(post)}`;
  const before = await visitor.get(thread);
  expect(before.text).toContain('Recomendaciones de x.example y y.example');
  expect(before.text).not.toContain('class="folded"');

  // Not for who only moderates; they read it.
  const settings = await mo.get('/moderation/advice/settings');
  expect(settings.text).toContain('Rat klappt hier keinen Beitrag ein');
  expect(settings.text).not.toContain('name="quorum"');
  expect((await mo.post('/moderation/advice/settings', { quorum: 'yes', withdrawn: 'collapse' })).status).toBe(403);
  const admin = await desk.enter('root_admin');
  const form = { quorum: 'yes', withdrawn: 'collapse', 'peer-x.example': 'count', 'peer-y.example': 'count' };
  const wrong = await admin.post('/moderation/advice/settings', { ...form, needed: '1' });
  expect([wrong.status, wrong.text.includes('value="1"')]).toEqual([400, true]);
  expect((await admin.post('/moderation/advice/settings', { ...form, needed: '' })).status).toBe(303);

  const collapsed = await visitor.get(thread);
  expect(collapsed.text).toContain('class="folded"');
  expect(collapsed.text).toContain(
    'Plegado aquí porque 2 instancias lo recomiendan: x.example (spam) y y.example (saturación).',
  );
  const posts = await mo.get('/moderation/advice/posts');
  for (const part of [post, 'auf Rat eingeklappt', '2 zählen, 2 würden ihn einklappen'])
    expect(posts.text).toContain(part);
  const keeping = `/moderation/advice/posts/${encodeURIComponent(post)}/keeping`;
  const kept = { [`words-${post}`]: 'It is a joke.', [`days-${post}`]: '7' };
  expect((await bo.post(keeping, kept)).status).toBe(403);
  expect((await mo.post(keeping, { ...kept, [`words-${post}`]: '' })).status).toBe(400);
  expect((await mo.post(keeping, kept)).location).toBe('/moderation/advice/posts?did=done');
  expect((await mo.get('/moderation/advice/posts')).text).toContain('bleibt hier sichtbar');
  expect((await visitor.get(thread)).text).not.toContain('class="folded"');
});

test('a case shows what others advise; advice is given from there and from a post, and taken back', async () => {
  await using desk = await openDesk();
  const post = await advised(desk);
  await desk.api('bo', 'POST', `/posts/${encodeURIComponent(post)}/reports`, { reason: 'spam', words: '' });
  const mo = await desk.enter('mo');
  const queue = await mo.get('/moderation');
  expect(queue.text).toContain('Cases<span class="count">1</span>');
  const path = /href="(\/moderation\/cases\/[^"]+)"/.exec(queue.text)?.[1] ?? '';
  const shown = await mo.get(path);
  for (const part of ['What other instances advise', 'Selling, daily.', 'x.example'])
    expect(shown.text).toContain(part);
  const link = /href="(\/moderation\/advice\/new[^"]+)"/.exec(shown.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const begun = await mo.get(link);
  expect(begun.text).toContain(`value="${post}"`);
  expect(begun.text).toContain('<option value="spam" selected');
  const bo = await desk.enter('bo');
  const thread = `/threads/${encodeURIComponent(post)}`;
  expect((await bo.get(thread)).text).not.toContain('/moderation/advice/new');
  const moderate = `/posts/${encodeURIComponent(post)}/moderate`;
  expect((await mo.get(thread)).text).toContain(moderate);
  expect((await mo.get(moderate)).text).toContain(`/moderation/advice/new?post=${encodeURIComponent(post)}`);

  const form = { about: 'post', subject: post, effect: 'label', reason: 'spam', days: '7', note: 'Buy my gold.' };
  expect((await bo.post('/moderation/advice/new', form)).status).toBe(403);
  const again = await mo.post('/moderation/advice/new', form);
  expect([again.status, again.text.includes('must not repeat')]).toEqual([400, true]);
  expect(again.text).toContain('Buy my gold.</textarea>');
  const sent = await mo.post('/moderation/advice/new', { ...form, note: 'Advertising.', urgent: 'yes' });
  expect([sent.status, sent.location]).toEqual([303, '/moderation/advice?did=done']);
  const listed = await mo.get(sent.location);
  for (const part of ['Advertising.', '(this instance)', 'urgent']) expect(listed.text).toContain(part);
  const withdrawal = /action="(\/moderation\/advice\/[^"]+\/withdrawal)"/.exec(listed.text)?.[1] ?? '';
  expect((await bo.post(withdrawal, {})).status).toBe(403);
  expect((await mo.post(withdrawal, {})).status).toBe(303);
  expect((await mo.get('/moderation/advice')).text).toContain('withdrawn');
  expect((await mo.post(withdrawal, {})).status).toBe(409);
  const own = await mo.get(`/moderation/advice?post=${encodeURIComponent(post)}`);
  expect(own.text.match(/id="advice-/g)).toHaveLength(3);
});

test('the case of a member elsewhere shows what others advise about the member', async () => {
  await using desk = await openDesk();
  await advised(desk);
  const about = { subject: { member: ALICE, origin: 'x.example' }, effect: 'label', reason: 'impersonation' };
  const more = { until: inDays(20), human: true, urgent: true };
  desk.scribe(1).write('advisory.issued', { ...about, ...more }, { note: 'Not who they say.' });
  await desk.arrive();
  const reported = { reason: 'impersonation', words: '' };
  expect((await desk.api('bo', 'POST', '/members/alice@x.example/reports', reported)).status).toBe(201);
  const mo = await desk.enter('mo', 'de');
  const path = /href="(\/moderation\/cases\/[^"]+)"/.exec((await mo.get('/moderation')).text)?.[1] ?? '';
  const shown = await mo.get(path);
  for (const part of ['Was andere Instanzen raten', 'Not who they say.', 'dringend', 'member=alice%40x.example'])
    expect(shown.text).toContain(part);
  expect(shown.text).not.toContain('Selling, daily.');
});

test('a list is brought in, shown with what it would change, and only what is chosen is taken', async () => {
  await using desk = await openDesk();
  await advised(desk);
  const since = inDays(-3);
  const common = { scope: 'planks', reason: 'spam', rule: '', settings: {}, since, issuer: 'y.example' };
  const list = {
    ...{ format: 'koinon-measures', version: 1, origin: 'y.example', at: since },
    measures: [
      { ...common, peer: 'x.example', kind: 'filter', settings: { collapse: true }, until: inDays(9) },
      { ...common, member: ALICE, home: 'x.example', kind: 'limit', scope: 'instance', until: null },
      { ...common, peer: desk.house.origin, kind: 'unheard', until: null },
      { ...common, peer: 'z.example', kind: 'unheard', until: inDays(-1) },
    ],
  };
  const lists = '/moderation/advice/lists';
  const mo = await desk.enter('mo');
  expect((await mo.get(lists)).status).toBe(403);
  expect((await mo.post(`${lists}/preview`, { list: JSON.stringify(list) })).status).toBe(403);
  const admin = await desk.enter('root_admin');
  expect((await admin.get(lists)).text).toContain('There is nothing here.');
  const broken = await admin.post(`${lists}/preview`, { list: '{"format":1' });
  expect([broken.status, broken.text.includes('{&quot;format&quot;:1')]).toEqual([400, true]);
  const shown = await admin.post(`${lists}/preview`, { list: JSON.stringify(list) });
  expect(shown.status).toBe(200);
  for (const part of ['2 measures would be new', 'alice@x.example', 'posts collapsed', 'decided by y.example'])
    expect(shown.text).toContain(part);
  for (const part of ['2 measures stay as they are', 'about this instance', 'over']) expect(shown.text).toContain(part);
  expect((await desk.api('root_admin', 'GET', '/moderation/measures')).json.items).toEqual([]);
  const kept = /name="list" value="([^"]+)"/.exec(shown.text)?.[1]?.replaceAll('&quot;', '"') ?? '';

  expect((await admin.post(`${lists}/taking`, { list: kept })).status).toBe(400);
  expect((await mo.post(`${lists}/taking`, { list: kept, 'take-1': 'yes' })).status).toBe(403);
  expect((await admin.post(`${lists}/taking`, { list: kept, 'take-1': 'yes' })).location).toBe(`${lists}?did=done`);
  const own = await admin.get(lists);
  for (const part of ['alice@x.example', 'decided by y.example', 'from the list of y.example'])
    expect(own.text).toContain(part);
  expect(own.text).not.toContain('filtered');
  expect(own.text).toContain('href="/api/v1/moderation/measure-list?after=0"');
  const file = await admin.get('/api/v1/moderation/measure-list');
  expect(JSON.parse(file.text).measures).toMatchObject([{ member: ALICE, kind: 'limit', issuer: 'y.example' }]);
  const again = await admin.post(`${lists}/preview`, { list: kept });
  expect(again.text).toContain('in force here already');
});

test('a list comes as a file as well', async () => {
  await using desk = await openDesk();
  const admin = await desk.enter('root_admin');
  const page = await admin.get('/moderation/advice/lists');
  const token = /name="token-of-form" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const list = { format: 'koinon-measures', version: 1, origin: 'y.example', at: inDays(-1), measures: [] };
  const form = new FormData();
  form.set('token-of-form', token);
  form.set('file', new File([JSON.stringify(list)], 'theirs.json'));
  const packed = new Response(form);
  const answer = await desk.house.call('POST', '/moderation/advice/lists/preview', {
    body: new Uint8Array(await packed.arrayBuffer()),
    headers: {
      'content-type': packed.headers.get('content-type') ?? '',
      ...{ cookie: [...admin.cookies].map((pair) => pair.join('=')).join('; '), origin: `http://${desk.house.origin}` },
    },
  });
  expect([answer.status, answer.text.includes('Nothing new')]).toEqual([200, true]);
});

test('a post of an own member on a plank is taken back for all from where one acts on it, and stands again', async () => {
  await using desk = await openDesk();
  const own = { title: 'Gold', body: 'Buy my gold.', acknowledged: true };
  const { name } = await desk.house.create('/api/v1/planks/open-elections/threads', own, desk.token('ada'));
  const path = `/posts/${encodeURIComponent(String(name))}/withdrawal`;
  const thread = `/threads/${encodeURIComponent(String(name))}`;
  const mo = await desk.enter('mo');
  const bo = await desk.enter('bo');
  const moderate = `/posts/${encodeURIComponent(String(name))}/moderate`;
  expect((await mo.get(thread)).text).toContain(`href="${moderate}"`);
  expect((await mo.get(moderate)).text).toContain(`href="${path}"`);
  expect((await bo.get(thread)).text).not.toContain(moderate);
  expect((await bo.get(path)).status).toBe(403);
  expect((await mo.get('/posts/404%40x.example/withdrawal')).status).toBe(404);
  const fields = { do: 'withdraw', reason: 'spam', words: 'This sells something.', days: '7' };
  expect((await bo.post(path, fields)).status).toBe(403);
  const again = await mo.post(path, { ...fields, reason: 'taste' });
  expect([again.status, again.text.includes('This sells something.</textarea>')]).toEqual([400, true]);
  expect((await mo.post(path, fields)).status).toBe(303);
  const visitor = desk.browser('fr');
  expect((await visitor.get(thread)).text).toContain('class="folded"');
  expect((await (await desk.enter('ada')).get('/decisions')).text).toContain('This sells something.');
  const taken = await mo.get(path);
  expect(taken.text).toContain('This instance has taken the post back: spam.');
  expect((await mo.post(path, fields)).status).toBe(409);
  expect((await mo.post(path, { do: 'reinstate' })).status).toBe(303);
  expect((await visitor.get(thread)).text).not.toContain('class="folded"');
});
