// The pages of moderation as a browser without JavaScript uses them, on a whole instance, in two languages.
import { expect, test } from 'vitest';
import { type ActingForum, fieldIn, openActing } from './acting.ts';
import { inDays } from './desk-house.ts';

test('a report from the menu of a post: the form, what it demands, and where it stands afterwards', async () => {
  await using forum = await openActing();
  const bo = await forum.enter('bo', 'de');
  expect((await bo.get('/threads/b1')).text).toContain('href="/posts/b1/report"');
  const form = await bo.get('/posts/b1/report');
  expect(form.text).toContain('Einen Beitrag melden');
  expect(form.text).toContain('Rotten words.');
  const again = await bo.post('/posts/b1/report', { reason: 'other', words: '' });
  expect(again.status).toBe(400);
  expect(again.text).toContain('value="other" checked');
  const sent = await bo.post('/posts/b1/report', { reason: 'harassment', words: 'Third <time>.' });
  expect([sent.status, sent.location]).toEqual([303, '/decisions/reports?done=reported']);
  const listed = await bo.get(sent.location);
  expect(listed.text).toContain('Noch nicht entschieden');
  expect(listed.text).toContain('Third &lt;time&gt;.');
  expect((await bo.post('/posts/b1/report', { reason: 'spam', words: '' })).status).toBe(409);

  const ada = await forum.enter('ada');
  expect((await ada.get('/threads/b1')).text).not.toContain('/posts/b1/report');
  // What was said before is reported beside it; what is reported is what was shown.
  await forum.api('ada', 'PATCH', '/posts/b1', { body: 'Sweet words.' });
  const before = await bo.get('/posts/b1/revisions');
  const links = [...before.text.matchAll(/href="(\/posts\/b1\/report\?revision=[^"]+)"/g)].map(([, link = '']) => link);
  expect(links).toHaveLength(2);
  expect((await ada.get('/posts/b1/revisions')).text).not.toContain('/report?');
  const mo = await forum.enter('mo');
  const earlier = await mo.get(links[1] ?? '');
  expect(earlier.text).toContain('Rotten words.');
  const revision = fieldIn(earlier.text, 'revision');
  expect((await mo.post('/posts/b1/report', { reason: 'spam', words: '', revision })).status).toBe(303);
  const [one] = (await forum.api('mo', 'GET', '/moderation/cases?post=b1')).json.items as { id: string }[];
  const whole = await forum.api('mo', 'GET', `/moderation/cases/${one?.id}`);
  expect(whole.json).toMatchObject({
    reports: 2,
    snapshots: [{ body: 'Rotten words.' }],
    post: { body: 'Sweet words.' },
  });
  expect((await mo.get('/posts/b1/report?revision=999')).status).toBe(404);
  expect((await ada.get('/members/bo')).text).toContain('href="/members/bo/report"');
  const member = await ada.post('/members/bo/report', { reason: 'spam', words: 'Everywhere.' });
  expect(member.status).toBe(303);
  expect((await ada.get(member.location)).text).toContain('Nobody has decided yet');
  const visitor = forum.browser();
  expect((await visitor.get('/posts/b1/report')).location).toBe('/sign-in?next=%2Fposts%2Fb1%2Freport');
  expect((await visitor.get('/decisions')).location).toBe('/sign-in?next=%2Fdecisions');
});

test('who is suspended reads what was decided, and appeals; the banner is on every page', async () => {
  await using forum = await openActing();
  const number = await forum.act('mo', {
    ...{ kind: 'suspend', subject: { member: 'ada' }, scope: 'instance', reason: 'harassment', rule: 'Rule 2' },
    ...{ words: 'A week of rest.', until: inDays(7) },
  });
  const ada = await forum.enter('ada', 'de');
  expect((await ada.get('/')).text).toContain('Die Moderation hat dich hier eingeschränkt');
  // No form that would not be taken, and no button; what was typed meanwhile is not lost.
  const thread = (await ada.get('/threads/b1')).text;
  expect(thread).toContain('Du kannst hier jetzt nicht schreiben: gesperrt');
  for (const form of ['<textarea', 'class="reply"', 'value="up']) expect(thread).not.toContain(form);
  expect((await ada.get('/boards/garden')).text).not.toContain('href="/boards/garden/new"');
  expect((await ada.get('/boards/garden/new')).text).not.toContain('<textarea');
  const typed = await ada.post('/threads/b1', { body: 'Long thought about.' });
  expect([typed.status, typed.text.includes('Long thought about.</textarea>')]).toEqual([403, true]);
  const decisions = await ada.get('/decisions');
  for (const part of ['gesperrt', 'Grund: Belästigung', 'Regel: Rule 2', 'A week of rest.', 'in Kraft'])
    expect(decisions.text).toContain(part);
  expect(decisions.text).not.toContain('mo@');
  const empty = await ada.post('/decisions/appeals', { decision: String(number), words: ' ' });
  expect(empty.status).toBe(400);
  const sent = await ada.post('/decisions/appeals', { decision: String(number), words: 'It was not me.' });
  expect([sent.status, sent.location]).toEqual([303, '/decisions/appeals?done=appealed']);
  expect((await ada.get(sent.location)).text).toContain('noch nicht entschieden');
  expect((await ada.get('/decisions')).text).toContain('Du hast widersprochen');
  const bo = await forum.enter('bo', 'de');
  expect((await bo.get('/')).text).not.toContain('eingeschränkt');
});

test('what is put aside is shown to its author as waiting, and taken back there', async () => {
  await using forum = await openActing();
  await forum.act('mo', {
    ...{ kind: 'hold-posts', subject: { member: 'ada' }, scope: 'instance', reason: 'spam', words: 'We look first.' },
    until: inDays(2),
  });
  const ada = await forum.enter('ada');
  const sent = await ada.post('/threads/b1', { body: 'Nobody sees it yet.' });
  expect(sent.status).toBe(303);
  expect(sent.location).toMatch(/^\/decisions\/held\?done=held#held-/);
  const waiting = await ada.get('/decisions/held?done=held');
  expect(waiting.text).toContain('Your post waits: nobody sees it yet');
  expect(waiting.text).toContain('Nobody sees it yet.');
  expect(waiting.text).toContain('It waits because:');
  const id = sent.location.split('#held-')[1] ?? '';
  const taken = await ada.post(`/decisions/held/${id}/withdraw`, {});
  expect(taken.location).toBe('/decisions/held?done=withdrawn');
  expect((await ada.get('/decisions/held')).text).not.toContain('Nobody sees it yet.');
});

type Person = Awaited<ReturnType<ActingForum['enter']>>;

/** What is marked in each choice of a form. */
const chosenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<select[^>]* name="(\w+)"[^>]*>([\s\S]*?)<\/select>/g)].map(([, name = '', options = '']) => [
      name,
      /<option value="([^"]*)" selected/.exec(options)?.[1] ?? '',
    ]),
  );
/** Opens the first case of the queue. */
const firstCase = async (person: Person): Promise<string> => {
  const queue = await person.get('/moderation');
  return /href="(\/moderation\/cases\/[^"]+)"/.exec(queue.text)?.[1] ?? '';
};

test('a case: claimed, decided with what is proposed, appealed, and decided by somebody else', async () => {
  await using forum = await openActing();
  await forum.api('bo', 'POST', '/posts/b1/reports', { reason: 'harassment', words: 'Third time.' });
  const mo = await forum.enter('mo', 'de');
  expect((await mo.get('/')).text).toContain('href="/moderation"');
  const path = await firstCase(mo);
  const shown = await mo.get(path);
  for (const part of ['Fall: Belästigung', 'Rotten words.', 'Third time.', 'Fall übernehmen'])
    expect(shown.text).toContain(part);
  expect(shown.text).not.toContain('name="outcome"');
  const version = () => mo.get(path).then(({ text }) => fieldIn(text, 'version'));
  await mo.post(`${path}/note`, { noteWords: 'Seen before.', audience: 'moderators' });
  await mo.post(`${path}/note`, { noteWords: 'Where is it <from>?', audience: 'person' });
  expect((await mo.post(`${path}/claim`, { version: '0' })).status).toBe(409);
  expect((await mo.post(`${path}/claim`, { version: await version() })).location).toBe(`${path}#decide`);

  const mira = await forum.enter('mira');
  expect((await mira.get(path)).text).toMatch(/<bdi>mo<\/bdi> works on it until <time/);
  const mine = await mo.get(path);
  expect(mine.text).toContain('Seen before.');
  const proposed = chosenIn(mine.text);
  expect(proposed).toMatchObject({ post: 'hide', author: 'warning', reason: 'harassment', postLasts: 'review' });
  const fields = { ...proposed, version: await version(), words: 'Not like this.' };
  const again = await mo.post(`${path}/decision`, { ...fields, outcome: 'actioned', post: '', author: '', thread: '' });
  expect([again.status, again.text.includes('Not like this.')]).toEqual([400, true]);
  const decided = await mo.post(`${path}/decision`, { ...fields, outcome: 'actioned' });
  expect([decided.status, decided.location]).toEqual([303, `/moderation?did=decided&last=${path.split('/').at(-1)}`]);
  expect((await mo.get(decided.location)).text).toContain('Der Fall ist entschieden.');

  const reader = await forum.enter('bo', 'de');
  expect((await reader.get('/threads/b1')).text).toContain('Auf dieser Instanz verborgen: Belästigung.');
  expect((await reader.get('/threads/b1')).text).not.toContain('Rotten words.');
  expect((await reader.get('/decisions/reports')).text).toContain('Es wurde etwas unternommen');
  const ada = await forum.enter('ada');
  expect((await ada.get('/threads/b1')).text).toContain('Rotten words.');
  const noted = await ada.get('/decisions/notes');
  expect(noted.text).toContain('Where is it &lt;from&gt;?');
  expect(noted.text).not.toMatch(/Seen before|>mo</);
  const told = await ada.get('/decisions');
  expect(told.text).toContain('Not like this.');
  const number = /decision" value="(\d+)"[\s\S]*?(?=<li|$)/.exec(told.text.split('>hidden').at(-1) ?? '')?.[1] ?? '';
  expect((await ada.post('/decisions/appeals', { decision: number, words: 'It was a joke.' })).status).toBe(303);

  const own = await mo.get(path);
  expect(own.text).toContain('Jemand anderes entscheidet');
  await mira.post(`${path}/claim`, { version: fieldIn((await mira.get(path)).text, 'version') });
  const judged = await mira.get(path);
  expect(judged.text).toContain('It was a joke.');
  const appeal = /action="(\/moderation\/appeals\/[^"]+)"/.exec(judged.text)?.[1] ?? '';
  const id = fieldIn(judged.text, 'case');
  const sent = { case: id, version: fieldIn(judged.text, 'version'), outcome: 'overturned' };
  expect((await mira.post(appeal, { ...sent, reasons: ' ' })).status).toBe(400);
  expect((await mira.post(appeal, { ...sent, reasons: 'So it was.' })).location).toBe(`${path}#appeals`);
  expect((await reader.get('/threads/b1')).text).toContain('Rotten words.');
  expect((await ada.get('/decisions/appeals')).text).toContain('you were right, it was undone');
});

test('the log is for everybody, without names; undoing stands with it for those who moderate', async () => {
  await using forum = await openActing();
  const number = await forum.act('mo', {
    ...{ kind: 'collapse', subject: { post: 'b1' }, reason: 'spam', words: 'Words to ada.', until: inDays(3) },
  });
  const visitor = await forum.browser('de').get('/modlog');
  expect(visitor.status).toBe(200);
  for (const part of ['eingeklappt', 'ein Beitrag', 'Spam', '/api/v1/modlog/feed'])
    expect(visitor.text).toContain(part);
  for (const secret of ['Words to ada.', 'b1', 'mo@', '/reversal']) expect(visitor.text).not.toContain(secret);
  const mira = await forum.enter('mira');
  const full = await mira.get('/modlog');
  for (const part of ['Words to ada.', '/posts/b1', 'mo@', `/moderation/actions/${number}/reversal`])
    expect(full.text).toContain(part);
  expect((await mira.get('/moderation/measures')).text).toContain('Words to ada.');
  const undone = await mira.post(`/moderation/actions/${number}/reversal`, { words: 'It was not.' });
  expect(undone.location).toBe('/modlog?did=done');
  expect((await mira.post(`/moderation/actions/${number}/reversal`, { words: '' })).status).toBe(409);
  expect((await mira.get('/moderation/measures')).text).not.toContain('Words to ada.');
  const bo = await forum.enter('bo');
  expect((await bo.get('/moderation/measures')).status).toBe(403);
  expect((await bo.post(`/moderation/actions/${number}/reversal`, { words: '' })).status).toBe(403);
});

test('held posts are let through or not, and admins say who moderates what', async () => {
  await using forum = await openActing();
  await forum.act('mo', {
    ...{ kind: 'hold-posts', subject: { member: 'ada' }, scope: 'instance', reason: 'spam', words: 'We look first.' },
    until: inDays(2),
  });
  const ada = await forum.enter('ada');
  await ada.post('/threads/b1', { body: 'First.' });
  await ada.post('/threads/b1', { body: 'Second.' });
  const admin = await forum.enter('root_admin', 'fr');
  const bo = await forum.enter('bo', 'de');
  expect((await bo.get('/moderation/held')).status).toBe(403);
  expect((await bo.get('/moderation')).status).toBe(403);
  expect((await bo.get('/moderation/staff')).status).toBe(403);
  const form = { name: 'bo', scope: 'everywhere', do: 'give', 'can-see-cases': 'yes', 'can-act': 'yes' };
  expect((await admin.post('/moderation/staff', form)).status).toBe(400);
  expect((await admin.post('/moderation/staff', { ...form, scope: 'board:garden' })).status).toBe(303);
  expect((await admin.get('/moderation/staff')).text).toContain('voir les cas');

  const waiting = await bo.get('/moderation/held');
  expect(waiting.text).toContain('First.');
  const [first = '', second = ''] = [...waiting.text.matchAll(/action="(\/moderation\/held\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  expect((await bo.post(first, { release: 'maybe' })).status).toBe(400);
  expect((await bo.post(first, { do: 'refuse', words: 'No.' })).status).not.toBe(400);
  expect((await admin.post(second, { do: 'release', words: '' })).location).toBe('/moderation/held?did=done');
  expect((await bo.get('/threads/b1')).text).toContain('Second.');
  const taken = { name: 'bo', scope: 'board:garden', do: 'take' };
  const { location } = await admin.post('/moderation/staff', taken);
  expect(location).toMatch(/^\/moderation\/actions\/\d+\?did=done$/);
  expect((await admin.get(location)).text).toContain('prend effet après un délai');
  expect((await bo.get('/moderation')).status).toBe(200);
});

test('what a case decides about somebody who moderates waits for a second person, and says so', async () => {
  await using forum = await openActing();
  await forum.api('mo', 'POST', '/threads/b1/posts', { body: 'You are fools.' });
  await forum.api('bo', 'POST', '/posts/b2/reports', { reason: 'harassment', words: '' });
  const mira = await forum.enter('mira');
  const path = /href="(\/moderation\/cases\/[^"]+)"/.exec((await mira.get('/moderation')).text)?.[1] ?? '';
  await mira.post(`${path}/claim`, { version: fieldIn((await mira.get(path)).text, 'version') });
  const version = fieldIn((await mira.get(path)).text, 'version');
  const fields = { version, post: '', thread: '', author: 'read-only', authorLasts: '7', scope: 'board:garden' };
  const decided = await mira.post(`${path}/decision`, { ...fields, reason: 'harassment', outcome: 'actioned' });
  expect(decided.location).toMatch(/^\/moderation\/actions\/\d+\?did=decided$/);
  const { text } = await mira.get(decided.location);
  for (const part of ['The case is decided.', 'nothing has happened yet', 'Who can approve'])
    expect(text).toContain(part);
});
