// Two things said under one number: frozen from there on, everywhere, its author alone; and the governance key mends it.
import { expect } from 'vitest';
import { expectKept, expectSame } from '../check.ts';
import { aThread, createLiar } from '../liar.ts';
import { createPen } from '../pen.ts';
import { entryOn, epochsOn, evidenceOn, forksOn, postOn } from '../posts.ts';
import { markRestored } from '../restored.ts';
import { createTown, type Town } from '../town.ts';

const [A, B, C, D] = ['a.example', 'b.example', 'c.example', 'd.example'];
const among = (town: Town, ...indices: number[]) => indices.map((index) => town.at(index));

/** A liar tells b one thing and c another; a hears it from both. */
export const liarForks = async (pageSize: number): Promise<void> => {
  await using town = await createTown({ size: 4, settings: { pageSize } });
  const pen = createPen(town);
  const liar = await createLiar(town, 3);
  const one = liar.open(1);
  liar.say(one, aThread('common'), aThread('common too'));
  const other = liar.fork(one, 2);
  liar.say(one, aThread('to b'), aThread('to b'), aThread('to b'));
  liar.say(other, aThread('to c'), aThread('to c'));
  liar.tell(B, [one]);
  liar.tell(C, [other]);
  town.network.cut(B, C);
  town.network.cut(A, B);
  town.network.cut(A, C);
  await town.pass(60_000);
  expect(await postOn(town.at(1), `3@${D}`)).toMatchObject({ title: 'to b' });
  expect(await postOn(town.at(2), `3@${D}`)).toMatchObject({ title: 'to c' });
  const thread = await town.perform(pen.thread(1));
  await town.settle();
  await town.perform(pen.reply(2, thread));
  await town.perform(pen.reply(0, thread));
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const honest of among(town, 0, 1, 2)) {
    expect(await forksOn(honest), `forks on ${honest.id}`).toEqual([`${D} 1 from 3`]);
    expect(await postOn(honest, `2@${D}`), 'what was said before').toMatchObject({ title: 'common too' });
    expect(await postOn(honest, `3@${D}`)).toBeUndefined();
  }
};

/** A liar goes on with another story than it began: the entries before tell, and nobody takes a chain with a seam in it. */
export const liarChangesItsStory = async (pageSize: number): Promise<void> => {
  await using town = await createTown({ size: 3, settings: { pageSize } });
  const pen = createPen(town);
  const liar = await createLiar(town, 2);
  const one = liar.open(1);
  liar.say(one, aThread('common'));
  const other = liar.fork(one, 1);
  liar.say(one, aThread('first story'));
  liar.say(other, aThread('second story'), aThread('and its end'));
  liar.tell(A, [one]);
  await town.pass(60_000);
  liar.tell(A, [other]);
  liar.tell(B, [other]);
  await town.pass(60_000);
  await town.perform(pen.thread(0));
  await town.settle();
  await expectSame(town);
  for (const honest of among(town, 0, 1)) expect(await forksOn(honest)).toEqual([`${C} 1 from 2`]);
};

/** Who holds one branch and never meets the other hears of the fork from those who know both. */
export const forkIsToldOn = async (): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const liar = await createLiar(town, 3);
  const one = liar.open(1);
  liar.say(one, aThread('common'));
  const other = liar.fork(one, 1);
  liar.say(one, aThread('this'), aThread('this'));
  liar.say(other, aThread('that'));
  liar.tell(A, [one]);
  liar.tell(B, [one]);
  liar.tell(C, [other]);
  town.network.cut(A, B);
  town.network.cut(A, C);
  await town.pass(120_000);
  expect(await forksOn(town.at(1))).toEqual([`${D} 1 from 2`]);
  expect(await forksOn(town.at(0))).toEqual([]);
  await town.crash(2);
  await town.settle();
  expect(await forksOn(town.at(0)), 'a heard of it from b').toEqual([`${D} 1 from 2`]);
  await expectSame(town);
};

/** Replies of honest houses to what a fork cut off hang nowhere, whoever had heard of it. */
export const repliesToForked = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(1_000);
  const liar = await createLiar(town, 2);
  const author = 'AAAAAAAAAAAAAAAAAAAAAA';
  const one = liar.open(1);
  liar.say(one, aThread());
  const other = liar.fork(one, 1);
  liar.say(one, { type: 'reply.posted', ref: { thread, parent: thread, author }, fields: { body: 'x' } });
  liar.say(other, { type: 'votes.tallied', ref: { tallies: [{ post: thread, up: 1, down: 0 }] } });
  liar.tell(A, [one]);
  liar.tell(B, [other]);
  town.network.cut(A, B);
  await town.pass(180_000);
  expect(await postOn(town.at(0), `2@${C}`)).toMatchObject({ body: 'x' });
  expect(await entryOn(town.at(1), `2@${C}`)).toMatchObject({ content: 'none' });
  const ada = town.at(1).members[0]?.publicId ?? '';
  await town.perform(pen.say(1, 'reply.posted', { thread, parent: `2@${C}`, author: ada }, { body: 'whom?' }));
  await town.settle();
  await town.perform(pen.say(0, 'reply.posted', { thread, parent: `2@${C}`, author: ada }, { body: 'and me?' }));
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

type Fork = { town: Town; house: number };

/**
 * Two copies of a's house both write with one key: one is heard by b, the other by c and d. Then all hear of both.
 * Answers the index of the copy.
 */
const copyForks = async (town: Town, pen: ReturnType<typeof createPen>): Promise<number> => {
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  await town.perform(pen.reply(0, thread));
  await town.pass(2_000);
  const backup = town.backup(0);
  const house = await town.copy(backup, 0);
  const copy = town.at(house).id;
  town.network.route(B, A, copy);
  for (const [a, b] of [
    [A, B],
    [copy, C],
    [copy, D],
    [B, C],
    [B, D],
  ] as const)
    town.network.cut(a, b);
  await town.perform(pen.say(0, 'votes.tallied', { tallies: [{ post: thread, up: 1, down: 1 }] }));
  await town.perform(pen.say(0, 'votes.tallied', { tallies: [{ post: thread, up: 2, down: 2 }] }));
  await town.perform(pen.say(house, 'votes.tallied', { tallies: [{ post: thread, up: 9, down: 9 }] }));
  await town.pass(40_000);
  town.network.mend(B, C);
  town.network.mend(B, D);
  const other = await town.perform(pen.thread(2));
  await town.pass(180_000);
  await town.perform(pen.reply(1, other));
  await town.pass(60_000);
  return house;
};

export const copyIsFrozen = async (): Promise<Fork | undefined> => {
  await using town = await createTown({ size: 4, settings: { keepsGovernance: false } });
  const pen = createPen(town);
  const house = await copyForks(town, pen);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const one of town.instances) expect(await forksOn(one), `forks on ${one.id}`).toEqual([`${A} 1 from 4`]);
  for (const index of [0, house]) await expect(town.perform(pen.thread(index))).rejects.toThrow('frozen');
  return undefined;
};

/** The governance key names a branch and its end; whoever held the other one takes it anew. */
export const copyIsMended = async (by: 'first' | 'copy', known: boolean): Promise<void> => {
  await using town = await createTown({ size: 4, settings: { keepsGovernance: false } });
  const pen = createPen(town);
  const house = await copyForks(town, pen);
  if (known) await town.settle();
  const mender = by === 'first' ? 0 : house;
  if (!known) town.network.cut(town.at(mender).id, by === 'first' ? C : B);
  await town.perform(town.at(mender).renew(true));
  await town.pass(5_000);
  await town.crash(by === 'first' ? house : 0);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const one of town.instances.filter(({ life }) => life.alive)) expect(await forksOn(one)).toEqual([]);
  const again = await town.perform(pen.thread(mender));
  expect(again).toMatch(/^100000000\d@a\.example$/);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  const end = by === 'first' ? 5 : 4;
  for (const index of [1, 2, 3]) {
    expect(await entryOn(town.at(index), `${end}@${A}`)).toMatchObject({ effect: 'applied' });
    expect(await entryOn(town.at(index), `${end + 1}@${A}`)).toBeUndefined();
  }
};

/** One backup is restored twice, at the same time: both lives open the same epoch. A final statement mends that too. */
export const restoredTwice = async (by: 'first' | 'copy'): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(2_000);
  const backup = town.backup(0);
  await markRestored(backup, town.coalition.id);
  await town.crash(0);
  const house = await town.copy(backup, 0);
  town.network.route(B, A, town.at(house).id);
  await town.restore(0, backup);
  await town.pass(100);
  const tally = (up: number) => ({ tallies: [{ post: thread, up, down: 0 }] });
  await town.perform(pen.say(0, 'votes.tallied', tally(1))).catch(() => {});
  await town.perform(pen.say(house, 'votes.tallied', tally(2))).catch(() => {});
  await town.settle();
  await expectSame(town);
  for (const one of town.instances)
    expect(await forksOn(one), `forks on ${one.id}`).toEqual([`${A} 2 from 1000000001`]);
  const [stays, goes] = by === 'first' ? [0, house] : [house, 0];
  await town.perform(town.at(stays).renew(true));
  for (const caller of [B, C, D]) town.network.route(caller, A, town.at(stays).id);
  await town.crash(goes);
  await town.settle();
  await expectSame(town);
  const again = await town.perform(pen.reply(stays, thread));
  expect(again).toMatch(/^200000000\d@a\.example$/);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** Restored twice, each life in reach of other peers: numbers are left out, so that both may go on without a fork. */
export const restoredTwiceApart = async (): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(2_000);
  const backup = town.backup(0);
  await markRestored(backup, town.coalition.id);
  await town.crash(0);
  await town.restore(0, backup);
  town.network.cut(A, B);
  town.network.cut(B, C);
  town.network.cut(B, D);
  await town.pass(60_000);
  const first = await town.perform(pen.reply(0, thread));
  await town.pass(5_000);
  // The first life is over; b never heard of it, and is all that the second one can reach.
  await town.crash(0);
  town.network.mend(A, B);
  town.network.cut(A, C);
  town.network.cut(A, D);
  await town.restore(0, backup);
  await town.pass(60_000);
  const second = await town.perform(pen.reply(0, thread));
  expect(second).not.toBe(first);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const one of town.instances) expect(await evidenceOn(one), `evidence on ${one.id}`).toBe(0);
};

/** Two live houses of one name, each with the governance key at hand: they do not open epochs against each other for ever. */
export const twinsWithKeys = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(2_000);
  const house = await town.copy(town.backup(0), 0);
  town.network.route(B, A, town.at(house).id);
  await town.perform(pen.reply(0, thread));
  await town.perform(pen.say(house, 'votes.tallied', { tallies: [{ post: thread, up: 2, down: 0 }] }));
  await town.perform(town.at(0).renew(false));
  await town.pass(30 * 60_000);
  for (const one of town.instances) expect(await epochsOn(one, A), `epochs of a on ${one.id}`).toBeLessThan(6);
  const other = await town.perform(pen.thread(1));
  await town.pass(5_000);
  expect(await postOn(town.at(2), other), 'nobody else suffers').toMatchObject({ state: 'live' });
};

/** A constituent opens epoch after epoch: all keep the same ones, in whatever order they come, and talk on as if nothing was. */
export const epochsWithoutEnd = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const liar = await createLiar(town, 2);
  const epochs = [1, ...Array.from({ length: 100 }, (_, i) => 951 + i)].map((number) => liar.open(number));
  liar.tell(A, epochs);
  liar.tell(B, epochs.toReversed());
  await town.pass(150_000);
  for (const index of [0, 1]) expect(await epochsOn(town.at(index), C), 'as many as are taken').toBe(51);
  const thread = await town.perform(pen.thread(0));
  await town.pass(60_000);
  expect(await postOn(town.at(1), thread), 'the talk of the others').toMatchObject({ state: 'live' });
  await town.perform(pen.reply(1, thread));
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** The mending statement comes to somebody before any word of the fork, and the other branch afterwards. */
export const mendedBeforeForkIsKnown = async (pageSize: number): Promise<void> => {
  await using town = await createTown({ size: 4, settings: { pageSize } });
  const pen = createPen(town);
  const liar = await createLiar(town, 3);
  const one = liar.open(1);
  liar.say(one, aThread('common'), aThread('common too'));
  const other = liar.fork(one, 2);
  liar.say(one, aThread('stays'), aThread('stays'));
  liar.say(other, aThread('goes'), aThread('goes'), aThread('goes'));
  const last = one.entries.at(-1);
  const next = liar.open(2, [1, last?.seq ?? 0, last?.hash ?? ''], true);
  liar.say(next, aThread('goes on'));
  liar.tell(C, [other]);
  town.network.cut(A, C);
  town.network.cut(A, B);
  town.network.cut(B, C);
  await town.pass(40_000);
  // b hears the statement from d, but none of the entries that it names; the other branch comes from c, who hears nothing.
  liar.tell(B, [next]);
  await town.pass(180_000);
  expect(await postOn(town.at(1), `1000000001@${D}`)).toBeDefined();
  liar.tell(B, []);
  town.network.tamper(B, (lines) => lines.filter((text) => !text.startsWith('{"epoch"')));
  town.network.mend(B, C);
  await town.pass(180_000);
  town.network.tamper(B, null);
  liar.tell(A, [one, next]);
  liar.tell(C, []);
  await town.settle();
  await expectSame(town);
  for (const honest of among(town, 0, 1, 2)) {
    expect(await postOn(honest, `3@${D}`), `the branch that stays, on ${honest.id}`).toMatchObject({ title: 'stays' });
    expect(await postOn(honest, `1000000001@${D}`)).toMatchObject({ title: 'goes on' });
    expect(await postOn(honest, `5@${D}`)).toBeUndefined();
  }
  await expectKept(town, pen);
};
