// Coming back from a backup, and from crashes: an honest house must never look like a liar.
import { expect } from 'vitest';
import { expectKept, expectSame } from '../check.ts';
import { createPen, type Pen } from '../pen.ts';
import { countOn, evidenceOn, postOn } from '../posts.ts';
import { markRestored } from '../restored.ts';
import { createTown, type Town } from '../town.ts';

const [A, B, C] = ['a.example', 'b.example', 'c.example'];

const sayMore = async (town: Town, pen: Pen, thread: string, upTo: number): Promise<void> => {
  while ((await countOn(town.at(0), A)) < upTo) await town.perform(pen.reply(0, thread));
};

const expectNoForks = async (town: Town): Promise<void> => {
  for (const one of town.instances) expect(await evidenceOn(one), `evidence on ${one.id}`).toBe(0);
};

/** Restored at 80; b has 90; c has 100 but is cut off, then comes back. */
export const restoredAt80 = async (reachable: boolean): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  await sayMore(town, pen, thread, 80);
  await town.pass(2_000);
  const backup = town.backup(0);
  await markRestored(backup, town.coalition.id);
  await sayMore(town, pen, thread, 90);
  await town.pass(2_000);
  town.network.cut(A, B);
  town.network.cut(B, C);
  await sayMore(town, pen, thread, 100);
  await town.pass(2_000);
  await town.crash(0);
  expect([await countOn(town.at(1), A), await countOn(town.at(2), A)]).toEqual([90, 100]);
  town.network.cut(A, C);
  if (reachable) town.network.mend(A, B);
  await town.restore(0, backup);
  await town.pass(60_000);
  let early: unknown;
  if (!reachable) {
    early = await town.perform(pen.reply(0, thread)).catch((error) => error);
    town.network.mend(A, B);
    await town.pass(180_000);
    await expectNoForks(town);
    expect(early, 'nobody told us yet what we said').toBeInstanceOf(Error);
  }
  const after = await town.perform(pen.reply(0, thread));
  // With one peer silent, numbers are left out: it may know an epoch that we forgot.
  expect(after, 'the first entry of the next epoch').toMatch(/^[1-9][0-9]*000000001@a\.example$/);
  await town.pass(5_000);
  expect(await postOn(town.at(1), after), 'b takes the new epoch').toBeDefined();
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  await expectNoForks(town);
  expect(await countOn(town.at(0), A)).toBe(101);
};

/** A machine that went back unnoticed and asks its peers before anybody writes. */
export const wentBackUnmarked = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  const backup = town.backup(0);
  await sayMore(town, pen, thread, 10);
  await town.pass(2_000);
  await town.crash(0);
  await town.restore(0, backup);
  await town.pass(2_000);
  expect(await town.perform(pen.reply(0, thread))).toBe(`1000000001@${A}`);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  await expectNoForks(town);
};

/** Contents that were erased after the backup was made come back with it, and go again. */
export const restoredBeforeErasure = async (): Promise<void> => {
  await using town = await createTown({ size: 2 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  const foreign = await town.perform(pen.thread(1));
  await town.pass(2_000);
  const backup = town.backup(0);
  await markRestored(backup, town.coalition.id);
  await town.perform(pen.delete(thread));
  await town.perform(pen.delete(foreign));
  await town.pass(2_000);
  await town.crash(0);
  await town.restore(0, backup);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** A newcomer catches up while its instance is killed again and again, after each number of steps: it goes on from what was committed. */
export const killedWhileCatchingUp = async (pageSize: number): Promise<void> => {
  await using town = await createTown({ size: 2, settings: { pageSize } });
  const pen = createPen(town);
  town.network.cut(A, B);
  const thread = await town.perform(pen.thread(0));
  const tally = (up: number) => pen.say(0, 'votes.tallied', { tallies: [{ post: thread, up, down: 0 }] });
  for (let up = 0; up < 200; up++) await town.perform(tally(up));
  await town.perform(pen.edit(thread));
  for (let up = 0; up < 200; up++) await town.perform(tally(up));
  const last = await town.perform(pen.reply(0, thread));
  town.network.mend(A, B);
  for (let steps = 1; steps <= 50; steps++) {
    await town.crash(1);
    await town.start(1);
    await town.scheduler.take(steps);
  }
  await town.settle();
  expect(await postOn(town.at(1), last), 'the last entry').toMatchObject({ state: 'live' });
  await expectSame(town);
  await expectKept(town, pen);
};

/** Posts are acknowledged while the house is killed again and again: all are there, everywhere. */
export const killedWhileWriting = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  for (let kills = 0; kills < 10; kills++) {
    // Those that a crash cuts off settle never.
    for (let i = 0; i < 10; i++) pen.reply(0, thread).catch(() => {});
    await town.pass(kills % 4);
    await town.crash(0);
    await town.start(0);
  }
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  expect(pen.said.size, 'replies that were acknowledged').toBeGreaterThan(20);
  await expectNoForks(town);
};

/** Who knows one peer gets everything that the coalition ever said. */
export const newcomer = async (): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const pen = createPen(town);
  await town.crash(3);
  const thread = await town.perform(pen.thread(0));
  await town.pass(1_000);
  await town.perform(pen.reply(1, thread));
  await town.perform(pen.reply(2, thread));
  await town.perform(pen.delete(thread));
  await town.settle();
  for (const index of [0, 2]) await town.crash(index);
  await town.restore(3, town.foundation(3));
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  expect(await postOn(town.at(3), thread), 'a start that was erased before').toMatchObject({ state: 'deleted' });
};
