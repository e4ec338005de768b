// A report travels to the author's home without its reporter, the outcome comes back as a note, and a member elsewhere is told of
// a measure through their home. Real instances, real HTTP.
import { expect, test } from 'vitest';
import { realChance, realClock } from '../../../src/base/time.ts';
import { newMessageId } from '../../../src/forum/messages/message-store.ts';
import { callAs, openReals } from '../../hostile/real.ts';
import { testDialect } from '../../support/database.ts';
import { until } from '../../support/timers.ts';
import { caller, inAnHour, people } from './people.ts';

const PATH = '/federation/v1/messages';
/** The same happens to each; PostgreSQL takes them one by one, too, only slower. */
const REPORTS = testDialect() === 'postgres' ? 1_000 : 5_000;

test('forwarded, decided there, noted here; the member is told through the home, and when it ends', async () => {
  await using town = await openReals({ instances: 2, start: true, scribes: [] });
  const [a, b] = [town.house(0), town.house(1)];
  const here = caller(a, await people(a, ['uma', 'mo']));
  const tokens = await people(b, ['ada', 'mira']);
  const there = caller(b, tokens);
  const { name } = await b.create('/api/v1/planks/open-elections/threads', { title: 'T', body: 'Rotten.' }, tokens.ada);
  const post = String(name);
  await until(async () => (await here('uma', 'GET', `/posts/${post}`)).status === 200);

  const reported = await here('uma', 'POST', `/posts/${post}/reports`, {
    reason: 'threat',
    words: 'I, uma, am afraid.',
  });
  expect(reported.status).toBe(201);
  const [found] = (await here('mo', 'GET', '/moderation/cases')).json.items as { id: string; version: number }[];
  if (!found) throw new Error('no case');
  expect((await here('uma', 'POST', `/moderation/cases/${found.id}/forward`, {})).status).toBe(403);
  const passed = await here('mo', 'POST', `/moderation/cases/${found.id}/forward`, { words: 'Please look.' });
  expect([passed.status, passed.json]).toEqual([202, { to: b.origin }]);

  const casesThere = async () =>
    (await there('mira', 'GET', '/moderation/cases')).json.items as { id: string; version: number }[];
  await until(async () => (await casesThere()).length === 1);
  const [theirs] = await casesThere();
  const whole = await there('mira', 'GET', `/moderation/cases/${theirs?.id}`);
  expect(whole.json).toMatchObject({
    subject: `post ${post}`,
    reportList: [{ by: null, peer: a.origin, reason: 'threat', words: 'Please look.' }],
    snapshots: [{ title: 'T', body: 'Rotten.' }],
  });
  // Nothing of the reporter is on the other instance.
  expect(whole.text).not.toMatch(/uma|afraid/);

  // Told once: what is said again about the same text would not be read there.
  await until(async () =>
    JSON.stringify((await here('mo', 'GET', `/moderation/cases/${found.id}`)).json).includes('"taken"'),
  );
  const again = await here('mo', 'POST', `/moderation/cases/${found.id}/forward`, { words: 'And soon.' });
  expect([again.status, again.json.code]).toEqual([409, 'conflict']);

  const claimed = await there('mira', 'POST', `/moderation/cases/${theirs?.id}/claim`, { version: theirs?.version });
  await there('mira', 'POST', `/moderation/cases/${theirs?.id}/decision`, {
    version: claimed.json.version,
    outcome: 'dismissed',
  });
  const ours = async () => (await here('mo', 'GET', `/moderation/cases/${found.id}`)).json;
  await until(async () => JSON.stringify((await ours()).notes).includes('"outcome"'));
  // A note, not the end.
  expect(await ours()).toMatchObject({ state: 'open', outcome: null, forwarded: [{ to: b.origin, state: 'taken' }] });
  expect((await ours()).notes).toContainEqual(
    expect.objectContaining({ kind: 'outcome', peer: b.origin, words: 'dismissed', audience: 'moderators' }),
  );

  const version = (await ours()).version;
  const mine = await here('mo', 'POST', `/moderation/cases/${found.id}/claim`, { version });
  const decided = await here('mo', 'POST', `/moderation/cases/${found.id}/decision`, {
    version: mine.json.version,
    outcome: 'actioned',
    actions: [{ kind: 'collapse', reason: 'threat', words: 'We collapse this here.', until: inAnHour() }],
  });
  expect(decided.status).toBe(200);
  const notices = async () => (await there('ada', 'GET', '/me/notices')).json.items as unknown[];
  await until(async () => (await notices()).length === 1);
  expect(await notices()).toMatchObject([
    { peer: a.origin, measure: 'collapse', reason: 'threat', words: 'We collapse this here.', post, endedAt: null },
  ]);
  const kinds = async (call: typeof here, as: string) => {
    const { items } = (await call(as, 'GET', '/notifications')).json;
    return (items as { kind: string }[]).map(({ kind }) => kind);
  };
  await until(async () => (await kinds(there, 'ada')).includes('notice'));
  await until(async () => (await kinds(here, 'uma')).includes('report'));
  // Nothing changed for ada at home.
  expect((await there('ada', 'GET', '/me/decisions')).json.items).toEqual([]);
  const [action] = decided.json.actions as { number: number }[];
  await here('mo', 'POST', `/moderation/actions/${action?.number}/reversal`, { words: 'Never mind.' });
  await until(async () => JSON.stringify(await notices()).includes('"endedAt":"'));
});

test(`${REPORTS} reports an hour from one peer on 40 posts: 60 come in, 40 cases at the most, nobody else waits`, async () => {
  await using town = await openReals();
  const house = town.house();
  const [x, y] = town.scribes;
  if (!x || !y) throw new Error('no scribes');
  const tokens = await people(house, ['ada', 'uma', 'mo']);
  const call = caller(house, tokens);
  const posts: string[] = [];
  const start = await house.create('/api/v1/planks/open-elections/threads', { title: 'T', body: 'Words.' }, tokens.ada);
  for (let number = 0; number < 40; number++)
    posts.push(
      String((await house.create(`/api/v1/threads/${start.name}/posts`, { body: `No. ${number}` }, tokens.ada)).name),
    );
  const body = (post: string, more: object = {}) =>
    JSON.stringify({
      coalition: house.coalition,
      id: newMessageId(realChance),
      kind: 'report.forwarded',
      at: new Date(realClock.now()).toISOString(),
      content: { case: newMessageId(realChance), post, revision: post, reason: 'spam', words: 'Look.', ...more },
    });
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < REPORTS; sent += 50) {
    const batch = Array.from({ length: 50 }, (_, number) =>
      callAs(house, x, PATH, body(posts[(sent + number) % 40] ?? '')),
    );
    for (const { status } of await Promise.all(batch)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  expect(statuses).toEqual(
    new Map([
      [200, 60],
      [429, REPORTS - 60],
    ]),
  );
  const cases = (await call('mo', 'GET', '/moderation/cases?limit=100')).json.items as {
    reports: number;
    priority: number;
  }[];
  expect(cases).toHaveLength(40);
  // Repeating lifts nothing: each revision counts once for each peer.
  expect(new Set(cases.map(({ reports }) => reports))).toEqual(new Set([1]));
  expect((await callAs(house, y, PATH, body(posts[0] ?? ''))).status).toBe(200);
  expect((await call('uma', 'POST', `/posts/${posts[0]}/reports`, { reason: 'spam' })).status).toBe(201);

  // Muted, the peer is told so; and nothing that a peer sends changes anybody's standing.
  const mute = { peer: y.origin, until: inAnHour(), words: 'Enough for today.' };
  expect((await call('mo', 'PUT', '/moderation/mutes', mute)).status).toBe(200);
  expect((await callAs(house, y, PATH, body(posts[1] ?? ''))).json).toMatchObject({ code: 'muted', state: 'refused' });
  expect((await call('ada', 'GET', '/me/decisions')).json.items).toEqual([]);
  expect((await call('mo', 'GET', '/modlog')).json.items).toMatchObject([
    { kind: 'mute', on: 'peer', host: y.origin },
    { kind: 'appoint' },
  ]);
});

test('a report on what is not here, or of nobody, is refused', async () => {
  await using town = await openReals();
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const tokens = await people(house, ['ada', 'mo']);
  const { name } = await house.create(
    '/api/v1/planks/open-elections/threads',
    { title: 'T', body: 'Words.' },
    tokens.ada,
  );
  const post = String(name);
  const send = async (kind: string, content: object) => {
    const at = new Date(realClock.now()).toISOString();
    const message = { coalition: house.coalition, id: newMessageId(realChance), kind, at, content };
    const { status, json } = await callAs(house, x, PATH, JSON.stringify(message));
    return [status, json.code];
  };
  const report = { case: newMessageId(realChance), post, revision: post, reason: 'spam', words: '' };
  expect(await send('report.forwarded', { ...report, post: '1@x.example' })).toEqual([422, 'not-here']);
  expect(await send('report.forwarded', { ...report, post: `99@${house.origin}` })).toEqual([422, 'not-here']);
  expect(await send('report.forwarded', { ...report, revision: `99@${house.origin}` })).toEqual([422, 'gone']);
  expect(await send('report.outcome', { case: newMessageId(realChance), outcome: 'actioned' })).toEqual([
    422,
    'not-here',
  ]);
  const notice = { action: newMessageId(realChance), member: 'nobody-of-that-id', measure: 'hide', scope: 'planks' };
  const rest = { reason: 'spam', basis: 'own', words: '', until: null, state: 'taken' };
  expect(await send('notice.to-member', { ...notice, ...rest })).toEqual([422, 'not-here']);
  // A reason that is not known here is kept as words.
  expect(await send('report.forwarded', { ...report, reason: 'bad-manners', words: 'Look.' })).toEqual([
    200,
    undefined,
  ]);
  const call = caller(house, tokens);
  const [found] = (await call('mo', 'GET', '/moderation/cases')).json.items as { id: string }[];
  expect((await call('mo', 'GET', `/moderation/cases/${found?.id}`)).json).toMatchObject({
    reason: 'other',
    reportList: [{ reason: 'other', words: 'bad-manners: Look.', peer: 'x.example' }],
  });
  // The peer speaks of a case of ours that is about somebody else's post: no note.
  expect(await send('report.outcome', { case: found?.id ?? '', outcome: 'actioned' })).toEqual([422, 'not-here']);
});
