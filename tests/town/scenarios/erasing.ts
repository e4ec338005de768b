// What was said can be unsaid: everywhere, for good, in whatever order things arrive, and by whoever said it.
import { expect } from 'vitest';
import { sealErasure } from '../../../src/journal/erasure-statement.ts';
import { expectKept, expectNoBytes, expectSame, marksTakenBack } from '../check.ts';
import { aThread, createLiar } from '../liar.ts';
import { createPen } from '../pen.ts';
import { entryOn, forksOn, postOn } from '../posts.ts';
import { decoded, strip } from '../tampers.ts';
import { createTown } from '../town.ts';

const [A, B, C] = ['a.example', 'b.example', 'c.example'];

/** Deletions, with every revision, and a member with all posts: no byte of it is left anywhere. */
export const erasedStaysErased = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(1_000);
  const reply = await town.perform(pen.reply(1, thread));
  await town.perform(pen.edit(thread));
  await town.perform(pen.edit(reply));
  const theirs = await town.perform(pen.thread(0, 1));
  await town.perform(pen.reply(0, theirs, theirs, 1));
  await town.pass(1_000);
  await town.perform(pen.delete(thread));
  await town.perform(pen.delete(reply));
  await town.perform(pen.eraseMember(0, 1));
  await town.pass(1_000);
  // What was there before is brought again, contents and all.
  await town.crash(2);
  await town.settle();
  await expectSame(town);
  await town.start(2);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  expect((await postOn(town.at(2), theirs))?.author, 'no name is left behind').toBe('');
  expect(marksTakenBack(pen).length).toBe(6);
  await expectNoBytes(town, [...marksTakenBack(pen), '"ben"']);
};

/** The erasure comes first: c hears of it from a, and gets the contents from b, who never heard of it. */
export const erasedBeforeItCame = async (): Promise<void> => {
  await using town = await createTown({ size: 3, settings: { pageSize: 1000 } });
  const pen = createPen(town);
  town.network.cut(A, C);
  town.network.cut(B, C);
  const thread = await town.perform(pen.thread(0));
  const reply = await town.perform(pen.reply(0, thread));
  await town.pass(1_000);
  await town.crash(1);
  const statement = await sealed(town, 0, [[2, 3]]);
  expect(await town.perform(town.at(2).eraseByStatement(statement))).toEqual([]);
  await town.start(1);
  town.network.mend(B, C);
  town.network.cut(A, B);
  await town.pass(90_000);
  expect(await postOn(town.at(2), reply), 'what came after its erasure').toMatchObject({ state: 'erased', body: '' });
  expect(await entryOn(town.at(2), reply)).toMatchObject({ content: 'erased' });
  for (const name of [thread, reply]) {
    const said = pen.said.get(name);
    if (said) said.body = null;
  }
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  await expectNoBytes(town, marksTakenBack(pen));
};

const sealed = async (
  town: Awaited<ReturnType<typeof createTown>>,
  house: number,
  erases: [number, number][],
  by: 'governance' | 'operations' = 'governance',
): Promise<string> => {
  const { id: coalition, constituents } = town.coalition;
  const self = constituents[house];
  if (!self) throw new Error('no such house');
  return sealErasure({ coalition, origin: self.origin, erases }, self[by]);
};

/** Who is frozen, and down, can still erase: a statement that anybody may bring goes round. */
export const frozenCanErase = async (by: 'governance' | 'operations'): Promise<void> => {
  await using town = await createTown({ size: 4 });
  const liar = await createLiar(town, 3);
  const one = liar.open(1);
  liar.say(one, aThread('regretted'), aThread('stands'));
  const other = liar.fork(one, 2);
  liar.say(one, aThread('this'));
  liar.say(other, aThread('that'));
  liar.tell(A, [one]);
  liar.tell(B, [other]);
  await town.settle();
  expect(await forksOn(town.at(2))).toEqual(['d.example 1 from 3']);
  liar.tell(A, []);
  liar.tell(B, []);
  await town.crash(2);
  const stranger = sealErasure(
    { coalition: town.coalition.id, origin: 'd.example', erases: [[2, 2]] },
    (town.coalition.constituents[0] as { governance: Parameters<typeof sealErasure>[1] }).governance,
  );
  expect(await town.perform(town.at(1).eraseByStatement(stranger))).toEqual(['erasure: signature does not hold']);
  expect(await town.perform(town.at(1).eraseByStatement(await sealed(town, 3, [[1, 1]], by)))).toEqual([]);
  await town.settle();
  await expectSame(town);
  await town.start(2);
  await town.settle();
  await expectSame(town);
  for (const index of [0, 1, 2]) {
    expect(await postOn(town.at(index), '1@d.example')).toMatchObject({ state: 'erased', body: '' });
    expect(await postOn(town.at(index), '2@d.example')).toMatchObject({ state: 'live', body: 'stands' });
  }
  await expectNoBytes(town, ['regretted']);
};

/** A statement by the key of an epoch that is over: whether a reader knew the next one by then must not matter. */
export const erasedByAnOlderKey = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(2_000);
  town.network.cut(A, B);
  town.network.cut(B, C);
  await town.perform(town.at(0).renew(false));
  await town.perform(pen.reply(0, thread));
  await town.pass(2_000);
  const statement = await sealed(town, 0, [[2, 2]], 'operations');
  expect(await town.perform(town.at(1).eraseByStatement(statement)), 'who does not know the next epoch').toEqual([]);
  await town.settle();
  await expectSame(town);
  for (const one of town.instances) expect(await postOn(one, thread)).toMatchObject({ state: 'erased' });
};

/** A statement by a key that a final one has ended, brought to who does not know that yet: it is taken back, and words too. */
export const erasedByAnEndedKey = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.pass(2_000);
  town.network.cut(A, B);
  town.network.cut(B, C);
  await town.perform(town.at(0).renew(true));
  await town.pass(2_000);
  const statement = await sealed(town, 0, [[2, 2]], 'operations');
  expect(await town.perform(town.at(1).eraseByStatement(statement)), 'who does not know the end').toEqual([]);
  expect(await postOn(town.at(1), thread)).toMatchObject({ state: 'erased' });
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const one of town.instances) {
    expect(await postOn(one, thread), `the thread on ${one.id}`).toMatchObject({ state: 'live' });
    expect(await town.perform(one.eraseByStatement(statement))).toEqual(['erasure: signature does not hold']);
  }
};

/** Replies under an erased start stay, and a newcomer, who never saw its words, derives the same. */
export const repliesOutliveTheirStart = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  await town.crash(2);
  const thread = await town.perform(pen.thread(0));
  await town.pass(1_000);
  const reply = await town.perform(pen.reply(1, thread));
  const below = await town.perform(pen.reply(1, thread, reply));
  await town.pass(1_000);
  await town.perform(pen.eraseMember(0, 0));
  const late = await town.perform(pen.reply(1, thread));
  await town.settle();
  await town.start(2);
  await town.settle();
  await expectSame(town);
  await expectKept(town, pen);
  for (const name of [reply, below, late]) expect(await postOn(town.at(2), name)).toMatchObject({ state: 'live' });
  expect(await postOn(town.at(2), thread)).toMatchObject({ state: 'erased', title: '', body: '' });
};

/** An edit waits for the words that it changes, which a relay left out; and then they are erased. */
export const erasedWhileAnEditWaits = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  town.network.cut(A, C);
  const withoutWords = strip('missing');
  town.network.tamper(B, (lines, caller, self) => {
    const stripped = withoutWords(lines, caller, self);
    return lines.map((text, i) =>
      decoded(text.split('.')[1] ?? '').includes('"thread.started"') ? (stripped[i] ?? '') : text,
    );
  });
  const thread = await town.perform(pen.thread(0));
  await town.perform(pen.edit(thread));
  await town.pass(60_000);
  expect(await entryOn(town.at(2), '3@a.example'), 'the edit').toMatchObject({ effect: 'waiting', content: 'held' });
  expect(await town.perform(town.at(2).eraseByStatement(await sealed(town, 0, [[2, 2]])))).toEqual([]);
  await town.settle();
  await expectSame(town);
  expect(await postOn(town.at(2), thread)).toMatchObject({ state: 'erased', body: '' });
};

/** A late erasure of one edit alone, and of a description: what was there before shows again, the same everywhere. */
export const erasedInPart = async (): Promise<void> => {
  await using town = await createTown({ size: 3 });
  const pen = createPen(town);
  const thread = await town.perform(pen.thread(0));
  await town.perform(pen.edit(thread));
  await town.perform(pen.edit(thread));
  await town.pass(1_000);
  await town.crash(2);
  // 1 describes, 2 starts the thread, 3 and 4 edit it.
  expect(await town.perform(town.at(1).eraseByStatement(await sealed(town, 0, [[4, 4]])))).toEqual([]);
  // Statements ride on the next pull, whoever makes it.
  await town.pass(60_000);
  const before = pen.said.get(thread);
  expect(await postOn(town.at(0), thread)).toMatchObject({ body: before?.marks[1], revisions: 2 });
  expect(await town.perform(town.at(0).eraseByStatement(await sealed(town, 0, [[1, 1]])))).toEqual([]);
  await town.pass(60_000);
  expect((await postOn(town.at(1), thread))?.author).toBe('');
  await town.settle();
  await expectSame(town);
  await town.start(2);
  await town.settle();
  await expectSame(town);
};
