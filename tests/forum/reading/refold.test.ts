// What members keep outlives a rebuilding of the view, in which every plank's rows get other numbers; and what waited for its
// parent, or took long, is new when it gets its place.
import { expect, test } from 'vitest';
import { createWake } from '../../../src/events/wake.ts';
import { visitor } from '../../../src/forum/policy/actor.ts';
import { bookmark, readBookmarks } from '../../../src/forum/reading/bookmarks.ts';
import { follow, readFollows } from '../../../src/forum/reading/follow.ts';
import { markRead } from '../../../src/forum/reading/mark-read.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { type Instance, openCoalition, plank } from '../../support/coalition.ts';
import { keyOf } from '../boards/house.ts';
import { ALICE, BORIS, CARLA, openFold } from '../planks/fold.ts';

const HOUR = 3_600_000;

const readsOf = ({ db, origin }: Pick<Instance, 'db' | 'origin'>) => createForumReads({ db, origin });

test('marks, follows and bookmarks are what they were after a rebuild', async () => {
  await using coalition = await openCoalition();
  const [a, b] = [coalition.at('a.example'), coalition.at('b.example')];
  const [ada, ben] = [await a.member('ada'), await b.member('ben')];
  const start = await a.startThread(ada, 'open-elections', { title: 'Why', body: 'Because.' });
  await coalition.mingle();
  for (let i = 0; i < 3; i++) {
    coalition.clock.advance(1_000);
    await b.postReply(ben, keyOf(start.name), { body: `${i}` });
  }
  await coalition.mingle();
  const needs = { db: a.db, clock: coalition.clock, origin: 'a.example', wake: createWake() };
  const reads = readsOf(needs);
  const { items } = JSON.parse(await reads.posts(ada, keyOf(start.name), { limit: 10 }));
  await markRead(needs)(ada, keyOf(start.name), keyOf(items[1].name));
  await follow(needs)(ada, { thread: keyOf(start.name) }, 'mentions');
  await follow(needs)(ada, { place: { kind: 'plank', slug: 'open-elections' } }, 'every');
  await bookmark(needs)(ada, keyOf(items[2].name), 'a note');

  const all = async () => [
    await reads.thread(ada, keyOf(start.name)),
    await reads.threads(ada, 'plank', 'open-elections', { sort: 'unread', limit: 10 }),
    await reads.unread(ada, { limit: 10 }),
    await reads.posts(ada, keyOf(start.name), { at: 'unread', limit: 10 }),
    await readFollows(needs)(ada, { limit: 10 }),
    await readBookmarks(needs)(ada, { limit: 10 }),
  ];
  const before = await all();
  expect(JSON.parse(String(before[0]))).toMatchObject({ unread: 2, readUpTo: items[1].name, follow: 'mentions' });
  expect(JSON.parse(String(before[2])).items.length).toBe(1);
  await a.refold();
  expect(await all()).toEqual(before);
});

test('a reply that waited for its parent is unread when it stands, and says that it arrived later', async () => {
  await using fold = await openFold();
  const { home, x, y, z } = fold;
  const { clock } = fold.coalition;
  const thread = x.start('open-elections', ALICE, 'Ballots', 'b', { at: clock.now() });
  const parent = z.reply(thread.name, CARLA, 'parent', thread.name, { at: clock.now() + 1_000 });
  const waiting = y.reply(thread.name, BORIS, 'waited', parent.name, { at: clock.now() + 2_000 });
  clock.advance(HOUR / 2);
  await fold.arrive([thread.line, waiting.line]);
  clock.advance(2 * HOUR);
  const other = x.reply(thread.name, ALICE, 'other', thread.name, { at: clock.now() });
  await fold.arrive([other.line]);

  const needs = { db: home.db, clock, origin: 'home.example', wake: createWake() };
  const reads = readsOf(needs);
  const ada = await home.member('ada');
  await markRead(needs)(ada, keyOf(thread.name), 'all');
  expect(JSON.parse(await reads.thread(ada, keyOf(thread.name)))).toMatchObject({ unread: 0, readUpTo: other.name });
  clock.advance(1_000);
  await fold.arrive([parent.line]);
  for (const _ of ['as it came', 'folded anew']) {
    const { items } = JSON.parse(await reads.posts(ada, keyOf(thread.name), { limit: 10 }));
    const seen = items.map((post: Record<string, unknown>) => [post.name, post.unread, post.arrivedLater]);
    expect(seen).toEqual([
      [thread.name, undefined, undefined],
      [parent.name, true, true],
      [waiting.name, true, true],
      [other.name, undefined, undefined],
    ]);
    expect(JSON.parse(await reads.thread(ada, keyOf(thread.name)))).toMatchObject({ unread: 2 });
    expect(JSON.parse(await reads.posts(ada, keyOf(thread.name), { at: 'unread', limit: 1 })).items[0].name).toBe(
      parent.name,
    );
    await home.refold();
  }
});

test('a plank for members leaks by none of these doors', async () => {
  await using fold = await openFold({ planks: [plank('inside', { audience: 'members' })] });
  const reads = readsOf({ db: fold.home.db, origin: 'home.example' });
  const thread = fold.x.start('inside', ALICE, 'Ballots');
  await fold.arrive([thread.line]);
  const key = keyOf(thread.name);
  const codes = [
    reads.thread(visitor, key),
    reads.tree(visitor, key, { depth: 2, siblings: 2 }),
    reads.posts(visitor, key, { at: key, limit: 1 }),
    reads.threads(visitor, 'plank', 'inside', { sort: 'unread', limit: 1 }),
  ].map((read) =>
    read.then(
      () => 'read',
      (error) => error.code,
    ),
  );
  expect(await Promise.all(codes)).toEqual(Array(4).fill('not-found'));
  const ada = await fold.home.member('ada');
  expect(await reads.tree(ada, key, { depth: 2, siblings: 2 })).toContain(thread.name);
});
