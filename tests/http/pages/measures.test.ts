// Acting without a case, by pages: on a post, a person, an instance, on many at once; and who may see what.
import { expect, test } from 'vitest';
import { fieldIn, openActing } from './acting.ts';
import { inDays } from './desk-house.ts';

const LONG_AGO = '2026-01-01T00:00';
const spam = { lasts: '7', reason: 'spam', rule: '', note: '', why: '', label: '' };

test('from the menu of a post: a measure with a reason and an end proposed, taken in one click; undone once', async () => {
  await using forum = await openActing();
  const [mo, bo] = [await forum.enter('mo'), await forum.enter('bo', 'de')];
  expect((await mo.get('/threads/b1')).text).toContain('href="/posts/b1/moderate"');
  expect((await bo.get('/threads/b1')).text).not.toContain('/moderate');
  expect((await bo.get('/posts/b1/moderate')).status).toBe(403);
  expect((await bo.post('/posts/b1/moderate', { ...spam, kind: 'post:hide' })).status).toBe(403);
  expect((await forum.browser().get('/posts/b1/moderate')).location).toContain('/sign-in');

  const form = await mo.get('/posts/b1/moderate');
  for (const part of [
    'Rotten words.',
    'value="post:collapse" selected',
    'value="30" selected',
    'optgroup label="Its author"',
  ])
    expect(form.text).toContain(part);
  const wrong = await mo.post('/posts/b1/moderate', { ...spam, kind: 'post:hide', reason: 'other', words: '' });
  expect([wrong.status, wrong.text.includes('value="post:hide" selected')]).toEqual([400, true]);
  const done = await mo.post('/posts/b1/moderate', { ...spam, kind: 'post:collapse', words: 'Sells pens.' });
  expect(done.location).toBe('/moderation/actions/4?did=done');
  expect((await bo.get('/threads/b1')).text).toContain('Spam');
  const shown = await mo.get('/moderation/actions/4');
  for (const part of ['Sells pens.', '/moderation/actions/4/reversal']) expect(shown.text).toContain(part);
  const undone = await mo.post('/moderation/actions/4/reversal', { words: '', next: '/moderation/actions/4' });
  expect(undone.location).toBe('/moderation/actions/4?did=done');

  // What is undone already is marked so, and not offered again anywhere.
  for (const path of ['/moderation/actions/4', '/modlog', '/moderation/members/ada']) {
    const { text } = await mo.get(path);
    expect(text, path).toContain('<span class="badge">undone</span>');
    expect(text, path).not.toContain('/moderation/actions/4/reversal');
  }
  expect((await forum.browser('de').get('/modlog')).text).not.toContain('/moderation/actions/');
  expect((await bo.get('/moderation/actions/4')).status).toBe(403);

  const author = { ...spam, kind: 'author:read-only', scope: 'board:garden', words: 'A week.' };
  expect((await mo.post('/posts/b1/moderate', author)).status).toBe(303);
  expect((await forum.api('mo', 'GET', '/moderation/actions/6')).json).toMatchObject({
    ...{ kind: 'read-only', on: 'member', scope: 'board:garden', words: 'A week.', stands: 'done' },
  });
});

test('purging: a plain warning, a second person, and no way back', async () => {
  await using forum = await openActing();
  const [mo, mira] = [await forum.enter('mo'), await forum.enter('mira', 'de')];
  expect((await mo.get('/posts/b1/moderate')).text).toContain('This cannot be undone.');
  const purge = { kind: 'post:purge', lasts: 'good', reason: 'illegal', why: 'Order of the court, 12 B 3.', words: '' };
  const wrong = await mo.post('/posts/b1/moderate', { ...purge, reason: 'spam' });
  expect([wrong.status, wrong.text.includes('Order of the court, 12 B 3.')]).toEqual([400, true]);
  const asked = await mo.post('/posts/b1/moderate', purge);
  expect(asked.location).toBe('/moderation/actions/4?did=done');
  expect((await mo.get('/moderation/actions/4')).text).toContain('Call off: No. 4');
  expect((await mira.get('/threads/b1')).text).toContain('Rotten words.');
  const waits = await mira.get('/moderation/actions/4');
  for (const part of ['für immer gelöscht', 'action="/moderation/actions/4/approval"', 'Zustimmen können: mira'])
    expect(waits.text).toContain(part);
  expect((await mo.post('/moderation/actions/4/approval', {})).status).toBe(403);
  expect((await mira.post('/moderation/actions/4/approval', {})).status).toBe(303);
  expect((await mira.get('/threads/b1')).text).not.toContain('Rotten words.');
  expect((await mira.get('/moderation/actions/4')).text).not.toContain('/reversal"');
});

test('a person on the desk: what is in force is lifted, new measures, and whose reports are taken', async () => {
  await using forum = await openActing();
  const [mo, bo] = [await forum.enter('mo'), await forum.enter('bo')];
  for (const path of ['/moderation/members', '/moderation/members/ada', '/moderation/bulk', '/moderation/undo-all'])
    expect((await bo.get(path)).status, path).toBe(403);
  expect((await mo.get('/moderation/undo-all')).status).toBe(403);
  expect((await mo.get('/moderation/members?name=ada')).location).toBe('/moderation/members/ada');
  const nobody = await mo.get('/moderation/members?name=nobody_of_that_name');
  expect([nobody.status, nobody.text.includes('aria-invalid="true"')]).toEqual([404, true]);
  expect((await mo.get('/moderation/members/nobody_of_that_name')).status).toBe(404);

  const act = { ...spam, kind: 'author:suspend', scope: 'instance', words: 'A week of rest.' };
  const done = await mo.post('/moderation/members/ada/actions', act);
  expect(done.location).toBe('/moderation/actions/4?did=done');
  const page = await mo.get('/moderation/members/ada');
  expect(page.text.split('A week of rest.').length - 1).toBe(2);
  expect(fieldIn(page.text, 'next')).toBe('/moderation/members/ada');
  await mo.post('/moderation/actions/4/reversal', { words: 'Enough.', next: '/moderation/members/ada' });
  expect((await mo.get('/moderation/members/ada')).text).toContain('Nothing restricts this person here.');
  const bad = await mo.post('/moderation/members/ada/actions', { ...act, lasts: 'good' });
  expect([bad.status, bad.text.includes('A week of rest.')]).toEqual([400, true]);
  // Nobody acts on themselves, or reads what moderators note about them.
  expect((await mo.get('/moderation/members/mo')).text).not.toContain('name="kind"');
  expect((await mo.post('/moderation/members/mo/actions', act)).status).toBe(403);

  const mute = { muteDays: '90', muteWords: 'Reports every answer.' };
  expect((await mo.post('/moderation/members/bo/mute', { ...mute, muteWords: ' ' })).status).toBe(400);
  expect((await bo.post('/moderation/members/ada/mute', mute)).status).toBe(403);
  expect((await mo.post('/moderation/members/bo/mute', mute)).location).toBe('/moderation/members/bo?did=done');
  expect((await mo.get('/moderation/members/bo')).text).toContain('Their reports are not taken until');
  expect((await mo.get('/moderation/members')).text).toContain('Reports every answer.');
  await mo.post('/moderation/actions/6/reversal', { words: '', next: '/moderation/members/bo' });
  expect((await mo.get('/moderation/members/bo')).text).toContain('Their reports are taken.');
});

test('many posts at once: chosen, looked at, taken on exactly these; one button undoes just these', async () => {
  await using forum = await openActing();
  for (const body of ['Buy one.', 'Buy two.', 'Buy three.'])
    await forum.api('ada', 'POST', '/threads/b1/posts', { body });
  await forum.act('mira', { kind: 'hide', subject: { post: 'b2' }, reason: 'spam', until: inDays(3) });
  const [mo, bo] = [await forum.enter('mo'), await forum.enter('bo')];
  const listed = await mo.get(`/moderation/bulk?member=ada&since=${LONG_AGO}`);
  for (const part of ['all 4 since then', 'Buy one.', 'hidden already', 'name="post-b4"'])
    expect(listed.text).toContain(part);
  expect((await mo.get('/moderation/bulk?member=ada&since=yesterday')).status).toBe(400);
  expect((await mo.get(`/moderation/bulk?member=nobody_here&since=${LONG_AGO}`)).status).toBe(404);
  const fields = { ...spam, member: 'ada', since: fieldIn(listed.text, 'since'), kind: 'post:hide', words: 'Sells.' };
  expect((await bo.post('/moderation/bulk', { ...fields, step: 'look', which: 'all' })).status).toBe(403);
  const none = await mo.post('/moderation/bulk', { ...fields, step: 'look', which: 'chosen' });
  expect([none.status, none.text.includes('Sells.')]).toEqual([400, true]);

  const chosen = { ...fields, which: 'chosen', 'post-b2': 'yes', 'post-b3': 'yes' };
  const preview = await mo.post('/moderation/bulk', { ...chosen, step: 'look' });
  expect(preview.status).toBe(200);
  expect(preview.text).toContain('This would touch 2 posts of');
  expect(fieldIn(preview.text, 'names')).toBe('b3 b2');
  expect((await bo.get('/posts/b3')).status).not.toBe(404);
  expect((await forum.api('mo', 'GET', '/modlog')).json.items).toMatchObject([
    { kind: 'hide' },
    { kind: 'appoint' },
    { kind: 'appoint' },
    { kind: 'appoint' },
  ]);
  const back = await mo.post('/moderation/bulk', { ...chosen, step: 'change', names: 'b3 b2' });
  expect(back.text).toMatch(/name="post-b3" value="yes" checked/);

  // Written since: what was looked at is what is done.
  await forum.api('ada', 'POST', '/threads/b1/posts', { body: 'Buy four.' });
  const done = await mo.post('/moderation/bulk', { ...chosen, which: 'all', step: 'do', names: 'b3 b2' });
  expect(done.location).toBe('/moderation/actions/5?did=done');
  const action = await mo.get(done.location);
  for (const part of ['It carries 2 actions', 'carried by no. 5', '/moderation/actions/5/reversal'])
    expect(action.text).toContain(part);
  expect((await bo.get('/threads/b1')).text).toContain('Buy four.');
  expect((await bo.get('/threads/b1')).text).not.toContain('Buy two.');
  await mo.post('/moderation/actions/5/reversal', { words: 'The wrong ones.', next: '/moderation/actions/5' });
  const thread = (await bo.get('/threads/b1')).text;
  expect([thread.includes('Buy two.'), thread.includes('Buy one.')]).toEqual([true, false]);
  const after = (await mo.get('/moderation/actions/5')).text;
  expect(after.split('<span class="badge">undone</span>').length - 1).toBe(3);
  expect(after).not.toContain('/reversal"');
});

test('beyond the brake the page says who has to approve, and where; who asked cannot', async () => {
  await using forum = await openActing();
  const posts: string[] = [];
  for (let i = 0; i < 100; i++) {
    const { json } = await forum.api('ada', 'POST', '/threads/b1/posts', { body: `Buy ${i}.` });
    posts.push(String(json.name));
  }
  const [mo, mira] = [await forum.enter('mo'), await forum.enter('mira', 'es')];
  const fields = { ...spam, member: 'ada', since: LONG_AGO, kind: 'post:hide', words: '', which: 'all' };
  const preview = await mo.post('/moderation/bulk', { ...fields, step: 'look' });
  expect(preview.text).toContain('a second person has to agree before anything happens');
  expect(preview.text).toContain('Who can approve: mira and root_admin.');
  expect(preview.text).toContain('and one more');
  const done = await mo.post('/moderation/bulk', { ...fields, step: 'do', names: fieldIn(preview.text, 'names') });
  const own = await mo.get(done.location);
  expect(own.text).toContain('Somebody else approves it');
  expect(own.text).toContain('Who can approve: mira and root_admin.');
  expect(own.text).not.toContain('/approval"');
  const theirs = await mira.get('/moderation/actions/4');
  expect(theirs.text).toContain('Pueden aprobarlo: mira y root_admin.');
  expect(theirs.text).toContain('action="/moderation/actions/4/approval"');
  const approved = await mira.post('/moderation/actions/4/approval', { next: '/moderation/actions/4' });
  expect(approved.location).toBe('/moderation/actions/4?did=done');
  const after = await mira.get('/moderation/actions/4');
  expect(after.text).not.toContain('/approval"');
  expect(after.text).not.toContain('espera una segunda aprobación');

  // Everything that mo did is undone as one, and mira's part stays hers.
  const admin = await forum.enter('root_admin', 'fr');
  const shown = await admin.get(`/moderation/undo-all?by=mo&since=${LONG_AGO}`);
  expect(shown.text).toContain('Annuler cette action');
  expect((await mira.post('/moderation/undo-all', { by: 'mo', since: LONG_AGO, words: 'x' })).status).toBe(403);
  const empty = await admin.post('/moderation/undo-all', { by: 'mo', since: LONG_AGO, words: ' ' });
  expect([empty.status, empty.text.includes('Annuler cette action')]).toEqual([400, true]);
  const undone = await admin.post('/moderation/undo-all', { by: 'mo', since: LONG_AGO, words: 'Rogue.' });
  expect(undone.status).toBe(303);
  // So many at once again: what the admin undoes waits, too, and says for whom.
  const waits = await admin.get(undone.location);
  expect(waits.text).toContain('Ceci attend une deuxième personne');
  const path = undone.location.split('?')[0] ?? '';
  expect((await mira.post(`${path}/approval`, {})).status).toBe(303);
  const again = await admin.get(`/moderation/undo-all?by=mo&since=${LONG_AGO}`);
  expect(again.text).toContain('Il n’y a rien à annuler.');
});

test('what a moderator took back themselves is not brought back by undoing all that they did', async () => {
  await using forum = await openActing();
  const number = await forum.act('mo', { kind: 'hide', subject: { post: 'b1' }, reason: 'spam', until: inDays(3) });
  await forum.api('mo', 'POST', `/moderation/actions/${number}/reversal`, { words: 'A slip.' });
  await forum.act('mo', {
    kind: 'label',
    subject: { post: 'b1' },
    settings: { label: 'pens' },
    reason: 'spam',
    until: inDays(3),
  });
  const admin = await forum.enter('root_admin');
  expect((await admin.get(`/moderation/undo-all?by=mo&since=${LONG_AGO}`)).text).toContain('Undo this one action');
  await admin.post('/moderation/undo-all', { by: 'mo', since: LONG_AGO, words: 'Rogue.' });
  const thread = (await (await forum.enter('bo')).get('/threads/b1')).text;
  expect([thread.includes('Rotten words.'), thread.includes('pens')]).toEqual([true, false]);
});

test('duties: chosen from a list, changed in place, read by those who moderate', async () => {
  await using forum = await openActing();
  const [admin, mo] = [await forum.enter('root_admin', 'de'), await forum.enter('mo')];
  const duty = { name: 'bo', scope: 'board:garden', do: 'give', 'can-see-cases': 'yes' };
  expect((await admin.get('/moderation/staff')).text).toContain('<option value="board:garden">in Garden</option>');
  expect((await admin.post('/moderation/staff', duty)).status).toBe(303);
  const change = await admin.get('/moderation/staff?name=bo&scope=board:garden');
  expect(change.text).toContain('value="bo"');
  expect(change.text).toMatch(/id="can-see-cases"[^>]*checked/);
  expect(change.text).not.toMatch(/id="can-act"[^>]*checked/);
  await admin.post('/moderation/staff', { ...duty, 'can-act': 'yes', 'can-reverse': 'yes' });
  const read = await mo.get('/moderation/staff');
  expect(read.text).toContain('in Garden: see cases, act and undo');
  expect(read.text).not.toContain('name="do"');
  expect((await mo.post('/moderation/staff', duty)).status).toBe(403);
  // Who moderates one board acts there, and sees of a person what is theirs to see.
  const bo = await forum.enter('bo');
  await forum.act('mo', {
    kind: 'warning',
    subject: { member: 'ada' },
    scope: 'instance',
    reason: 'spam',
    words: 'Far.',
    until: inDays(1),
  });
  const person = await bo.get('/moderation/members/ada');
  expect(person.status).toBe(200);
  expect(person.text).toContain('<option value="board:garden"');
  for (const part of ['<option value="instance"', 'Far.', 'Their reports']) expect(person.text).not.toContain(part);
  const suspend = { ...spam, kind: 'author:suspend', scope: 'instance', words: '' };
  expect((await bo.post('/moderation/members/ada/actions', suspend)).status).toBe(403);
  expect((await bo.post('/moderation/members/ada/actions', { ...suspend, scope: 'board:garden' })).status).toBe(303);
});

test('figures for any period, the same as the API tells, for whoever may read the log', async () => {
  await using forum = await openActing();
  const number = await forum.act('mo', {
    kind: 'collapse',
    subject: { post: 'b1' },
    reason: 'spam',
    rule: 'Rule 7',
    until: inDays(3),
  });
  await forum.api('mira', 'POST', `/moderation/actions/${number}/reversal`, { words: '' });
  const visitor = forum.browser('de');
  expect((await visitor.get('/')).text).toContain('href="/transparency"');
  const shown = await visitor.get('/transparency');
  for (const part of ['Rule 7', 'eingeklappt', '<dt>Rückgängig gemacht</dt><dd>1</dd>', 'download="transparency-'])
    expect(shown.text).toContain(part);
  const link = /href="(\/api\/v1\/transparency\?[^"]+)"/.exec(shown.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const { json } = await forum.house.call('GET', link);
  expect(json).toMatchObject({ actions: 1, reversals: 1, byRule: { 'Rule 7': 1 }, byKind: { collapse: 1 } });
  expect((await visitor.get('/transparency?from=2020-01-01&to=2020-12-31')).text).toContain('<dd>0</dd>');
  for (const bad of ['from=2026-02-31', 'from=2026-02-02&to=2026-02-01', 'to=tomorrow'])
    expect((await visitor.get(`/transparency?${bad}`)).status, bad).toBe(400);
  await forum.api('root_admin', 'PATCH', '/instance', { modlog: 'moderators' });
  expect((await visitor.get('/transparency')).status).toBe(401);
  expect((await visitor.get('/')).text).not.toContain('href="/transparency"');
  expect((await (await forum.enter('mo')).get('/')).text).toContain('href="/transparency"');
});

test('each measure of a decision has its own words, and the next case is a click away', async () => {
  await using forum = await openActing();
  await forum.api('bo', 'POST', '/posts/b1/reports', { reason: 'harassment' });
  await forum.api('bo', 'POST', '/members/ada/reports', { reason: 'spam' });
  const mo = await forum.enter('mo');
  const path = /href="(\/moderation\/cases\/[^"]+)"/.exec((await mo.get('/moderation')).text)?.[1] ?? '';
  const version = async () => fieldIn((await mo.get(path)).text, 'version');
  await mo.post(`${path}/claim`, { version: await version() });
  const decision = { ...spam, post: 'hide', thread: 'close', author: 'warning', scope: 'instance', postLasts: '7' };
  const words = { words: 'The post.', threadWords: 'The thread.', authorWords: ' ' };
  const decided = await mo.post(`${path}/decision`, {
    ...{ ...decision, ...words, authorLasts: '7', outcome: 'actioned', version: await version() },
  });
  expect((await mo.get(decided.location)).text).toMatch(
    /class="button" href="\/moderation\/cases\/[^"]+">Next case: spam/,
  );
  expect((await mo.get(path)).text).toContain('Next case: spam');
  const { items } = (await forum.api('mo', 'GET', '/modlog')).json as { items: { kind: string; words: string }[] };
  const taken = items.filter(({ kind }) => kind !== 'appoint');
  expect(taken.map(({ kind, words: said }) => [kind, said])).toEqual([
    ['warning', 'The post.'],
    ['close', 'The thread.'],
    ['hide', 'The post.'],
  ]);
});
