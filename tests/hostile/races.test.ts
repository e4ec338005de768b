// What two people do at the same moment, by the same call sent twice or by two calls that exclude each other, is done once; the log
// verifies afterwards, and gives the state that is there.
import { expect, test } from 'vitest';
import { query } from '../../src/db/statement.ts';
import { replayLog } from '../../src/forum/moderation/replay-log.ts';
import { verifyLog } from '../../src/forum/moderation/verify-log.ts';
import { deskWorld, END, why } from './desk-world.ts';
import { type Answered, openReals, type Real } from './real.ts';

type Call = readonly [who: string, method: string, path: string, body?: unknown, key?: string];

const openTown = async () => {
  const town = await openReals({ scribes: ['reds.example'] });
  const [reds] = town.scribes;
  if (!reds) throw new Error('no scribe');
  const house = town.house();
  const world = await deskWorld(house, reds);
  const tokens = new Map<string, string>();
  const at = async (...[who, method, path, body, key]: Call): Promise<Answered> => {
    const token = tokens.get(who) ?? (await house.signIn(who));
    tokens.set(who, token);
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    return house.call(method, `/api/v1${path}`, { token, headers, ...(body === undefined ? {} : { body }) });
  };
  /** All at the same moment: their statuses, and what they said. */
  const together = async (...calls: Call[]) => {
    for (const [who] of calls) if (!tokens.has(who)) tokens.set(who, await house.signIn(who));
    const answers = await Promise.all(calls.map((call) => at(...call)));
    return { answers, statuses: answers.map(({ status }) => status).sort() };
  };
  return { town, house, world, at, together };
};

const numberOf = ({ json }: Answered): number => (json.actions as { number: number }[])[0]?.number ?? 0;

const expectWhole = async (house: Real): Promise<void> => {
  const { db, clock } = house.app.core;
  expect((await verifyLog(db.read)).faults).toEqual([]);
  expect((await replayLog(db.read, clock.now())).differences).toEqual([]);
};

const postsOf = query<{ body: string }>()((db, p) => db.selectFrom('post').select('id').where('body', '=', p.body));

test('of two calls at the same moment one is done', async () => {
  const { town, house, world, at, together } = await openTown();
  await using _ = town;
  const { garden, plank } = world;
  const read = async (id: string) => Number((await at('mo', 'GET', `/moderation/cases/${id}`)).json.version);

  const version = await read(garden.case);
  const claim = `/moderation/cases/${garden.case}/claim`;
  const claims = await together(
    ['mo', 'POST', claim, { version }],
    ['gil', 'POST', claim, { version }],
    ['root_admin', 'POST', claim, { version }],
  );
  expect(claims.statuses).toEqual([200, 409, 409]);
  const [first = 'mo'] = ['mo', 'gil', 'root_admin'].filter((_, index) => claims.answers[index]?.status === 200);
  const decide = `/moderation/cases/${garden.case}/decision`;
  const hide = { kind: 'hide', reason: 'spam', until: END };
  const decided = await together(
    [first, 'POST', decide, { version: version + 1, outcome: 'actioned', actions: [hide] }],
    [first, 'POST', decide, { version: version + 1, outcome: 'dismissed' }],
    [first, 'DELETE', claim],
  );
  expect(decided.statuses.filter((status) => status < 300)).toHaveLength(1);

  const take = { ...why, kind: 'collapse', subject: { post: plank.post } };
  const once = await together(
    ['mo', 'POST', '/moderation/actions', take, 'a'],
    ['mo', 'POST', '/moderation/actions', take, 'a'],
  );
  const numbers = once.answers.filter(({ status }) => status === 201).map(numberOf);
  expect(new Set(numbers).size).toBe(1);
  const [number = 0] = numbers;
  const undo = `/moderation/actions/${number}/reversal`;
  expect((await together(['mo', 'POST', undo, {}], ['pia', 'POST', undo, {}])).statuses).toEqual([201, 409]);
  const approve = `/moderation/actions/${world.pending}/approval`;
  const approved = await together(['root_admin', 'POST', approve, {}], ['root_admin', 'POST', approve, {}]);
  expect(approved.statuses).toEqual([201, 409]);

  const held = `/moderation/held/${garden.held}/decision`;
  const let_ = await together(
    ['mo', 'POST', held, { release: true }],
    ['gil', 'POST', held, { release: true }],
    ['nina', 'DELETE', `/me/held/${garden.held}`],
  );
  const withdrawn = let_.answers[2]?.status === 204;
  expect(await house.db.read.all(postsOf, { body: 'No.' })).toHaveLength(withdrawn ? 0 : 1);

  const appeal = { decision: Number(world.instance.action), words: 'Once more.' };
  expect((await together(['bo', 'POST', '/appeals', appeal], ['bo', 'POST', '/appeals', appeal])).statuses).toEqual([
    409, 409,
  ]);
  const report = `/posts/${encodeURIComponent(plank.post)}/reports`;
  const reports = await together(
    ['herb', 'POST', report, { reason: 'spam' }],
    ['herb', 'POST', report, { reason: 'spam' }],
  );
  expect(reports.statuses).toEqual([201, 409]);
  const withdrawal = `/posts/${encodeURIComponent(plank.post)}/withdrawal`;
  const back = await together(['mo', 'PUT', withdrawal, why], ['pia', 'PUT', withdrawal, why]);
  expect(back.statuses).toEqual([200, 409]);
  const advice = { subject: { post: plank.post }, effect: 'collapse', reason: 'spam', until: world.soon };
  expect(
    (await together(['mo', 'POST', '/advisories', advice], ['pia', 'POST', '/advisories', advice])).statuses,
  ).toEqual([201, 409]);

  // An appeal is decided once, and what it is about is undone once.
  const before = await read(plank.case);
  const { json } = await at('mo', 'POST', `/moderation/cases/${plank.case}/claim`, { version: before });
  const ruling = `/moderation/appeals/${plank.appeal}/decision`;
  const overturned = { version: json.version, outcome: 'overturned', reasons: 'It was a quotation.' };
  const ruled = await together(
    ['mo', 'POST', ruling, overturned],
    ['mo', 'POST', ruling, { ...overturned, outcome: 'upheld' }],
    ['pia', 'POST', `/moderation/actions/${plank.action}/reversal`, {}],
  );
  expect(ruled.answers.slice(0, 2).filter(({ status }) => status === 200)).toHaveLength(1);

  // Its author deletes what is hidden and purged meanwhile; a duty ends while it is used.
  const { json: own } = await at('bo', 'POST', '/boards/garden/threads', { title: 'Gone', body: 'Soon gone.' });
  const subject = { post: own.name };
  const purge = await at('mo', 'POST', '/moderation/actions', {
    kind: 'purge',
    subject,
    reason: 'illegal',
    permanent: 'An order.',
  });
  const last = await together(
    ['root_admin', 'POST', `/moderation/actions/${numberOf(purge)}/approval`, {}],
    ['bo', 'DELETE', `/posts/${own.name}`],
    ['gil', 'POST', '/moderation/actions', { ...why, kind: 'hide', subject }],
    ['root_admin', 'DELETE', '/moderation/staff/gil/board:garden'],
    ['mo', 'POST', `/moderation/actions/${numberOf(purge)}/reversal`, {}],
  );
  expect(last.statuses.filter((status) => status >= 500)).toEqual([]);
  const [agreed, , , , off] = last.answers.map(({ status }) => status);
  expect([agreed, off].filter((status) => status === 201)).toHaveLength(1);
  expect(await house.db.read.all(postsOf, { body: 'Soon gone.' })).toEqual([]);
  await expectWhole(house);
});
