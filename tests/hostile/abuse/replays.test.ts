// Everything that instances tell each other comes twice, thrice and in any order: forwarded reports, outcomes, notices to members,
// appeals and how they were decided, how people come in at a peer, and, in journals, posts, edits, withdrawals, advice and what takes it back. Whatever the order, what
// stands in the end is the same, and nobody is told anything twice.
import { expect, test } from 'vitest';
import { realChance } from '../../../src/base/time.ts';
import { query } from '../../../src/db/statement.ts';
import { changeAdviceSettings } from '../../../src/forum/advice/change-advice-settings.ts';
import { takeNotice } from '../../../src/forum/cases/take-messages.ts';
import { newMessageId } from '../../../src/forum/messages/message-store.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import type { Scribe } from '../../support/scribe.ts';
import { seededChance } from '../../support/time.ts';
import { openReals, pushAs, type Real, type RealOptions } from '../real.ts';
import { comes, DAY, iso, MINUTE, messageAs, type Person, PLANK, person, visit } from './town.ts';

const ORDERS = 5;
/** Of notices. */
const KEPT = 20;

const shuffled = <T>(items: readonly T[], seed: string): T[] => {
  const chance = seededChance(seed);
  return items
    .map((item) => ({ item, key: chance.fraction() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item);
};

const open = async (options: RealOptions = {}) => {
  const town = await openReals({ scribes: ['x.example', 'y.example', 'z.example'], start: true, ...options });
  const [x, y, z] = town.scribes;
  if (!x || !y || !z) throw new Error('no scribes');
  return { town, x, y, z };
};

const noticesOf = query<{ peer: string }>()((db, p) =>
  db.selectFrom('peer_notice').select('action').where('peer', '=', p.peer).orderBy('id'),
);
const idOf = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id').where('name', '=', p.name),
);
const hashOf = query<{ number: number }>()((db, p) =>
  db.selectFrom('action').select('hash').where('number', '=', p.number),
);
const restricted = query()((db) =>
  db
    .selectFrom('member')
    .select('name')
    .where((eb) => eb.or([eb('standing', 'is not', null), eb('duties', 'is not', null)])),
);
const noticesTold = query<{ name: string }>()((db, p) =>
  db
    .selectFrom('notification')
    .innerJoin('member', 'member.id', 'notification.member_id')
    .select('notification.kind')
    .where('member.name', '=', p.name),
);

/** Everything that anybody could be told of. */
const events = query()((db) =>
  db
    .selectFrom('event')
    .select(['id', 'kind'])
    .where('kind', 'in', [
      'notice.received',
      'report.received',
      'case.changed',
      'message.received',
      'peer.changed',
      'appeal.received',
    ])
    .orderBy('id'),
);

type Said = { scribe: Scribe; kind: string; content: object; id: string; at: number };

/** What the members of this round read in the end, without what differs from round to round by its nature. */
const endOf = async (
  house: Real,
  round: { mo: Person; ada: Person; own: string; foreign: string; names: Map<string, string> },
) => {
  const { mo, ada, own, foreign, names } = round;
  const cases = await mo.list('/moderation/cases?limit=100');
  const whole = async (post: string) =>
    mo.get(`/moderation/cases/${cases.find(({ subject }) => subject === `post ${post}`)?.id}`);
  const [about, told] = [await whole(own), await whole(foreign)];
  const notices = (await ada.list('/me/notices')).filter(({ post }) => post === own);
  const { items } = (await visit(house, '/api/v1/peers')).json;
  const text = JSON.stringify({
    reports: (about.reportList as Record<string, unknown>[])
      .map(({ peer, reason, words, revision }) => `${peer} ${reason} ${words} ${revision}`)
      .toSorted(),
    priority: about.priority,
    snapshots: (about.snapshots as Record<string, unknown>[]).map(({ body }) => body).toSorted(),
    states: [about.state, told.state],
    outcomes: (told.notes as Record<string, unknown>[])
      .filter(({ kind }) => kind === 'outcome')
      .map(({ peer, words }) => `${peer} ${words}`),
    appeals: (told.appealList as Record<string, unknown>[]).map(({ words, state }) => `${words} ${state}`),
    notices: (notices as { peer: string; measure: string; endedAt: number | null; appeal: { state: string } | null }[])
      .map(({ peer, measure, endedAt, appeal }) =>
        [peer, measure, endedAt === null ? 'stands' : 'ended', ...(appeal ? [appeal.state] : [])].join(' '),
      )
      .toSorted(),
    registrations: (items as { origin: string; registration: { mode: string; why: string } | null }[])
      .filter(({ registration }) => registration)
      .map(({ origin, registration }) => `${origin} ${registration?.mode} ${registration?.why}`),
  });
  return JSON.parse(
    [...names].reduce((all, [seq, called]) => all.replaceAll(new RegExp(`\\b${seq}\\b`, 'g'), called), text),
  ) as object;
};

test(`messages: ${ORDERS} orders, each message up to three times, end alike`, async () => {
  const { town, x, y } = await open();
  await using _ = town;
  const house = town.house();
  const mo = await person(house, 'mo', 'moderator');
  const uma = await person(house, 'uma');
  const ends: object[] = [];
  for (let order = 0; order < ORDERS; order++) {
    const ada = await person(house, `ada${order}`);
    const own = await ada.start(PLANK, `Round ${order}`, 'At first.');
    await ada.did('PATCH', `/posts/${own}`, { body: 'Then so.' });
    const revisions = await ada.list(`/posts/${own}/revisions`);
    const [revision = ''] = revisions.map(({ id }) => `${id}@${house.origin}`).filter((name) => name !== own);
    const member = (await house.db.read.get(idOf, { name: ada.name }))?.public_id ?? '';
    const foreign = x.start('open-elections', 'xavi-00000001', `Of x, ${order}`, 'Theirs.').name;
    await pushAs(house, x, ...x.lines());
    await uma.did('POST', `/posts/${foreign}/reports`, { reason: 'spam' });
    const ours = (await mo.list('/moderation/cases?limit=100')).find(({ subject }) => subject === `post ${foreign}`);

    // What x's member is to appeal against here, and what ada has appealed against there.
    const label = { kind: 'label', settings: { label: 'off the point' }, reason: 'off-topic', basis: 'own' };
    const lasts = { words: 'Look.', until: iso(house.clock.now() + DAY) };
    const { actions } = await mo.did('POST', '/moderation/actions', { ...label, ...lasts, subject: { post: foreign } });
    const [{ number = 0 } = {}] = actions as { number?: number }[];
    const { hash = '' } = (await house.db.read.get(hashOf, { number })) ?? {};

    const now = house.clock.now();
    let minute = -60;
    const says = (scribe: Scribe, kind: string, content: object): Said => {
      minute += 1;
      return { scribe, kind, content, id: newMessageId(realChance), at: now + minute * MINUTE };
    };
    const report = (scribe: Scribe, of: string, words: string) =>
      says(scribe, 'report.forwarded', {
        case: newMessageId(realChance),
        post: own,
        revision: of,
        reason: 'spam',
        words,
      });
    const [first, second, third] = [newMessageId(realChance), newMessageId(realChance), newMessageId(realChance)];
    const notice = (action: string, measure: string, state: string) =>
      says(x, 'notice.to-member', {
        ...{ action, member, post: own, measure, scope: 'planks', reason: 'spam', basis: 'own' },
        ...{ words: 'Look.', until: iso(now + DAY), state },
      });
    const earlier = notice(third, 'hide', 'taken');
    await messageAs(house, x, earlier.kind, earlier.content, earlier);
    const [{ id: notified } = {}] = await ada.list('/me/notices');
    await ada.did('POST', '/appeals', { notice: notified, words: 'Look again there.' });
    const said = [
      earlier,
      says(x, 'appeal', { action: hash, member: 'xavi-00000001', words: 'Look again here.' }),
      says(x, 'appeal.outcome', { action: third, member, outcome: 'upheld', reasons: 'It stays.' }),
      report(x, own, 'x on the first'),
      report(x, revision, 'x on the second'),
      report(y, own, 'y on the first'),
      ...['dismissed', 'actioned', 'dismissed'].map((outcome) =>
        says(x, 'report.outcome', { case: ours?.id, outcome }),
      ),
      ...['taken', 'ended', 'taken'].map((state) => notice(first, 'collapse', state)),
      ...['taken', 'ended'].map((state) => notice(second, 'label', state)),
      says(y, 'registration.switched', { mode: 'application', why: 'no-moderator' }),
      says(y, 'registration.switched', { mode: 'open', why: 'reopened' }),
    ];
    // The first round as it was said, once; the others as it comes.
    const again = order === 0 ? said : shuffled([...said, ...said, ...said.slice(0, 9)], `order ${order}`);
    for (const { scribe, kind, content, id, at } of again) {
      const answer = await messageAs(house, scribe, kind, content, { id, at });
      expect([kind, answer.status]).toEqual([kind, 200]);
    }
    const names = new Map([
      [revision.split('@')[0] ?? '', 'SECOND'],
      [own.split('@')[0] ?? '', 'FIRST'],
    ]);
    ends.push(await endOf(house, { mo, ada, own, foreign, names }));
    // Whom it concerns is told of each change once at the most; and all of it once more tells nobody anything.
    const before = await house.db.read.all(events, {});
    for (const { scribe, kind, content, id, at } of shuffled(said, `again ${order}`))
      await messageAs(house, scribe, kind, content, { id, at });
    expect(await house.db.read.all(events, {})).toEqual(before);
    const told = (await house.db.read.all(noticesTold, { name: ada.name })).filter(({ kind }) => kind === 'notice');
    expect(told.length).toBeGreaterThanOrEqual(4);
    expect(told.length).toBeLessThanOrEqual(7);
  }
  expect(ends[0]).toMatchObject({
    reports: expect.arrayContaining([expect.stringContaining('x on the first')]),
    outcomes: ['x.example dismissed', 'x.example actioned', 'x.example dismissed'],
    appeals: ['Look again here. open'],
    notices: ['x.example collapse stands', 'x.example hide stands upheld', 'x.example label ended'],
    registrations: ['y.example open reopened'],
  });
  for (const end of ends) expect(end).toEqual(ends[0]);
  // Nothing of it changed anybody's standing, nor what was decided here.
  expect(await house.db.read.all(restricted, {})).toEqual([]);
  const { items } = (await visit(house, '/api/v1/modlog')).json as { items: { kind: string }[] };
  // How somebody came to moderate stands there, too.
  const decided = items.map(({ kind }) => kind).filter((kind) => kind !== 'appoint');
  expect(decided).toEqual(Array(ORDERS).fill('label'));
});

/** What visitors and moderators of that house read of these posts, and what they are advised. */
const viewOf = async (house: Real, mo: Person, posts: readonly string[]): Promise<object> => {
  const cards: unknown[] = [];
  for (const name of posts) {
    // Who has it by now, and since when it is here, is no part of it.
    const { held: _, arrivedAt: __, ...card } = (await visit(house, `/api/v1/posts/${name}`)).json;
    cards.push(card, (await visit(house, `/api/v1/posts/${name}/revisions`)).json);
  }
  const advice = (await mo.list('/advisories?limit=100')).map((one) => JSON.stringify(one)).toSorted();
  return { cards, advice, told: await mo.list('/notifications') };
};

test('journals: posts, edits, withdrawals and advice in any order and again and again end alike', async () => {
  const { town, x, y, z } = await open({ instances: 4, start: false });
  await using _ = town;
  const now = town.house().clock.now();
  x.describe('xavi-00000001', 'xavi', { at: now - DAY });
  y.describe('yara-00000001', 'yara', { at: now - DAY });
  z.describe('zoe-000000001', 'zoe', { at: now - DAY });
  const advise = (scribe: Scribe, post: string, more: object = {}) =>
    scribe.write('advisory.issued', {
      ...{ subject: { post }, revision: post, effect: 'collapse', reason: 'spam' },
      ...{ until: iso(now + DAY), human: true, urgent: false, ...more },
    }).name;
  const [one, two] = [
    x.start('open-elections', 'xavi-00000001', 'One'),
    x.start('open-elections', 'xavi-00000001', 'Two'),
  ];
  const three = y.reply(one.name, 'yara-00000001', 'An answer.');
  const posts = [one, two, three].map(({ name }) => name);
  // Advice on what stands, on what is edited away, taken back, taken back and given again, by whom it may and may not.
  const taken = advise(y, one.name);
  advise(z, one.name);
  y.write('advisory.withdrawn', { advisory: taken });
  advise(y, one.name, { reason: 'flooding', urgent: true });
  z.write('advisory.withdrawn', { advisory: taken });
  // The author's home counts: three of seven are enough.
  advise(x, one.name);
  advise(x, three.name);
  const back = advise(z, three.name);
  z.write('advisory.withdrawn', { advisory: back });
  x.edit(two.name, { body: 'Two, again.' });
  for (const type of ['post.withdrawn', 'post.reinstated', 'post.withdrawn'])
    x.write(type, { post: two.name, reason: 'spam' });
  y.edit(three.name, { body: 'A better answer.' });
  y.write('post.withdrawn', { post: three.name, reason: 'spam' });
  y.write('post.reinstated', { post: three.name, reason: 'spam' });

  const ends: object[] = [];
  for (const [order, house] of town.houses.entries()) {
    await changeAdviceSettings(house.app.core)(operator, {
      quorum: true,
      peers: Object.fromEntries(['x.example', 'y.example', 'z.example'].map((peer) => [peer, 'count' as const])),
    });
    const mo = await person(house, 'mo', 'moderator');
    // Each journal in pieces, again from the beginning each time; the journals in another order on each instance.
    const pieces = [x, y, z].flatMap((scribe) => {
      const lines = scribe.lines();
      return [2, 4, lines.length, lines.length].map((until) => ({ scribe, lines: lines.slice(0, until) }));
    });
    const bring = async (all: typeof pieces) => {
      for (const { scribe, lines } of all) expect((await pushAs(house, scribe, ...lines)).json.refused).toEqual([]);
    };
    await bring(order === 0 ? pieces : shuffled(pieces, `journals ${order}`));
    const end = await viewOf(house, mo, posts);
    await bring(shuffled(pieces, `again ${order}`));
    expect(await viewOf(house, mo, posts)).toEqual(end);
    ends.push(end);
  }
  const [first] = ends as { cards: { moderation?: object }[] }[];
  expect(first?.cards[0]?.moderation).toMatchObject({ state: 'collapsed', by: 'advice' });
  for (const end of ends) expect(end).toEqual(first);
});

test('notices of one instance do not bury a member: a few are told of, all of them stand in the list', async () => {
  const { town, x, y } = await open();
  await using _ = town;
  const house = town.house();
  const ada = await person(house, 'ada');
  const member = (await house.db.read.get(idOf, { name: 'ada' }))?.public_id ?? '';
  const content = { member, measure: 'unheard', scope: 'instance', reason: 'spam', basis: 'own', words: 'Go away.' };
  const notice = (scribe: Scribe) =>
    messageAs(house, scribe, 'notice.to-member', {
      ...{ ...content, action: newMessageId(realChance), until: null, state: 'taken' },
    });
  for (let sent = 0; sent < 12; sent++) expect((await notice(x)).status).toBe(200);
  expect((await notice(y)).status).toBe(200);
  const unread = async () => (await ada.get('/notifications/count')).unread;
  await comes('both are heard', async () => (await unread()) === 6);
  expect(await ada.list('/me/notices?limit=100')).toHaveLength(13);
  // Who has read them hears of the next.
  await ada.did('POST', '/notifications/read', { all: true });
  expect((await notice(x)).status).toBe(200);
  await comes('the next is told', async () => (await unread()) === 1);
});

test('what an instance tells a member is kept as far as it fits, and what they appealed against', async () => {
  const { town, x, y } = await open();
  await using _ = town;
  const house = town.house();
  const ada = await person(house, 'ada');
  const member = (await house.db.read.get(idOf, { name: 'ada' }))?.public_id ?? '';
  const { core } = house.app;
  const content = { member, measure: 'limit', scope: 'instance', reason: 'spam', basis: 'own', words: 'So.' };
  const tell = async (peer: string, count: number, first = 0) =>
    core.db.write(async (tx) => {
      for (let number = first; number < first + count; number++) {
        const now = core.clock.now();
        const named = {
          ...content,
          action: `${peer.replace('.', '-')}-action-${number}`,
          until: null,
          state: 'taken' as const,
        };
        const envelope = { coalition: town.coalition, peer, id: newMessageId(realChance), at: now, now };
        await takeNotice({ ...core, kept: KEPT })(tx, { ...envelope, kind: 'notice.to-member', content: named });
      }
    });
  const kept = async (peer: string) =>
    (await house.db.read.all(noticesOf, { peer })).map(({ action }) => Number(action.split('-').at(-1)));
  await tell(y.origin, 1);
  await tell(x.origin, 1);
  const [{ id = '' } = {}] = (await ada.list('/me/notices')) as { id?: string }[];
  await ada.did('POST', '/appeals', { notice: id, words: 'No.' });
  await tell(x.origin, KEPT + 3, 1);
  const numbers = await kept(x.origin);
  expect([numbers.length, numbers[0], numbers[1], numbers.at(-1)]).toEqual([KEPT + 1, 0, 4, KEPT + 3]);
  expect(await kept(y.origin)).toEqual([0]);
});
