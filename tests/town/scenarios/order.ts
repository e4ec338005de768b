// Whatever the order of arrival, everybody derives the same; and nobody acts for another.
import { expect } from 'vitest';
import { expectKept, expectSame } from '../check.ts';
import { createPen } from '../pen.ts';
import { countOn, entryOn, postOn, talliesOn } from '../posts.ts';
import { createTown } from '../town.ts';

const [A, B, C] = ['a.example', 'b.example', 'c.example'];

/** c hears b's replies long before the thread of a's that they answer. */
export const repliesComeFirst = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  town.network.cut(A, C);
  town.network.tamper(B, (lines) =>
    lines.filter(
      (text) =>
        !Buffer.from(text.split('.')[1] ?? '', 'base64url')
          .toString()
          .includes(`"origin":"${A}"`),
    ),
  );
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  await town.pass(1_000);
  const reply = await town.perform(pen.reply(1, thread));
  const below = await town.perform(pen.reply(1, thread, reply));
  await town.perform(pen.edit(below));
  await town.pass(40_000);
  expect(await entryOn(town.at(2), reply), 'a reply whose thread is unknown').toMatchObject({ effect: 'waiting' });
  expect(await postOn(town.at(2), reply)).toBeUndefined();
  town.network.tamper(B, null);
  await town.settle();
  expect(await postOn(town.at(2), below)).toMatchObject({ state: 'live', parent: reply });
  await expectSame(town);
  await expectKept(town, pen);
};

/** An older tally that waited longer than a newer one does not win. */
export const tallies = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  town.network.cut(A, C);
  const first = await town.perform(pen.thread(0));
  const other = await town.perform(pen.thread(2));
  town.network.cut(B, C);
  await town.pass(2_000);
  // b counts votes for a post that it holds and one that it only knows by name.
  await town.perform(
    pen.say(1, 'votes.tallied', {
      tallies: [
        { post: first, up: 1, down: 0 },
        { post: other, up: 1, down: 0 },
      ],
    }),
  );
  await town.perform(pen.say(1, 'votes.tallied', { tallies: [{ post: first, up: 5, down: 2 }] }));
  await town.perform(pen.say(0, 'votes.tallied', { tallies: [{ post: first, up: 3, down: 0 }] }));
  await town.pass(2_000);
  await town.settle();
  for (const one of town.instances)
    expect(await talliesOn(one, first), `tallies on ${one.id}`).toEqual([
      { origin: A, up: 3, down: 0 },
      { origin: B, up: 5, down: 2 },
    ]);
  await expectSame(town);
};

/** Edits, deletions and withdrawals count only from the house that the post comes from. */
export const nobodyActsForOthers = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  const reply = await town.perform(pen.reply(0, thread));
  await town.pass(1_000);
  const own = await town.perform(pen.thread(1));
  await town.perform(pen.say(1, 'post.edited', { post: reply }, { body: 'words in your mouth' }));
  await town.perform(pen.say(1, 'post.edited', { post: thread }, { title: 'mine', body: 'words in your mouth' }));
  await town.perform(pen.say(1, 'post.deleted', { post: reply, erases: [[1, 3]] }, undefined));
  await town.perform(pen.say(1, 'post.withdrawn', { post: thread, reason: 'spam' }, undefined));
  await town.perform(pen.say(1, 'member.erased', { member: town.at(0).members[0]?.publicId ?? '', erases: [[1, 1]] }));
  await town.settle();
  for (const one of town.instances) {
    expect(await postOn(one, reply)).toMatchObject({ state: 'live', body: pen.said.get(reply)?.body, revisions: 1 });
    expect(await postOn(one, thread)).toMatchObject({
      title: pen.said.get(thread)?.body,
      withdrawn: null,
      author: 'ada',
    });
    expect(await postOn(one, own)).toMatchObject({ state: 'live' });
  }
  await expectSame(town);
  await expectKept(town, pen);
};

/** Two replies that name each other as parents never attach; a parent outside the thread counts as its start. */
export const parents = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  const elsewhere = await town.perform(pen.thread(1));
  const stranger = await town.perform(pen.reply(1, elsewhere));
  await town.pass(1_000);
  const [ada, bea] = [0, 1].map((house) => town.at(house).members[0]?.publicId ?? '') as [string, string];
  const next = async (house: number, origin: string) => (await countOn(town.at(house), origin)) + 1;
  const [left, right] = [`${await next(0, A)}@${A}`, `${await next(1, B)}@${B}`];
  await town.perform(pen.say(0, 'reply.posted', { thread, parent: right, author: ada }, { body: 'left' }));
  await town.perform(pen.say(1, 'reply.posted', { thread, parent: left, author: bea }, { body: 'right' }));
  const self = `${await next(0, A)}@${A}`;
  await town.perform(pen.say(0, 'reply.posted', { thread, parent: self, author: ada }, { body: 'self' }));
  const outside = await town.perform(
    pen.say(0, 'reply.posted', { thread, parent: stranger, author: ada }, { body: 'outside' }),
  );
  const orphan = await town.perform(
    pen.say(1, 'reply.posted', { thread, parent: `99@${C}`, author: bea }, { body: 'orphan' }),
  );
  const nowhere = await town.perform(
    pen.say(1, 'reply.posted', { thread: stranger, parent: stranger, author: bea }, { body: 'nowhere' }),
  );
  await town.settle();
  for (const one of town.instances) {
    for (const name of [left, right, self, orphan, nowhere])
      expect(await postOn(one, name), `${name} on ${one.id}`).toBeUndefined();
    expect(await postOn(one, outside), `${outside} on ${one.id}`).toMatchObject({ parent: thread });
  }
  await expectSame(town);
  await expectKept(town, pen);
};

/** Clocks that differ by minutes: everybody shows the same order, by the times that were said and never by arrival. */
export const skewedClocks = async (): Promise<void> => {
  const minutes = [0, 3, -1.5];
  await using town = await createTown({ size: 3, settings: (i) => ({ skew: (minutes[i] ?? 0) * 60_000 }) });
  const pen = createPen(town);
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(1));
  await town.pass(1_000);
  const early = await town.perform(pen.reply(2, thread));
  const below = await town.perform(pen.reply(0, thread));
  await town.settle();
  const [start, answer] = [await postOn(town.at(0), thread), await postOn(town.at(0), early)];
  expect(answer?.at, 'no answer stands before what it answers').toBe(start?.at);
  expect((await postOn(town.at(2), below))?.at).toBe(start?.at);
  await expectSame(town);
  await expectKept(town, pen);
};

/** A clock that is more than five minutes off its peers' writes nothing, and says why. */
export const wrongClock = async (): Promise<void> => {
  await using town = await createTown({ size: 3, settings: (i) => (i === 2 ? { skew: 6 * 60_000 } : {}) });
  const pen = createPen(town);
  await town.pass(40_000);
  await expect(town.perform(pen.thread(2))).rejects.toThrow('The clock of this instance is 6 minutes ahead');
  const thread = await town.perform(pen.thread(0));
  town.at(2).settings.skew = 60_000;
  await town.pass(40_000);
  await town.perform(pen.reply(2, thread));
  // A clock that goes back writes nothing earlier than what it wrote.
  town.at(2).settings.skew = -60_000;
  await town.pass(10);
  await town.perform(pen.reply(2, thread));
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** Who is ahead of the time delays itself alone: its entries are stored and passed on, and take effect when it comes. */
export const aheadOfTime = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const first = await town.perform(pen.thread(0));
  await town.pass(1_000);
  const house = town.at(1);
  house.settings.skew = 40 * 60_000;
  const ahead = await town.perform(pen.thread(1));
  house.settings.skew = 0;
  // Its journal cannot go back. A new epoch can.
  await expect(town.perform(pen.reply(1, first))).rejects.toThrow('dated ahead of the time');
  await town.perform(house.renew(false));
  const after = await town.perform(pen.reply(1, first));
  await town.pass(1_000);
  const answer = await town.perform(pen.reply(0, first));
  await town.pass(5_000);
  const other = town.at(2);
  expect(await entryOn(other, ahead), 'stored at once').toMatchObject({ effect: 'waiting', content: 'held' });
  expect(await postOn(other, ahead)).toBeUndefined();
  expect(await postOn(other, after), 'said in the next epoch').toMatchObject({ state: 'live' });
  expect(await postOn(other, answer), 'others are not held up').toMatchObject({ state: 'live' });
  await town.pass(25 * 60_000);
  expect(await postOn(other, ahead), 'after 25 minutes').toBeUndefined();
  await town.pass(16 * 60_000);
  expect(await postOn(other, ahead), 'when its time has come').toMatchObject({ state: 'live' });
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** A flood waits at its origin, the others are unaffected; the next day brings more of it. */
export const budgets = async (): Promise<void> => {
  await using town = await createTown({
    ...{ size: 3, settings: { pageSize: 100, budget: { entries: 250, bytes: 10_000_000 } } },
  });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(1_000);
  town.network.cut(A, B);
  town.network.cut(A, C);
  for (let i = 0; i < 350; i++)
    await town.perform(pen.say(0, 'votes.tallied', { tallies: [{ post: thread, up: i, down: 0 }] }));
  town.network.heal();
  await town.pass(120_000);
  for (const index of [1, 2]) {
    const held = await countOn(town.at(index), A);
    expect(held, 'entries taken on the first day').toBeLessThanOrEqual(250);
    expect(held).toBeGreaterThan(100);
  }
  const reply = await town.perform(pen.reply(1, thread));
  await town.pass(60_000);
  for (const one of town.instances) expect(await postOn(one, reply), `on ${one.id}`).toMatchObject({ state: 'live' });
  for (const index of [0, 1, 2]) await town.crash(index);
  await town.pass(86_400_000);
  for (const index of [0, 1, 2]) await town.start(index);
  await town.settle();
  expect(await countOn(town.at(1), A)).toBe(352);
  await expectSame(town);
  await expectKept(town, pen);
};
