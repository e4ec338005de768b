// A member elsewhere appeals against what was decided here: their home passes it on, a second person decides it, and they read at home
// what came of it. Real instances, real HTTP; and what a hostile peer may try.
import { expect, test } from 'vitest';
import { realChance, realClock } from '../../../src/base/time.ts';
import { query } from '../../../src/db/statement.ts';
import { setRole } from '../../../src/forum/identity/set-role.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { newMessageId } from '../../../src/forum/messages/message-store.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { callAs, openReals, password, pushAs, type Real } from '../../hostile/real.ts';
import { createBrowser } from '../../http/browser.ts';
import type { Scribe } from '../../support/scribe.ts';
import { until } from '../../support/timers.ts';
import { caller, inAnHour, people } from './people.ts';

const PATH = '/federation/v1/messages';
const hashes = query()((db) => db.selectFrom('action').select(['number', 'hash']).orderBy('number'));
const appeals = query()((db) => db.selectFrom('appeal').selectAll().orderBy('id'));

type Appealed = { id: string; version: number; state: string; appealList: { id: string; by: string; words: string }[] };

test('heard elsewhere, appealed at home, decided there by a second person, and read at home', async () => {
  await using town = await openReals({ instances: 2, start: true, scribes: [] });
  const [a, b] = [town.house(0), town.house(1)];
  const here = caller(a, await people(a, ['mo', 'mara']));
  const tokens = await people(b, ['ada', 'bo']);
  const there = caller(b, tokens);
  const { name } = await b.create('/api/v1/planks/open-elections/threads', { title: 'T', body: 'Pens.' }, tokens.ada);
  const post = String(name);
  await until(async () => (await here('mo', 'GET', `/posts/${post}`)).status === 200);
  const body = { kind: 'collapse', subject: { post }, reason: 'spam', words: 'It sells pens.', until: inAnHour() };
  const taken = await here('mo', 'POST', '/moderation/actions', body);
  const [action] = taken.json.actions as { number: number }[];

  const notice = async () =>
    ((await there('ada', 'GET', '/me/notices')).json.items as { id: string; appeal: unknown; endedAt: unknown }[])[0];
  await until(async () => (await notice()) !== undefined);
  const about = { notice: (await notice())?.id, words: 'They are given away.' };
  expect((await there('bo', 'POST', '/appeals', about)).json).toMatchObject({ code: 'not-found' });
  expect((await there('ada', 'POST', '/appeals', { ...about, decision: 1 })).json).toMatchObject({ field: 'notice' });
  expect((await there('ada', 'POST', '/appeals', { ...about, words: 'x'.repeat(4_001) })).status).toBe(400);
  expect((await there('ada', 'POST', '/appeals', about)).status).toBe(201);
  expect((await there('ada', 'POST', '/appeals', about)).json).toMatchObject({ code: 'conflict' });

  const cases = async () => (await here('mara', 'GET', '/moderation/cases')).json.items as { id: string }[];
  await until(async () => (await cases()).length === 1);
  const path = `/moderation/cases/${(await cases())[0]?.id}`;
  const whole = async () => (await here('mara', 'GET', path)).json as unknown as Appealed;
  expect(await whole()).toMatchObject({
    subject: `post ${post}`,
    appealList: [{ by: `ada@${b.origin}`, decision: action?.number, words: 'They are given away.', mayDecide: true }],
  });
  expect((await here('mo', 'GET', path)).json).toMatchObject({ appealList: [{ mayDecide: false }] });
  await until(async () => ((await notice())?.appeal as { state?: string } | undefined)?.state === 'open');
  const { version } = (await here('mara', 'POST', `${path}/claim`, { version: (await whole()).version })).json;
  const decision = { version, outcome: 'overturned', reasons: 'A gift is no sale.' };
  const decide = await here(
    'mara',
    'POST',
    `/moderation/appeals/${(await whole()).appealList[0]?.id}/decision`,
    decision,
  );
  expect(decide.json).toMatchObject({ state: 'overturned', actions: [{ kind: 'reversal' }] });

  await until(async () => ((await notice())?.appeal as { state?: string } | undefined)?.state === 'overturned');
  expect(await notice()).toMatchObject({ appeal: { reasons: 'A gift is no sale.', words: 'They are given away.' } });
  await until(async () => (await notice())?.endedAt !== null);
  expect((await here('mo', 'GET', `/posts/${post}`)).json).not.toHaveProperty('moderation');
  const told = async () => (await there('ada', 'GET', '/notifications')).json.items as { kind: string }[];
  await until(async () => (await told()).filter(({ kind }) => kind === 'notice').length >= 2);

  // Where nobody else could decide, that is said beforehand, with whom they name for it.
  expect(await notice()).toMatchObject({ alone: false, reviewer: '' });
  await setRole(a.app.core)(operator, { name: 'mara', role: 'member' });
  await describeInstance(a.app.core)(operator, { appealReviewer: 'arbiter@league.example' });
  await here('mo', 'POST', '/moderation/actions', { ...body, kind: 'hide' });
  await until(async () => (await notice())?.endedAt === null);
  expect(await notice()).toMatchObject({ alone: true, reviewer: 'arbiter@league.example' });
});

const sendAs = async (house: Real, scribe: Scribe, kind: string, content: object) => {
  const at = new Date(realClock.now()).toISOString();
  const message = { coalition: house.coalition, id: newMessageId(realChance), kind, at, content };
  const { status, json } = await callAs(house, scribe, PATH, JSON.stringify(message));
  return [status, json.code];
};

test('only the home of whom it concerns appeals, once, and decides nothing', async () => {
  await using town = await openReals({ scribes: ['x.example', 'y.example'] });
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribe');
  const call = caller(house, await people(house, ['mo', 'ada']));
  const member = 'alice-of-x-00001';
  x.describe(member, 'alice');
  const { name } = x.start('open-elections', member, 'Ballots', 'Buy pens.');
  const other = 'boris-of-x-00001';
  x.describe(other, 'boris');
  await pushAs(house, x, ...x.lines());
  const act = async (kind: string, subject: object, more: object = {}) =>
    call('mo', 'POST', '/moderation/actions', { kind, subject, reason: 'spam', until: inAnHour(), ...more });
  // What was in the log before: how mo came to moderate.
  const before = (await house.db.read.all(hashes, {})).length;
  await act('collapse', { post: name });
  await act('warning', { member: 'ada' }, { scope: 'instance' });
  await act('keep', { post: name });
  await act('hide', { post: name });
  await call('mo', 'POST', `/moderation/actions/${before + 4}/reversal`, { words: 'Undone.' });
  const known = await house.db.read.all(hashes, {});
  const handle = (number: number) => known.find((one) => one.number === before + number)?.hash ?? '';
  const appeal = (from: Scribe, content: object) =>
    sendAs(house, from, 'appeal', { action: handle(1), member, words: 'Why?', ...content });
  const none = [422, 'not-here'];
  expect(await appeal(x, { action: newMessageId(realChance) })).toEqual(none);
  expect(await appeal(x, { member: other })).toEqual(none);
  expect(await appeal(x, { action: handle(2) })).toEqual(none);
  expect(await appeal(y, {})).toEqual(none);
  expect(await appeal(y, { action: handle(2) })).toEqual(none);
  expect(await appeal(x, { action: handle(3) })).toEqual([422, 'invalid']);
  expect(await appeal(x, { action: handle(4) })).toEqual([422, 'conflict']);
  expect(await appeal(x, { words: 'x'.repeat(4_001) })).toEqual([422, 'invalid']);
  expect(await house.db.read.all(appeals, {})).toEqual([]);
  expect((await call('mo', 'GET', '/moderation/cases')).json.items).toEqual([]);
  expect(await appeal(x, {})).toEqual([200, undefined]);
  expect(await appeal(x, { words: 'Again!' })).toEqual([422, 'conflict']);
  expect(await house.db.read.all(appeals, {})).toMatchObject([
    { peer: 'x.example', person: member, action: before + 1, member_id: null, words: 'Why?', state: 'open' },
  ]);
  // Nobody here appealed anywhere: an outcome is for nobody, and nothing of all this changes what is shown or who may what.
  const outcome = { action: handle(1), member, outcome: 'overturned', reasons: 'So we say.' };
  expect(await sendAs(house, x, 'appeal.outcome', outcome)).toEqual(none);
  expect((await call('mo', 'GET', `/posts/${name}`)).json).toMatchObject({
    moderation: { state: 'visible', kept: true },
  });
  expect((await call('mo', 'GET', '/modlog')).json.items).toHaveLength(before + 5);
  // Erased at home, what they said here goes, too.
  const gone = x.write('member.erased', { member, erases: [[1, 2]] });
  await pushAs(house, x, gone.line);
  expect(await house.db.read.all(appeals, {})).toEqual([]);
  expect((await call('mo', 'GET', '/moderation/cases')).json.items).toMatchObject([{ appeals: 0 }]);
});

test('of an appeal elsewhere the first answer counts, and only from where it was sent', async () => {
  await using town = await openReals({ scribes: ['x.example', 'y.example'] });
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribe');
  const call = caller(house, await people(house, ['ada']));
  const member = String((await house.db.read.get(memberNamed, { name: 'ada' }))?.publicId);
  const action = newMessageId(realChance);
  const notice = {
    action,
    member,
    measure: 'limit',
    scope: 'planks',
    reason: 'spam',
    basis: 'own',
    words: '',
    until: null,
  };
  expect(await sendAs(house, x, 'notice.to-member', { ...notice, state: 'taken' })).toEqual([200, undefined]);
  const outcome = { action, member, outcome: 'upheld', reasons: 'It stands.' };
  expect(await sendAs(house, x, 'appeal.outcome', outcome)).toEqual([422, 'not-here']);
  const own = async () => (await call('ada', 'GET', '/me/notices')).json.items as { id: string }[];
  const words = 'I sell nothing.';
  // By the page, without a script.
  const page = createBrowser(house.call, `http://${house.origin}`, 'de');
  await page.post('/sign-in', { name: 'ada', password });
  const id = (await own())[0]?.id ?? '';
  const form = (await page.get('/decisions/notices')).text;
  expect(form).toContain(`name="notice" value="${id}"`);
  const empty = await page.post('/decisions/appeals', { notice: id, words: ' ' });
  expect(empty.text).toContain('aria-invalid="true"');
  const sent = await page.post('/decisions/appeals', { notice: id, words });
  expect([sent.status, sent.location]).toEqual([303, '/decisions/notices?done=sent']);
  expect((await page.get(sent.location)).text).toMatch(/unterwegs zu dieser Instanz[\s\S]*I sell nothing\./);
  expect(await own()).toMatchObject([{ appeal: { state: 'sent', words, decidedAt: null } }]);
  expect(await sendAs(house, y, 'appeal.outcome', outcome)).toEqual([422, 'not-here']);
  expect(await sendAs(house, x, 'appeal.outcome', { ...outcome, member: 'somebody-else-00' })).toEqual([
    422,
    'not-here',
  ]);
  expect(await sendAs(house, x, 'appeal.outcome', { ...outcome, outcome: 'banned' })).toEqual([422, 'invalid']);
  expect(await sendAs(house, x, 'appeal.outcome', outcome)).toEqual([200, undefined]);
  expect(await sendAs(house, x, 'appeal.outcome', { ...outcome, outcome: 'overturned' })).toEqual([422, 'conflict']);
  expect(await own()).toMatchObject([{ appeal: { state: 'upheld', reasons: 'It stands.' }, endedAt: null }]);
  expect((await call('ada', 'GET', '/me/decisions')).json.items).toEqual([]);
});

const memberNamed = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id as publicId').where('name', '=', p.name),
);
