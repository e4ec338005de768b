// What comes from elsewhere: mentions by strangers wait, what is old floods nobody, and a rebuilt view tells nobody again.
import { expect, test } from 'vitest';
import { parsePostName } from '../../../src/base/names.ts';
import { query } from '../../../src/db/statement.ts';
import { createWake } from '../../../src/events/wake.ts';
import { decideMentions } from '../../../src/forum/notifications/own-notifications.ts';
import { createNotificationReads } from '../../../src/forum/notifications/read-notifications.ts';
import type { MemberActor } from '../../../src/forum/policy/actor.ts';
import { follow } from '../../../src/forum/reading/follow.ts';
import { settleNotifications } from '../../http/notifying.ts';
import { openCoalition } from '../../support/coalition.ts';

const DAY = 86_400_000;
const keyOf = (name: string) => {
  const key = parsePostName(name);
  if (!key) throw new Error(name);
  return key;
};
const rows = query()((db) => db.selectFrom('notification').selectAll().orderBy('id'));

const open = async () => {
  const coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const needs = { db: a.db, clock: coalition.clock, origin: 'a.example', wake: createWake() };
  const reads = createNotificationReads(needs);
  return {
    coalition,
    a,
    b,
    needs,
    settle: () => settleNotifications(needs),
    /** What a member of a is told of. */
    async told(actor: MemberActor, which: 'all' | 'filtered' = 'all') {
      const { items } = await reads.list(actor, { which, limit: 50 });
      return items.map(({ kind, author, state, count }) => [kind, author?.name ?? state, count].join(' '));
    },
    rows: async () => a.db.read.all(rows, {}),
    [Symbol.asyncDispose]: () => coalition[Symbol.asyncDispose](),
  };
};

test('a mention by somebody unknown elsewhere waits to be accepted; a bare name means a member there', async () => {
  await using h = await open();
  const { a, b, coalition } = h;
  const [ada, eve, ben] = [await a.member('ada'), await a.member('eve'), await b.member('ben')];
  const start = await b.startThread(ben, 'open-elections', {
    title: 'T',
    body: '@ada, and @ada@a.example @ben@a.example',
  });
  await coalition.mingle();
  await h.settle();
  expect([await h.told(ada), await h.told(ada, 'filtered')]).toEqual([[], ['mention ben 1']]);
  // Bare names alone mean nobody here.
  await b.postReply(ben, keyOf(start.name), { body: '@eve' });
  // A newcomer here is none.
  await a.postReply(eve, keyOf(start.name), { body: 'hm @ada' });
  await coalition.mingle();
  await h.settle();
  expect([await h.told(eve), await h.told(eve, 'filtered'), await h.told(ada)]).toEqual([[], [], ['mention eve 1']]);
  expect(await decideMentions(h.needs)(ada, 'ben@b.example', true)).toEqual({ unread: 2, filtered: 0 });
  expect(await h.told(ada, 'filtered')).toEqual([]);
  await b.postReply(ben, keyOf(start.name), { body: '@ada@a.example @eve@a.example' });
  await coalition.mingle();
  await h.settle();
  expect(await h.told(ada)).toHaveLength(3);
  expect(await h.told(eve, 'filtered')).toEqual(['mention ben 1']);
  await decideMentions(h.needs)(eve, 'ben@b.example', false);
  await b.postReply(ben, keyOf(start.name), { body: '@eve@a.example' });
  await coalition.mingle();
  await h.settle();
  expect([await h.told(eve), await h.told(eve, 'filtered')]).toEqual([[], []]);
});

test('who has said three things three days ago is known', async () => {
  await using h = await open();
  const { a, b, coalition } = h;
  const [ada, ben] = [await a.member('ada'), await b.member('ben')];
  const start = await b.startThread(ben, 'open-elections', { title: 'T', body: 'x' });
  for (let n = 0; n < 2; n++) await b.postReply(ben, keyOf(start.name), { body: 'x' });
  await coalition.mingle();
  coalition.clock.advance(3 * DAY - 1);
  await b.postReply(ben, keyOf(start.name), { body: '@ada@a.example' });
  await coalition.mingle();
  await h.settle();
  expect([await h.told(ada), await h.told(ada, 'filtered')]).toEqual([[], ['mention ben 1']]);
  coalition.clock.advance(1_000);
  await b.postReply(ben, keyOf(start.name), { body: '@ada@a.example' });
  await coalition.mingle();
  await h.settle();
  expect(await h.told(ada)).toEqual(['mention ben 1']);
});

test('what took more than a week to get here is no news; a rebuilt view tells nobody again, and nothing is gone', async () => {
  await using h = await open();
  const { a, b, coalition } = h;
  const [ada, ben] = [await a.member('ada'), await b.member('ben')];
  await follow(h.needs)(ada, { place: { kind: 'plank', slug: 'open-elections' } }, 'every');
  const start = await b.startThread(ben, 'open-elections', { title: 'Old', body: '@ada@a.example' });
  coalition.clock.advance(7 * DAY + 1_000);
  const fresh = await b.startThread(ben, 'open-elections', { title: 'New', body: 'x' });
  await coalition.mingle();
  await h.settle();
  expect(await h.told(ada)).toEqual(['place ben 1']);
  await b.postReply(ben, keyOf(start.name), { body: 'and now' });
  await b.postReply(ben, keyOf(fresh.name), { body: 'and now' });
  await coalition.mingle();
  await h.settle();
  expect((await h.told(ada)).sort()).toEqual(['place ben 1', 'place ben 2']);
  const before = await h.rows();
  await a.refold();
  await h.settle();
  expect(await h.rows()).toEqual(before);
  expect((await h.told(ada)).sort()).toEqual(['place ben 1', 'place ben 2']);
  await b.eraseMember(ben);
  await coalition.mingle();
  await h.settle();
  expect(await h.rows()).toEqual([]);
});
