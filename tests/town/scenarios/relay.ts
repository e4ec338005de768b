// Entries that somebody else passes on: faithfully while their origin is down, changed, stripped, or not at all.
import { expect } from 'vitest';
import { expectKept, expectSame } from '../check.ts';
import { aThread, createLiar } from '../liar.ts';
import type { Tamper } from '../network.ts';
import { createPen } from '../pen.ts';
import { countOn, entryOn, evidenceOn, forksOn, postOn } from '../posts.ts';
import { decoded, strip } from '../tampers.ts';
import { createTown } from '../town.ts';

const [A, B, C] = ['a.example', 'b.example', 'c.example'];

export const relayWhileOriginIsDown = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  town.network.cut(A, C);
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  const reply = await town.perform(pen.reply(0, thread));
  await town.pass(1_000);
  await town.crash(0);
  await town.pass(60_000);
  expect(await postOn(town.at(2), reply), 'a post that came by way of b').toMatchObject({
    state: 'live',
    author: 'ada',
  });
  const answer = await town.perform(pen.reply(2, thread, reply));
  await town.settle();
  await expectSame(town);
  await town.start(0);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  expect(await postOn(town.at(0), answer), 'the answer where the thread began').toMatchObject({ parent: reply });
};

/** Nothing of what was changed is ever stored, and an honest house never looks like a liar for it. */
export const relayChanges = async (tamper: Tamper): Promise<void> => {
  await using town = await createTown({ size: 3, settings: { pageSize: 100 } });
  const pen = createPen(town);
  town.network.cut(A, C);
  town.network.tamper(B, tamper);
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  await town.perform(pen.reply(0, thread));
  await town.pass(90_000);
  const honest = town.at(1);
  for (let seq = 1; seq <= 3; seq++) {
    const theirs = await entryOn(town.at(2), `${seq}@${A}`);
    if (theirs) expect(theirs, 'an entry that c took').toEqual(await entryOn(honest, `${seq}@${A}`));
  }
  const mark = (await postOn(town.at(2), thread))?.body;
  if (mark !== undefined) expect(mark, 'what c shows of it').toMatch(/^$|^mark/);
  town.network.tamper(B, null);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const one of town.instances) expect(await evidenceOn(one), `evidence on ${one.id}`).toBe(0);
};

/** A relay that strips contents leaves holes, and they are asked for again from every peer. */
export const relayStrips = async (why: 'missing' | 'erased' | 'withheld'): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const pen = createPen(town);
  town.network.cut(A, C);
  town.network.cut(C, 'd.example');
  town.network.tamper(B, strip(why));
  await town.pass(1_000);
  const thread = await town.perform(pen.thread(0));
  await town.perform(pen.edit(thread));
  await town.perform(pen.reply(0, thread));
  await town.pass(60_000);
  expect(await postOn(town.at(2), thread), 'a thread without its words').toMatchObject({ state: 'missing', body: '' });
  expect(await entryOn(town.at(2), thread)).toMatchObject({ content: 'missing' });
  await town.crash(0);
  town.network.mend(C, 'd.example');
  await town.pass(180_000);
  expect(await postOn(town.at(2), thread), 'the hole was closed by d').toMatchObject({ state: 'live' });
  await town.start(0);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** Holes that nobody can fill must not keep what is new away, however short the pages are. */
export const holesWithoutEnd = async (pageSize: number): Promise<void> => {
  await using town = await createTown({ size: 3, settings: { pageSize } });
  const pen = createPen(town);
  town.network.cut(A, C);
  town.network.cut(B, C);
  const threads: string[] = [];
  for (let i = 0; i < 20; i++) threads.push(await town.perform(pen.thread(0)));
  for (const thread of threads) await town.perform(pen.delete(thread));
  const last = await town.perform(pen.thread(0));
  await town.pass(60_000);
  // b has no words of theirs left, and c has to learn why entry by entry.
  await town.crash(0);
  town.network.mend(B, C);
  await town.pass(180_000);
  expect(await postOn(town.at(2), last), 'what came after the holes').toMatchObject({ state: 'live' });
  await town.start(0);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
};

/** A relay that fills its pages with its own words keeps nobody else's away, and a flood has to take turns. */
export const relayFloods = async (): Promise<void> => {
  await using town = await createTown({ size: 3, settings: { pageSize: 50 } });
  const pen = createPen(town);
  const first = await town.perform(pen.thread(2));
  await town.pass(2_000);
  await town.crash(0);
  for (let i = 0; i < 400; i++)
    await town.perform(pen.say(1, 'votes.tallied', { tallies: [{ post: first, up: i, down: 0 }] }));
  const later = await town.perform(pen.reply(2, first));
  await town.pass(2_000);
  // What b answers is its own talk alone, and it always says that there is more.
  town.network.tamper(B, (lines) => [
    ...lines.slice(0, -1).filter((text) => !text.includes('envelope') || decoded(text.split('.')[1] ?? '').includes(B)),
    '{"more":true}',
  ]);
  await town.start(0);
  await town.pass(30_000);
  expect(await postOn(town.at(0), later), 'c said it, b talked').toMatchObject({ state: 'live' });
  town.network.tamper(B, null);
  await town.settle();
  await expectSame(town);
  // An honest page gives each origin its turn: the first one of a newcomer holds something of both.
  await town.crash(0);
  await town.restore(0, town.foundation(0));
  town.network.syncs.length = 0;
  while (town.network.syncs.length < 2) await town.pass(1);
  await town.pass(12);
  expect(await countOn(town.at(0), 'c.example'), 'entries of c in the first pages').toBeGreaterThan(0);
  expect(await countOn(town.at(0), B)).toBeLessThan(400);
  await town.settle();
  await expectSame(town);
};

/**
 * Bad signatures inside a chain: vouched for by the next good one, found out afterwards, and everywhere the same. Of several
 * in a row the last can be proved: the one that builds on it is signed.
 */
export const badSignatures = async (pageSize: number, bad: number, before = 3): Promise<void> => {
  await using town = await createTown({ size: 4, settings: { pageSize } });
  const pen = createPen(town);
  await town.crash(3);
  const liar = await createLiar(town, 2);
  const branch = liar.open(1);
  const filler = { type: 'votes.tallied', ref: { tallies: [{ post: `1@${C}`, up: 1, down: 0 }] } };
  liar.say(branch, aThread('one'), ...Array.from({ length: before - 1 }, () => filler));
  liar.say(branch, ...Array.from({ length: bad }, (_, i) => ({ ...aThread(`bad ${i}`), unsigned: true })));
  liar.say(branch, aThread('good again'), aThread('and again'));
  liar.tell(A, [branch]);
  liar.tell(B, [branch]);
  await town.pass(60_000);
  const thread = await town.perform(pen.thread(0));
  await town.perform(pen.reply(0, thread));
  await town.settle();
  await expectSame(town);
  // A newcomer, whom the liar tells nothing, has it from the others.
  await town.start(3);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const one of town.instances.filter(({ life }) => life.alive)) {
    expect(await forksOn(one), `forks on ${one.id} with pages of ${pageSize}`).toEqual([
      `c.example 1 from ${before + bad}`,
    ]);
    expect(await postOn(one, '1@c.example')).toMatchObject({ title: 'one' });
    expect(await postOn(one, `${before + bad}@c.example`)).toBeUndefined();
  }
};

/**
 * Killed while it takes in a chain with bad signatures, after `stored` of its entries; the liar is never heard again. What is
 * held then must be what others take from there, and what is wrong with it is found all the same.
 */
export const killedInBadSignatures = async (stored: number): Promise<void> => {
  await using town = await createTown({ size: 3 });
  await town.crash(1);
  const liar = await createLiar(town, 2);
  const branch = liar.open(1);
  liar.say(branch, aThread('one'));
  const filler = { type: 'votes.tallied', ref: { tallies: [{ post: `1@${C}`, up: 1, down: 0 }] } };
  liar.say(branch, ...Array.from({ length: 39 }, () => filler));
  liar.say(branch, ...Array.from({ length: 70 }, () => ({ ...filler, unsigned: true })));
  liar.say(branch, ...Array.from({ length: 60 }, () => filler));
  liar.tell(A, [branch]);
  while ((await countOn(town.at(0), C)) < stored) await town.pass(0.1);
  liar.tell(A, []);
  await town.crash(0);
  await town.start(0);
  await town.start(1);
  await town.settle();
  await expectSame(town);
  for (const index of [0, 1]) expect(await forksOn(town.at(index))).toEqual([`${C} 1 from 110`]);
};
