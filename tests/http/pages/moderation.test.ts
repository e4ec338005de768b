// The pages of moderation as a browser without JavaScript uses them, on a whole instance, in two languages.
import { expect, test } from 'vitest';
import { createPasswordHasher } from '../../../src/forum/identity/password-hasher.ts';
import { register } from '../../../src/forum/identity/register.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { openReals, password } from '../../hostile/real.ts';
import { createBrowser } from '../browser.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Members ada (German) and bo, moderators mo and mira, an admin; a board with a thread by ada. */
const open = async () => {
  const town = await openReals();
  const house = town.house();
  const { core } = house.app;
  const hasher = createPasswordHasher();
  const tokens: Record<string, string> = { root_admin: await house.admin() };
  for (const name of ['ada', 'bo', 'mo', 'mira']) {
    await register({ ...core, hasher, registration: 'open' })(operator, { name, password });
    if (name.startsWith('m')) await setRole(core)(operator, { name, role: 'moderator' });
    tokens[name] = await house.signIn(name);
  }
  const token = (name: string): string => tokens[name] ?? '';
  const garden = { slug: 'garden', title: 'Garden', text: '', visibility: 'public' };
  await house.create('/api/v1/boards', garden, token('root_admin'));
  await house.create('/api/v1/boards/garden/threads', { title: 'Compost', body: 'Rotten words.' }, token('ada'));
  const browser = (language?: string) => createBrowser(house.call, `http://${house.origin}`, language);
  const enter = async (name: string, language?: string) => {
    const person = browser(language);
    await person.post('/sign-in', { name, password });
    return person;
  };
  const api = (as: string, method: string, path: string, body?: unknown) =>
    house.call(method, `/api/v1${path}`, { ...(body === undefined ? {} : { body }), token: token(as) });
  const act = async (as: string, body: Record<string, unknown>): Promise<number> => {
    const answer = await api(as, 'POST', '/moderation/actions', body);
    if (answer.status !== 201) throw new Error(answer.text);
    return Number((answer.json.actions as { number: number }[])[0]?.number);
  };
  return { house, browser, enter, api, act, [Symbol.asyncDispose]: () => town[Symbol.asyncDispose]() };
};

test('a report from the menu of a post: the form, what it demands, and where it stands afterwards', async () => {
  await using forum = await open();
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
  expect((await ada.get('/members/bo')).text).toContain('href="/members/bo/report"');
  const member = await ada.post('/members/bo/report', { reason: 'spam', words: 'Everywhere.' });
  expect(member.status).toBe(303);
  expect((await ada.get(member.location)).text).toContain('Nobody has decided yet');
  const visitor = forum.browser();
  expect((await visitor.get('/posts/b1/report')).location).toBe('/sign-in?next=%2Fposts%2Fb1%2Freport');
  expect((await visitor.get('/decisions')).location).toBe('/sign-in?next=%2Fdecisions');
});

test('who is suspended reads what was decided, and appeals; the banner is on every page', async () => {
  await using forum = await open();
  const number = await forum.act('mo', {
    ...{ kind: 'suspend', subject: { member: 'ada' }, scope: 'instance', reason: 'harassment', rule: 'Rule 2' },
    ...{ words: 'A week of rest.', until: inDays(7) },
  });
  const ada = await forum.enter('ada', 'de');
  expect((await ada.get('/')).text).toContain('Die Moderation hat dich hier eingeschränkt');
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
  await using forum = await open();
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
