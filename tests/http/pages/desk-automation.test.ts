// Filters, brakes and what was done by itself, at the desk: tried, made, switched, confirmed, undone; and who may.
import { expect, test } from 'vitest';
import { command, query } from '../../../src/db/statement.ts';
import { until } from '../../real/patience.ts';
import { type Desk, openDesk, type Person, running } from './desk-house.ts';

const WATCHES = { kind: 'words', pattern: 'Cheap watches', scope: 'instance' };
const MAKE = { ...WATCHES, do: 'make', effect: 'hold', reason: 'spam', words: 'What sells is looked at first.' };

const say = (desk: Desk, as: string, body: string) =>
  desk.api(as, 'POST', '/boards/garden/threads', { title: 'A thread', body });

/** The number beside a part of the desk. */
const countAt = async (person: Person, part: string): Promise<string> => {
  const { text } = await person.get('/moderation/held');
  return new RegExp(`href="/moderation/${part}"[^>]*>[^<]*<span class="count">([^<]+)<`).exec(text)?.[1] ?? '';
};

test('a filter is tried on what stands, made in shadow, tallied, switched on, changed and removed', async () => {
  await using desk = await openDesk(running);
  await say(desk, 'ada', 'I sell cheap watches.');
  await say(desk, 'bo', 'I sell nothing.');
  const filters = '/moderation/filters';
  const bo = await desk.enter('bo');
  for (const path of [filters, `${filters}/new`]) expect((await bo.get(path)).status, path).toBe(403);
  expect((await bo.post(`${filters}/new`, { ...WATCHES, do: 'try' })).status).toBe(403);
  expect((await desk.browser().get(filters)).location).toBe('/sign-in?next=%2Fmoderation%2Ffilters');

  // Who only moderates may try, and makes none.
  const mo = await desk.enter('mo');
  const offered = await mo.get(`${filters}/new`);
  expect([offered.text.includes('value="try"'), offered.text.includes('value="make"')]).toEqual([true, false]);
  const tried = await mo.post(`${filters}/new`, { ...WATCHES, do: 'try', effect: 'hold' });
  expect(tried.status).toBe(200);
  expect(tried.text).toContain('Of the last 2 posts it would have held one:');
  expect(tried.text).toContain('href="/posts/b1"');
  expect(tried.text).not.toContain('href="/posts/b2"');
  expect((await mo.post(`${filters}/new`, MAKE)).status).toBe(403);

  const admin = await desk.enter('root_admin', 'de');
  const empty = await admin.post(`${filters}/new`, { ...MAKE, pattern: '...' });
  expect([empty.status, empty.text.includes('value="..."')]).toEqual([400, true]);
  const made = await admin.post(`${filters}/new`, MAKE);
  expect([made.status, made.location.startsWith(`${filters}/`)]).toEqual([303, true]);
  const path = made.location.replace(/\?.*/, '');
  expect((await admin.get(path)).text).toContain('im Schatten');

  // In shadow it notes, and does nothing.
  expect((await say(desk, 'ada', 'More CHEAP watches!')).status).toBe(201);
  await until('the filter has noted it', async () => (await mo.get(filters)).text.includes('would have acted on 1'));
  const noted = await mo.get(path);
  expect(noted.text).toContain('href="/posts/b3"');
  expect(noted.text).not.toContain('name="state"');
  expect((await mo.post(path, { state: 'on' })).status).toBe(403);
  expect((await mo.post(`${path}/trial`, {})).text).toContain('Of the last 3 posts it would have held 2:');

  expect((await admin.post(path, { state: 'on' })).location).toBe(`${path}?did=done`);
  expect((await say(desk, 'ada', 'Again: cheap watches.')).status).toBe(202);
  expect((await mo.get(filters)).text).toContain('matched 2, acted on 1');
  expect(await countAt(mo, 'held')).toBe('1');
  expect((await admin.post(path, { effect: 'label', words: '' })).status).toBe(400);
  expect((await admin.post(path, { effect: 'label', words: 'Werbung' })).status).toBe(303);
  expect((await admin.get(path)).text).toContain('setzt einen Hinweis');
  expect((await mo.post(`${path}/removal`, {})).status).toBe(403);
  expect((await admin.post(`${path}/removal`, {})).location).toBe(`${filters}?did=done`);
  expect((await admin.get(path)).status).toBe(404);
});

test('what was done by itself waits at the desk: confirmed or undone there', async () => {
  await using desk = await openDesk(running);
  const filter = { kind: 'words', pattern: 'rotten', effect: 'collapse', reason: 'harassment', words: 'Looked at.' };
  const { id } = await desk.house.create('/api/v1/moderation/filters', filter, desk.token('root_admin'));
  await desk.api('root_admin', 'PATCH', `/moderation/filters/${id}`, { state: 'on' });
  for (const body of ['Rotten apples.', 'Rotten pears.']) await say(desk, 'ada', body);
  const mo = await desk.enter('mo');
  const automation = '/moderation/automation';
  await until('both are collapsed', async () => (await countAt(mo, 'automation')) === '2');
  const waiting = await mo.get(automation);
  const actions = [...waiting.text.matchAll(/action="(\/moderation\/automation\/actions\/(\d+))"/g)];
  const paths = [...new Set(actions.map(([, path = '']) => path))];
  expect(paths).toHaveLength(2);
  const [second = '', first = ''] = paths;
  const bo = await desk.enter('bo');
  expect((await bo.get(automation)).status).toBe(403);
  expect((await bo.post(first, { do: 'confirm' })).status).toBe(403);
  const number = first.split('/').at(-1) ?? '';
  expect((await mo.post(first, { do: 'confirm', [`days-${number}`]: '30' })).location).toBe(`${automation}?did=done`);
  expect((await mo.post(first, { do: 'confirm' })).status).toBe(409);
  expect((await mo.post(second, { do: 'undo' })).status).toBe(303);
  expect(await countAt(mo, 'automation')).toBe('');
  const reader = await desk.browser().get('/threads/b1');
  expect(reader.text).toContain('class="folded"');
  expect((await desk.browser().get('/threads/b2')).text).not.toContain('class="folded"');
});

const place = query()((db) => db.selectFrom('place').select('id').where('slug', '=', 'garden'));
const members = query()((db) => db.selectFrom('member').select('id').where('name', 'like', 'new%'));
const firstHere = command<{ place: number; member: number; at: number }>()((db, p) =>
  db.insertInto('place_author').values({ place_id: p.place, member_id: p.member, at: p.at }),
);

test('a brake that is on, rules, and places that are looked at first', async () => {
  await using desk = await openDesk();
  const { db, clock } = desk.core;
  for (let each = 0; each < 25; each++) await desk.join(`new${each}`);
  const { id = 0 } = (await db.read.get(place, {})) ?? {};
  const newcomers = await db.read.all(members, {});
  await db.write(async (tx) => {
    for (const { id: member } of newcomers) await tx.run(firstHere, { place: id, member, at: clock.now() });
  });
  expect((await say(desk, 'bo', 'The twenty-sixth.')).status).toBe(202);
  const automation = '/moderation/automation';
  const mo = await desk.enter('mo', 'fr');
  const braked = await mo.get(automation);
  for (const part of ['Freins en cours', '1 message retenu', 'value="board:garden"', 'Lever le frein'])
    expect(braked.text).toContain(part);
  expect(await countAt(mo, 'automation')).toBe('1');
  const ada = await desk.enter('ada');
  expect((await ada.post(`${automation}/brakes`, { scope: 'board:garden' })).status).toBe(403);
  const action = /action="(\/moderation\/automation\/actions\/\d+)"/.exec(braked.text)?.[1] ?? '';
  const hours = { do: 'confirm', [`hours-${action.split('/').at(-1)}`]: '6' };
  expect((await mo.post(action, hours)).status).toBe(303);
  expect((await mo.get(automation)).text).toContain('confirmé');
  expect(await countAt(mo, 'automation')).toBe('');
  expect((await mo.post(`${automation}/brakes`, { scope: 'board:garden' })).location).toBe(`${automation}?did=done`);
  expect((await mo.get(automation)).text).not.toContain('Lever le frein');
  expect((await mo.post(`${automation}/brakes`, { scope: 'board:garden' })).status).toBe(404);
  expect((await mo.post(`${automation}/brakes`, { scope: 'nowhere' })).status).toBe(404);

  // Rules and places are an admin's; others read them.
  expect((await mo.get(automation)).text).not.toContain('name="probation"');
  const rules = { probation: 'hold', probationPosts: '2', mentionLimit: '3' };
  expect((await mo.post(`${automation}/rules`, rules)).status).toBe(403);
  expect((await mo.post(`${automation}/places`, { scope: 'board:garden', first: 'yes' })).status).toBe(403);
  const admin = await desk.enter('root_admin');
  const wrong = await admin.post(`${automation}/rules`, { ...rules, mentionLimit: '70' });
  expect([wrong.status, wrong.text.includes('value="70"')]).toEqual([400, true]);
  expect((await admin.post(`${automation}/rules`, rules)).status).toBe(303);
  expect((await mo.get(automation)).text).toContain('Tous les premiers messages sont retenus');
  expect((await admin.post(`${automation}/places`, { scope: 'board:garden', first: 'yes' })).status).toBe(303);
  expect((await mo.get(automation)).text).toContain('regardé d’abord');
  expect((await say(desk, 'ada', 'Does this wait?')).status).toBe(202);
});

test('who moderates one board sees and counts what is there, and makes filters for it alone', async () => {
  await using desk = await openDesk();
  const shed = { slug: 'shed', title: 'Shed', text: '', visibility: 'public' };
  await desk.house.create('/api/v1/boards', shed, desk.token('root_admin'));
  const can = ['see-cases', 'act', 'set-rules'];
  expect((await desk.api('root_admin', 'PUT', '/moderation/staff/bo/board:garden', { can })).status).toBe(200);
  for (const board of ['garden', 'shed', 'shed']) {
    const made = await desk.api('ada', 'POST', `/boards/${board}/threads`, { title: 'Fools', body: 'You are fools.' });
    await desk.api('mo', 'POST', `/posts/${made.json.name}/reports`, { reason: 'harassment', words: '' });
  }
  const bo = await desk.enter('bo');
  const mo = await desk.enter('mo');
  const cases = (text: string) => /Cases<span class="count">(\d+)</.exec(text)?.[1];
  expect(cases((await bo.get('/moderation')).text)).toBe('1');
  expect(cases((await mo.get('/moderation')).text)).toBe('3');
  const offered = await bo.get('/moderation/filters/new');
  expect(offered.text).toContain('<option value="board:garden"');
  expect(offered.text).not.toMatch(/<option value="(board:shed|instance|planks)"/);
  expect((await bo.post('/moderation/filters/new', MAKE)).status).toBe(403);
  expect((await bo.post('/moderation/filters/new', { ...MAKE, scope: 'board:garden' })).status).toBe(303);
  const automation = await bo.get('/moderation/automation');
  expect(automation.text).toContain('value="board:garden"');
  expect(automation.text).not.toContain('board:shed');
  expect((await bo.get('/moderation/advice/lists')).status).toBe(403);
});
