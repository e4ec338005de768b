// Moderation is each house's own: what it does changes what is shown there and nothing else, and what others say changes nobody's
// standing. Messages arrive once, or run out.
import { expect } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import type { Reason } from '../../../src/forum/policy/measures.ts';
import { expectKept, expectSame, viewOf } from '../check.ts';
import { expectModerated } from '../check-desk.ts';
import { expectDelivered } from '../check-messages.ts';
import { createDesk, type Desk } from '../desk.ts';
import { createPen } from '../pen.ts';
import { countOn, shownOn } from '../posts.ts';
import { createTown, type Town } from '../town.ts';

const [A, B, C] = ['a.example', 'b.example', 'c.example'];
const MINUTE = 60_000;
const DAY = 86_400_000;

const onPost = (name: string) => {
  const [seq, origin = ''] = name.split('@');
  return { kind: 'post' as const, key: { origin, seq: Number(seq) } };
};

const expectAll = async (town: Town, desk: Desk): Promise<void> => {
  const layers = await expectModerated(town, desk);
  await expectSame(town);
  expect(await expectModerated(town, desk), 'what is laid over posts, folded anew').toEqual(layers);
  await expectDelivered(town, desk.isSure);
};

/** b does not hear a for a minute: a's journal goes on through b to c, what b shows is b's affair, and all of it comes back. */
export const blindfold = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  town.network.cut(A, C);
  const thread = await town.perform(pen.thread(0));
  await town.pass(5_000);
  const before = await viewOf(town.at(1).db.read);
  const peer = { kind: 'peer', origin: A } as const;
  await town.perform(desk.measure(1, { kind: 'unheard', on: [peer], scope: 'planks', lasts: MINUTE }));
  expect(await viewOf(town.at(1).db.read), 'the view is what all derive, whatever is laid over it').toEqual(before);
  expect(await shownOn(town.at(1), thread)).toBe('hidden');
  const reply = await town.perform(pen.reply(0, thread));
  await town.pass(5_000);
  expect(await countOn(town.at(2), A), 'entries of a that came to c by way of b').toBe(await countOn(town.at(0), A));
  expect(await shownOn(town.at(1), reply), 'what a says meanwhile').toBe('hidden');
  for (const house of [0, 2]) expect(await shownOn(town.at(house), reply)).toBe('visible');
  await expectAll(town, desk);
  await town.pass(MINUTE);
  for (const name of [thread, reply]) expect(await shownOn(town.at(1), name), 'after its time').toBe('visible');
  await town.settle();
  await expectAll(town, desk);
  await expectKept(town, pen);
};

/** Two measures, and one that carries several: who undoes one leaves what the others do. */
export const undoneLeavesOthers = async (): Promise<void> => {
  await using town = await createTown({ size: 2 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const names = [await town.perform(pen.thread(0)), await town.perform(pen.thread(1))] as const;
  await town.pass(2_000);
  const hide = (on: readonly string[]) => {
    const [first, ...more] = on.map(onPost);
    return first ? desk.measure(0, { kind: 'hide', on: [first, ...more], lasts: DAY }) : Promise.reject();
  };
  await town.perform(hide([names[0]]));
  await town.perform(hide(names));
  const [single, bulk, carried] = desk.acts(0);
  if (!single || !bulk || !carried) throw new Error('nothing was done');
  await town.perform(desk.undo(0, carried));
  for (const name of names) expect(await shownOn(town.at(0), name), 'another measure holds').toBe('hidden');
  await expectAll(town, desk);
  await town.perform(desk.undo(0, bulk));
  expect(await shownOn(town.at(0), names[0]), 'another measure holds').toBe('hidden');
  expect(await shownOn(town.at(0), names[1])).toBe('visible');
  await expectAll(town, desk);
  await town.perform(desk.undo(0, single));
  expect(await shownOn(town.at(0), names[0])).toBe('visible');
  await town.settle();
  await expectAll(town, desk);
};

/** A constituent counts once, however often it advises; what it withdraws counts no more. */
export const adviceCountsOnce = async (): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const post = await town.perform(pen.thread(0));
  await town.pass(2_000);
  const switches = { quorum: true, withdrawn: 'collapse' } as const;
  for (const peer of [B, C]) await town.perform(desk.choose(3, peer, 'count', switches));
  const advise = async (house: number, reason?: Reason) => {
    const name = await town.perform(desk.advise(house, post, 'collapse', DAY, reason));
    await town.pass(2_000);
    return name;
  };
  const given = [await advise(1), await advise(1, 'flooding')];
  expect(await shownOn(town.at(3), post), 'advised by one').toBe('visible');
  const [last] = [await advise(2)];
  expect(await shownOn(town.at(3), post), 'advised by two').toBe('collapsed');
  expect(await shownOn(town.at(0), post), 'where nobody chose so').toBe('visible');
  await expectAll(town, desk);
  await town.perform(desk.unadvise(2, last ?? ''));
  await town.pass(2_000);
  expect(await shownOn(town.at(3), post), 'one took it back').toBe('visible');
  await advise(2);
  expect(await shownOn(town.at(3), post)).toBe('collapsed');
  for (const name of given) await town.perform(desk.unadvise(1, name));
  await town.settle();
  expect(await shownOn(town.at(3), post)).toBe('visible');
  await expectAll(town, desk);
};

const reports = query()((db) => db.selectFrom('report').select(['peer', 'handle', 'outcome']).orderBy('id'));
const outcomes = query()((db) =>
  db.selectFrom('case_note').select(['kind', 'words']).where('kind', '=', 'outcome').orderBy('id'),
);
const outgoing = query()((db) => db.selectFrom('message_out').select(['kind', 'state', 'error']).orderBy('id'));

/** A report is passed on over a line that loses and repeats, to a house that crashes; its outcome comes back. Each once. */
export const reportsArriveOnce = async (): Promise<void> => {
  await using town = await createTown({ size: 2 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const posts = [await town.perform(pen.thread(0)), await town.perform(pen.thread(0))];
  await town.pass(2_000);
  town.network.faults = { lose: 0.3, repeat: 0.6, delay: [1, 3_000] };
  for (const post of posts) {
    const id = await town.perform(desk.report(1, 0, post));
    await town.perform(desk.forward(1, id));
  }
  await town.crash(0);
  await town.pass(MINUTE);
  await town.start(0);
  await town.pass(15 * MINUTE);
  expect(await town.at(0).db.read.all(reports, {})).toMatchObject([{ peer: B }, { peer: B }]);
  await town.perform(desk.decide(0));
  await town.perform(desk.decide(0));
  await town.settle();
  await expectAll(town, desk);
  expect(await town.at(1).db.read.all(outcomes, {})).toEqual([
    { kind: 'outcome', words: 'dismissed' },
    { kind: 'outcome', words: 'dismissed' },
  ]);
};

/** Who is not there for a month is told nothing of it: the message runs out, and whoever sent it knows. */
export const messagesRunOut = async (): Promise<void> => {
  await using town = await createTown({ size: 2 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const post = await town.perform(pen.thread(0));
  await town.pass(2_000);
  await town.crash(0);
  await town.perform(desk.forward(1, await town.perform(desk.report(1, 0, post))));
  await town.pass(MINUTE);
  expect(await town.at(1).db.read.all(outgoing, {})).toMatchObject([{ state: 'waiting' }]);
  await town.crash(1);
  await town.pass(31 * DAY);
  await town.start(1);
  await town.pass(MINUTE);
  expect(await town.at(1).db.read.all(outgoing, {})).toMatchObject([{ state: 'given-up' }]);
  await town.start(0);
  await town.settle();
  expect(await town.at(0).db.read.all(reports, {}), 'reports that came after their time').toEqual([]);
  await expectAll(town, desk);
};

const notices = query()((db) => db.selectFrom('peer_notice').select(['peer', 'ended_at']).orderBy('public_id'));

/** Measures of others about a member of a: they are told, and restricted nowhere but there. */
export const nobodyElsesStanding = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const thread = await town.perform(pen.thread(0));
  await town.pass(2_000);
  const member = town.at(0).members[0]?.publicId ?? '';
  const remote = { kind: 'remote', origin: A, member } as const;
  for (const house of [1, 2])
    await town.perform(desk.measure(house, { kind: 'unheard', on: [remote], scope: 'instance', lasts: DAY }));
  await town.perform(desk.measure(1, { kind: 'hide', on: [onPost(thread)], lasts: DAY }));
  await town.perform(desk.advise(2, thread, 'collapse', DAY));
  await town.pass(MINUTE);
  expect(await town.at(0).db.read.all(notices, {}), 'what a member of a was told').toHaveLength(3);
  await expectAll(town, desk);
  const reply = await town.perform(pen.reply(0, thread));
  await town.pass(2_000);
  expect(await shownOn(town.at(0), reply)).toBe('visible');
  const [unheard] = desk.acts(1);
  if (unheard) await town.perform(desk.undo(1, unheard));
  await town.settle();
  expect((await town.at(0).db.read.all(notices, {})).filter((notice) => notice.ended_at !== null)).toHaveLength(1);
  expect(await shownOn(town.at(1), reply)).toBe('visible');
  expect(await shownOn(town.at(2), reply)).toBe('hidden');
  await expectAll(town, desk);
  await expectKept(town, pen);
};

const totals = query<{ origin: string; seq: number }>()((db, p) =>
  db.selectFrom('post').select(['up', 'down']).where('origin', '=', p.origin).where('seq', '=', p.seq),
);

/** b filters a: who is new there waits, and its votes do not count; all else goes on, and all of it comes back. */
export const filteredPeer = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const thread = await town.perform(pen.thread(1));
  const said = await town.perform(pen.thread(0));
  await town.perform(pen.say(0, 'votes.tallied', { tallies: [{ post: thread, up: 3, down: 1 }] }));
  // Everybody knows by then for whom threads are ranked.
  await town.pass(20_000);
  const totalsOn = (house: number) => town.at(house).db.read.get(totals, onPost(thread).key);
  const peer = { kind: 'peer', origin: A } as const;
  const settings = { holdFirst: true, noVotes: true };
  await town.perform(desk.measure(1, { kind: 'filter', on: [peer], scope: 'planks', settings, lasts: MINUTE }));
  // The other member of a has said nothing before; both vote on.
  const old = await town.perform(pen.reply(0, thread));
  const first = await town.perform(pen.reply(0, thread, undefined, 1));
  await town.perform(pen.say(0, 'votes.tallied', { tallies: [{ post: thread, up: 9, down: 0 }] }));
  await town.pass(5_000);
  expect(await totalsOn(1), 'votes of a at b').toEqual({ up: 0, down: 0 });
  for (const house of [0, 2]) expect(await totalsOn(house)).toEqual({ up: 9, down: 0 });
  for (const name of [said, old]) expect(await shownOn(town.at(1), name), 'who was there before').toBe('visible');
  expect(await shownOn(town.at(1), first), 'who is new').toBe('held');
  await expectAll(town, desk);
  await town.perform(desk.measure(1, { kind: 'keep', on: [onPost(first)], lasts: DAY }));
  const second = await town.perform(pen.reply(0, thread, undefined, 1));
  await town.pass(5_000);
  for (const name of [first, second]) expect(await shownOn(town.at(1), name), 'let through').toBe('visible');
  await town.pass(MINUTE);
  expect(await totalsOn(1), 'after its time').toEqual({ up: 9, down: 0 });
  await town.settle();
  await expectAll(town, desk);
  await expectKept(town, pen);
};

const appealed = query()((db) =>
  db.selectFrom('peer_notice').select(['appeal_state as state', 'ended_at']).orderBy('public_id'),
);

/** A member of b appeals to a, over a line that loses and repeats and to a house that crashes; its decision comes back. Each once. */
export const appealsArriveOnce = async (): Promise<void> => {
  await using town = await createTown({ size: 2 });
  const [pen, desk] = [createPen(town), createDesk(town)];
  const post = await town.perform(pen.thread(1));
  await town.pass(2_000);
  const remote = { kind: 'remote', origin: B, member: town.at(1).members[0]?.publicId ?? '' } as const;
  await town.perform(desk.measure(0, { kind: 'limit', on: [remote], scope: 'instance', lasts: DAY, byOperator: true }));
  await town.pass(MINUTE);
  expect(await shownOn(town.at(0), post)).toBe('collapsed');
  town.network.faults = { lose: 0.3, repeat: 0.6, delay: [1, 3_000] };
  expect(await town.perform(desk.appeal(1, 0, 0)), 'she was told of it').toBe(true);
  await town.crash(0);
  await town.pass(MINUTE);
  await town.start(0);
  await town.pass(15 * MINUTE);
  expect(await town.at(1).db.read.all(appealed, {})).toMatchObject([{ state: 'open' }]);
  await town.perform(desk.decide(0));
  await town.pass(15 * MINUTE);
  expect(await shownOn(town.at(0), post)).toBe('visible');
  await town.settle();
  await expectAll(town, desk);
  const [notice] = await town.at(1).db.read.all(appealed, {});
  expect(notice?.state, 'how it was decided').toBe('overturned');
  expect(notice?.ended_at, 'and that it ended').not.toBeNull();
};
