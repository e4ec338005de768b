// Those who moderate hear that something waits: one notice for the whole queue, to whom it is for, and no words of it.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { reportPost } from '../../../src/forum/cases/report-post.ts';
import { readNews } from '../../../src/forum/notifications/news.ts';
import { createNotifier } from '../../../src/forum/notifications/notifier.ts';
import { changeNotificationSettings, readNotifications } from '../../../src/forum/notifications/own-notifications.ts';
import type { MemberActor } from '../../../src/forum/policy/actor.ts';
import { openHouse } from '../automation/house.ts';
import { keyOf, ORIGIN } from '../moderation/house.ts';

const lastEvent = query()((db) => db.selectFrom('event').select((eb) => eb.fn.max('id').as('last')));
const told = query<{ member: number }>()((db, p) =>
  db.selectFrom('notification').selectAll().where('member_id', '=', p.member).where('kind', '=', 'case').orderBy('id'),
);

const place = async () => {
  const house = await openHouse();
  const notifier = createNotifier({ db: house.db, origin: ORIGIN });
  const names = ['mo', 'olga', 'hazel', 'ada', 'bo'] as const;
  const people = {} as Record<(typeof names)[number], MemberActor>;
  for (const name of names)
    people[name] = await house.member(name, name === 'mo' || name === 'olga' ? 'moderator' : 'member');
  await house.createBoard(house.admin, { slug: 'kitchen', title: 'Kitchen' });
  await house.grantDuty(house.admin, { name: 'hazel', scope: 'board:kitchen' });
  return {
    house,
    ...people,
    report: reportPost(house.core),
    async hears(member: MemberActor) {
      const last = Number((await house.db.read.get(lastEvent, {}))?.last ?? 0);
      const from = await notifier.cursor();
      await notifier.tell(from, await readNews(house.db.read, from + 1, last, ORIGIN), last);
      return (await house.db.read.all(told, { member: member.memberId })).map(({ read_at }) => read_at === null);
    },
  };
};

test('one unread notice, whatever comes, to those who may see the case', async () => {
  const { house, mo, olga, hazel, ada, bo, report, hears } = await place();
  await using _ = house;
  const posts: string[] = [];
  for (const slug of ['garden', 'garden', 'kitchen'])
    posts.push((await house.startThread(olga, slug, { title: 'Secret title', body: 'Secret words.' })).name);
  const spam = { reason: 'spam', words: 'Secret report.' } as const;
  await report(ada, keyOf(posts[0] ?? ''), spam);
  await report(bo, keyOf(posts[0] ?? ''), spam);
  await report(ada, keyOf(posts[1] ?? ''), spam);
  expect(await hears(mo)).toEqual([true]);
  expect(await hears(house.admin)).toEqual([true]);
  // It is about her; elsewhere; she moderates nothing.
  expect(await hears(olga)).toEqual([]);
  expect(await hears(hazel)).toEqual([]);
  expect(await hears(ada)).toEqual([]);
  const rows = await house.db.read.all(told, { member: mo.memberId });
  expect(JSON.stringify(rows)).not.toContain('ecret');
  await report(bo, keyOf(posts[2] ?? ''), spam);
  expect(await hears(hazel)).toEqual([true]);
  expect(await hears(mo)).toEqual([true]);

  await readNotifications(house)(mo, 'all');
  house.clock.advance(1_000);
  // One more report of what waits already is no news, a new case is.
  await report(bo, keyOf(posts[1] ?? ''), spam);
  expect(await hears(mo)).toEqual([false]);
  const another = await house.startThread(olga, 'garden', { title: 'T', body: 'B' });
  await report(bo, keyOf(another.name), spam);
  expect(await hears(mo)).toEqual([false, true]);
});

test('of what is put aside by itself, too; and not those who want none of it', async () => {
  const { house, mo, hears, ada, olga } = await place();
  await using _ = house;
  await changeNotificationSettings(house)(olga, { case: 'off' });
  const body = 'https://a.example https://b.example https://c.example';
  expect((await house.postReply(ada, house.thread, { body })).held).toBe(true);
  expect(await hears(mo)).toEqual([true]);
  expect(await hears(olga)).toEqual([]);
});
