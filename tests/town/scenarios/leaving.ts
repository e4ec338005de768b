// A constituent that is in the charter no more, and a plank that was closed: what was said stays, nothing follows, and what was said
// can still be unsaid. No verb changes a charter yet; here each house has the next version from the test, at a time of its own.
import { expect } from 'vitest';
import type { Charter } from '../../../src/forum/charter/charter.ts';
import { refold } from '../../../src/forum/planks/refold.ts';
import { sealErasure } from '../../../src/journal/erasure-statement.ts';
import { amend } from '../../support/amend.ts';
import { expectKept, expectNoBytes, expectSame, marksTakenBack } from '../check.ts';
import { planks } from '../coalition.ts';
import { createPen } from '../pen.ts';
import { entryOn, postOn } from '../posts.ts';
import { createTown, type Town } from '../town.ts';

const MINUTE = 60_000;

/** The house has the next version from now on. */
const hasVersion = async (town: Town, house: number, change: Partial<Charter>, effective: number): Promise<void> => {
  const { db, core } = town.at(house);
  const { id } = town.coalition;
  await town.perform(
    db.write(async (tx) => {
      await amend(tx, id, change, effective);
      await refold(tx, await core.facts(tx, id));
    }),
  );
};

/** c leaves: what it said stays, what it says then counts nowhere, also where it came before the charter did; and it can still erase. */
export const whoLeft = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const stays = await town.perform(pen.thread(2));
  const goes = await town.perform(pen.thread(2));
  await town.pass(2_000);
  const answer = await town.perform(pen.reply(0, goes));
  await town.pass(2_000);
  const effective = town.scheduler.now() + MINUTE;
  const { constituents } = town.coalition.charter;
  const without = { constituents: constituents.filter(({ id }) => id !== 'c.example') };
  await hasVersion(town, 0, without, effective);
  const before = await town.perform(pen.reply(2, stays));
  await town.pass(2 * MINUTE);
  // c has not heard of it, and neither has b: what it says now came to b before the charter did.
  const after = await town.perform(pen.reply(2, stays));
  await town.pass(MINUTE);
  expect(await postOn(town.at(0), after), 'what was said after leaving').toBeUndefined();
  expect(await postOn(town.at(1), after), 'where nobody knows of it yet').toMatchObject({ state: 'live' });
  for (const house of [1, 2]) await hasVersion(town, house, without, effective);
  pen.said.delete(after);
  await town.settle();
  for (const one of town.instances) {
    expect(await postOn(one, stays)).toMatchObject({ state: 'live' });
    expect(await postOn(one, before)).toMatchObject({ state: 'live' });
    expect(await postOn(one, after), `what was said after leaving, on ${one.id}`).toBeUndefined();
    expect(await entryOn(one, after), 'it is kept and passed on').toMatchObject({ content: 'held', effect: 'void' });
  }
  await expectSame(town);
  await expectKept(town, pen);
  const self = town.coalition.constituents[2];
  if (!self) throw new Error('no such house');
  const [seq] = goes.split('@').map(Number);
  const erases: [number, number][] = [[seq ?? 0, seq ?? 0]];
  const erasure = sealErasure({ coalition: town.coalition.id, origin: self.origin, erases }, self.governance);
  await town.crash(2);
  expect(await town.perform(town.at(0).eraseByStatement(erasure)), 'what is wrong with who left').toEqual([]);
  const said = pen.said.get(goes);
  if (said) said.body = null;
  await town.settle();
  await town.start(2);
  await town.settle();
  for (const one of town.instances) {
    expect(await postOn(one, goes)).toMatchObject({ state: 'erased', body: '' });
    expect(await postOn(one, answer)).toMatchObject({ state: 'live' });
  }
  await expectSame(town);
  await expectKept(town, pen);
  await expectNoBytes(town, marksTakenBack(pen));
};

/** A plank is closed: what was said there stays and can be erased; nothing is said or changed there any more, whoever says it. */
export const closedPlank = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  // The pen writes on one plank and the other by turns.
  const threads = [await town.perform(pen.thread(0)), await town.perform(pen.thread(0))];
  await town.pass(2_000);
  const replies = [];
  for (const thread of threads) replies.push(await town.perform(pen.reply(1, thread)));
  await town.pass(2_000);
  const places = await Promise.all(threads.map(async (name) => (await postOn(town.at(0), name))?.plank));
  const [closes, goesOn] = [places.indexOf(planks[1]), places.indexOf(planks[0])];
  const effective = town.scheduler.now() + 1_000;
  const closed = new Date(effective).toISOString();
  const change = {
    planks: town.coalition.charter.planks.map((plank) => (plank.slug === planks[1] ? { ...plank, closed } : plank)),
  };
  await hasVersion(town, 0, change, effective);
  await town.pass(5_000);
  await expect(town.perform(pen.reply(0, threads[closes] ?? ''))).rejects.toMatchObject({ code: 'closed' });
  // b does not know yet, and takes it: it ends as nothing.
  const late = await town.perform(pen.reply(1, threads[closes] ?? ''));
  expect(await postOn(town.at(1), late)).toMatchObject({ state: 'live' });
  const elsewhere = await town.perform(pen.reply(1, threads[goesOn] ?? ''));
  await town.crash(2);
  await hasVersion(town, 1, change, effective);
  await town.start(2);
  await hasVersion(town, 2, change, effective);
  pen.said.delete(late);
  await town.perform(pen.delete(replies[closes] ?? ''));
  await town.settle();
  for (const one of town.instances) {
    expect(await postOn(one, threads[closes] ?? '')).toMatchObject({ state: 'live' });
    expect(await postOn(one, late), `what was said on a closed plank, on ${one.id}`).toBeUndefined();
    expect(await postOn(one, elsewhere)).toMatchObject({ state: 'live' });
  }
  await expectSame(town);
  await expectKept(town, pen);
  await expectNoBytes(town, marksTakenBack(pen));
};
