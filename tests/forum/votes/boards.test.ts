import { expect, test } from 'vitest';
import { parsePostName } from '../../../src/base/names.ts';
import { command, query } from '../../../src/db/statement.ts';
import { votePost } from '../../../src/forum/boards/vote-post.ts';
import { describeInstance } from '../../../src/forum/instance/describe-instance.ts';
import { exportVotesOfMember, forgetVotesOfMember } from '../../../src/forum/planks/member-votes.ts';
import { type Actor, operator, visitor } from '../../../src/forum/policy/actor.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { startOfPeriod } from '../../../src/forum/threads/read-ranked.ts';
import type { Value } from '../../../src/forum/threads/vote-store.ts';
import { type House, openHouse } from '../boards/house.ts';

const HOUR = 3600_000;
const keyOf = (name: string) => parsePostName(name) ?? { origin: '', seq: 0 };

const counted = query()((db) =>
  db.selectFrom('vote_count').select(['post_seq as seq', 'up', 'down']).orderBy('post_seq'),
);
const cast = query()((db) => db.selectFrom('vote').selectAll().orderBy('post_seq').orderBy('member_id'));
const due = query()((db) => db.selectFrom('tally_due').selectAll());
const entries = query()((db) => db.selectFrom('entry').select('id'));
const events = query()((db) => db.selectFrom('event').select(['kind', 'data']).where('kind', '=', 'votes.changed'));
const bare = command()((db) => db.updateTable('post').set({ card: null }));

const openVoting = async () => {
  const house = await openHouse();
  const reads = createForumReads(house);
  const board = await house.createBoard(operator, { slug: 'garden', title: 'The garden' });
  const [ada, bo, cleo] = [await house.member('ada'), await house.member('bo'), await house.member('cleo')];
  const vote = (actor: Actor, name: string, value: Value) => votePost(house)(actor, keyOf(name), value);
  const start = async (title: string) => (await house.startThread(ada, 'garden', { title, body: title })).name;
  const list = async (
    sort: 'top' | 'bridging',
    since: 'day' | 'week' | 'month' | 'year' | 'all' = 'all',
    limit = 100,
  ) => {
    const titles: string[] = [];
    let cursor: string | undefined;
    const now = house.clock.now();
    do {
      const page = { sort, since: startOfPeriod(since, now), now, cursor, limit };
      const { items, next } = JSON.parse(await reads.threads(visitor, 'board', 'garden', page));
      titles.push(...items.map((item: { title: string }) => item.title));
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return titles;
  };
  const switchTo = (votes: 'both' | 'up' | 'off') => describeInstance(house)(operator, { votes });
  const post = async (name: string, actor: Actor = visitor) => JSON.parse(await reads.post(actor, keyOf(name)));
  return { ...house, house, reads, board, ada, bo, cleo, vote, start, list, switchTo, post };
};

test('a vote counts once, can be changed and taken back, and a post shows the totals', async () => {
  await using h = await openVoting();
  const name = await h.start('One');
  expect(await h.vote(h.bo, name, 1)).toEqual({ myVote: 1, votes: { up: 1, down: 0 } });
  expect(await h.vote(h.bo, name, 1)).toEqual({ myVote: 1, votes: { up: 1, down: 0 } });
  expect(await h.vote(h.cleo, name, -1)).toEqual({ myVote: -1, votes: { up: 1, down: 1 } });
  expect(await h.vote(h.bo, name, -1)).toEqual({ myVote: -1, votes: { up: 0, down: 2 } });
  expect(await h.post(name)).toMatchObject({ votes: { up: 0, down: 2 } });
  expect(await h.vote(h.bo, name, 0)).toEqual({ myVote: 0, votes: { up: 0, down: 1 } });
  expect(await h.vote(h.bo, name, 0)).toEqual({ myVote: 0, votes: { up: 0, down: 1 } });
  expect(await h.db.read.all(counted, {})).toEqual([{ seq: 1, up: 0, down: 1 }]);
  // Nothing happened twice, and nobody is named.
  expect(await h.db.read.all(events, {})).toEqual(Array(4).fill({ kind: 'votes.changed', data: '{}' }));
});

test('a page of a thread says how its reader voted, and a visitor nothing', async () => {
  await using h = await openVoting();
  const name = await h.start('One');
  const second = (await h.postReply(h.bo, keyOf(name), { body: 'Two' })).name;
  const third = (await h.postReply(h.ada, keyOf(name), { body: 'Three' })).name;
  await h.vote(h.cleo, name, 1);
  await h.vote(h.cleo, third, -1);
  await h.vote(h.ada, second, 1);
  const page = async (actor: Actor) =>
    JSON.parse(await h.reads.posts(actor, keyOf(name), { limit: 20 })).items.map(
      (post: { myVote?: number; votes: object }) => [post.myVote, post.votes],
    );
  const totals = [
    { up: 1, down: 0 },
    { up: 1, down: 0 },
    { up: 0, down: 1 },
  ];
  expect(await page(h.cleo)).toEqual([1, 0, -1].map((mine, i) => [mine, totals[i]]));
  expect(await page(h.ada)).toEqual([0, 1, 0].map((mine, i) => [mine, totals[i]]));
  expect(await page(visitor)).toEqual(totals.map((votes) => [undefined, votes]));
  expect((await h.post(third, h.cleo)).myVote).toBe(-1);
  await h.db.write(async (tx) => tx.run(bare, {}));
  expect(await page(visitor)).toEqual(totals.map((votes) => [undefined, votes]));
});

test('not on a post of your own, a deleted one, where nothing is taken, or where you may not read', async () => {
  await using h = await openVoting();
  const name = await h.start('One');
  await expect(h.vote(h.ada, name, 1)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(h.vote(visitor, name, 1)).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(h.vote(operator, name, 1)).rejects.toMatchObject({ code: 'unauthenticated' });
  await expect(h.vote(h.bo, 'b99', 1)).rejects.toMatchObject({ code: 'not-found' });
  await expect(h.vote(h.bo, '1@a.example', 1)).rejects.toMatchObject({ code: 'not-found' });
  await h.editBoard(operator, 'garden', { visibility: 'members' });
  await expect(h.vote(visitor, name, 1)).rejects.toMatchObject({ code: 'not-found' });
  await h.editBoard(operator, 'garden', { state: 'archived' });
  await expect(h.vote(h.bo, name, 1)).rejects.toMatchObject({ code: 'closed' });
  await h.editBoard(operator, 'garden', { state: 'open' });
  await h.deletePost(h.ada, keyOf(name));
  await expect(h.vote(h.bo, name, 1)).rejects.toMatchObject({ code: 'gone' });
  expect(await h.db.read.all(cast, {})).toEqual([]);
  expect(await h.db.read.all(counted, {})).toEqual([]);
});

test('votes down, or all, can be switched off: they count no more, and come back', async () => {
  await using h = await openVoting();
  const [one, two] = [await h.start('One'), await h.start('Two')];
  await h.vote(h.bo, one, -1);
  await h.vote(h.cleo, one, 1);
  await h.vote(h.bo, two, 1);
  expect(await h.list('top')).toEqual(['Two', 'One']);
  const totals = async () => [(await h.post(one)).votes, (await h.post(two)).votes];
  await h.switchTo('up');
  expect(await totals()).toEqual([
    { up: 1, down: 0 },
    { up: 1, down: 0 },
  ]);
  await expect(h.vote(h.bo, two, -1)).rejects.toMatchObject({ code: 'invalid', field: 'value' });
  expect(await h.vote(h.cleo, two, 1)).toEqual({ myVote: 1, votes: { up: 2, down: 0 } });
  expect(await h.vote(h.cleo, two, 0)).toEqual({ myVote: 0, votes: { up: 1, down: 0 } });
  await h.switchTo('off');
  expect(await totals()).toEqual(Array(2).fill({ up: 0, down: 0 }));
  for (const value of [1, -1, 0] as const)
    await expect(h.vote(h.bo, two, value)).rejects.toThrow('value: This instance takes no votes.');
  expect(await h.list('top')).toEqual(['Two', 'One']);
  await h.switchTo('both');
  expect(await totals()).toEqual([
    { up: 1, down: 1 },
    { up: 1, down: 0 },
  ]);
  expect(await h.db.read.all(due, {})).toEqual([]);
});

test('a hundred vote at once and nobody is lost; one who votes twice at once counts once', async () => {
  await using h = await openVoting();
  const name = await h.start('One');
  const crowd = await Promise.all(Array.from({ length: 100 }, (_, i) => h.member(`m${i}`)));
  await Promise.all(crowd.map((member, i) => h.vote(member, name, i % 4 === 0 ? -1 : 1)));
  expect((await h.post(name)).votes).toEqual({ up: 75, down: 25 });
  await Promise.all(
    [1, -1, 1, 0, 1, -1].flatMap((value) => [h.vote(h.bo, name, value as Value), h.vote(h.bo, name, 1)]),
  );
  await h.vote(h.bo, name, 1);
  expect((await h.post(name)).votes).toEqual({ up: 76, down: 25 });
  expect(await h.db.read.all(counted, {})).toEqual([{ seq: 1, up: 76, down: 25 }]);
});

test('top and bridging: kept, paged without a gap, ties by time', async () => {
  await using h = await openVoting();
  const crowd = await Promise.all(Array.from({ length: 6 }, (_, i) => h.member(`m${i}`)));
  const votes: [string, number, number][] = [
    ['Old and good', 5, 0],
    ['Nothing', 0, 0],
    ['Much and mixed', 4, 2],
    ['Bad', 0, 3],
    ['Two up', 2, 0],
    ['Two up, later', 2, 0],
    ['Nothing, later', 0, 0],
  ];
  for (const [title, up, down] of votes) {
    h.clock.advance(HOUR);
    const name = await h.start(title);
    for (const [i, member] of crowd.entries()) if (i < up + down) await h.vote(member, name, i < up ? 1 : -1);
  }
  const top = ['Old and good', 'Two up, later', 'Two up', 'Much and mixed', 'Nothing, later', 'Nothing', 'Bad'];
  // 6/7 and 3/4 are both clamped to 3/4: then the later comes first.
  const bridging = ['Two up, later', 'Two up', 'Old and good', 'Much and mixed', 'Nothing, later', 'Nothing', 'Bad'];
  for (const limit of [1, 2, 3, 100]) {
    expect(await h.list('top', 'all', limit)).toEqual(top);
    expect(await h.list('bridging', 'all', limit)).toEqual(bridging);
  }
});

test('the best of a day, a week, a month, a year', async () => {
  await using h = await openVoting();
  const ages = {
    'A year ago': 366 * 24,
    'Half a year ago': 180 * 24,
    'A fortnight ago': 14 * 24,
    'Two days ago': 48,
    Now: 0,
  };
  const begin = h.clock.now();
  for (const [title, hours] of Object.entries(ages)) {
    h.clock.set(begin + 366 * 24 * HOUR - hours * HOUR);
    await h.start(title);
  }
  await h.vote(h.bo, 'b4', 1);
  expect(await h.list('top', 'day')).toEqual(['Now']);
  expect(await h.list('top', 'week')).toEqual(['Two days ago', 'Now']);
  expect(await h.list('top', 'week', 1)).toEqual(['Two days ago', 'Now']);
  expect(await h.list('top', 'month', 1)).toEqual(['Two days ago', 'Now', 'A fortnight ago']);
  expect(await h.list('top', 'year', 2)).toEqual(['Two days ago', 'Now', 'A fortnight ago', 'Half a year ago']);
  expect(await h.list('bridging', 'week')).toEqual(['Two days ago', 'Now']);
  expect(await h.list('top')).toHaveLength(5);
});

test('a cursor of another list, or none of ours, is refused', async () => {
  await using h = await openVoting();
  await h.start('One');
  const encode = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
  const ask = (sort: 'top' | 'bridging', key: unknown) =>
    h.reads.threads(visitor, 'board', 'garden', { sort, since: 0, now: 0, cursor: encode(key), limit: 5 });
  const refused = [[1, '', 1], [1, 2, 3, 4], [1.5, 1, '', 1], [null, 1, '', 1], [1, 1, '\u0000', 1], {}, 'x', null];
  for (const key of refused) await expect(ask('top', key)).rejects.toMatchObject({ code: 'invalid', field: 'cursor' });
  expect(JSON.parse(await ask('bridging', [1.5, 1, '', 1])).items).toHaveLength(1);
});

test('a member takes their votes along, or out', async () => {
  await using h = await openVoting();
  const [one, two] = [await h.start('One'), await h.start('Two')];
  await h.vote(h.bo, one, 1);
  h.clock.advance(1000);
  await h.vote(h.bo, two, -1);
  await h.vote(h.cleo, two, 1);
  await h.vote(h.cleo, one, 1);
  expect(await exportVotesOfMember(h.db.read, h.bo.memberId)).toEqual([
    { post: one, value: 1, at: '2026-01-01T00:00:00.000Z' },
    { post: two, value: -1, at: '2026-01-01T00:00:01.000Z' },
  ]);
  await h.db.write((tx) => forgetVotesOfMember(tx, h.bo.memberId));
  expect(await exportVotesOfMember(h.db.read, h.bo.memberId)).toEqual([]);
  expect([(await h.post(one)).votes, (await h.post(two)).votes]).toEqual(Array(2).fill({ up: 1, down: 0 }));
  expect(await h.db.read.all(counted, {})).toEqual([
    { seq: 1, up: 1, down: 0 },
    { seq: 2, up: 1, down: 0 },
  ]);
});

test('votes on boards stay at home: nothing of them waits for a journal', async () => {
  await using h = await openVoting();
  const name = await h.start('One');
  await h.vote(h.bo, name, 1);
  await h.switchTo('up');
  await h.switchTo('both');
  await h.db.write((tx) => forgetVotesOfMember(tx, h.bo.memberId));
  expect(await h.db.read.all(due, {})).toEqual([]);
  expect(await h.db.read.all(entries, {})).toEqual([]);
});

test('a warm page changes with each vote, for visitors too', async () => {
  await using h: House & Awaited<ReturnType<typeof openVoting>> = await openVoting();
  const name = await h.start('One');
  const { thread, post, threads } = h.reads.versions;
  const now = async () => [await thread(keyOf(name)), await post(keyOf(name)), await threads('board', 'garden', 0)];
  const before = await now();
  expect(await now()).toEqual(before);
  await h.vote(h.bo, name, 1);
  const after = await now();
  for (const [i, version] of after.entries()) expect(version).not.toBe(before[i]);
  await h.vote(h.bo, name, 1);
  expect(await now()).toEqual(after);
  expect(await threads('board', 'garden', 5)).not.toBe(await threads('board', 'garden', 6));
});
