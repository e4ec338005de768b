import { expect, test } from 'vitest';
import { plank } from '../../support/coalition.ts';
import { newYear } from '../../support/time.ts';
import { ALICE, BORIS, CARLA, inAnyOrder, linesOf, openFold } from './fold.ts';

test('a start opens a thread, a reply adds a post below its parent', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Ballots', 'Who counts them?');
  const reply = y.reply(start.name, BORIS, 'Everybody may watch.');
  const below = x.reply(start.name, ALICE, 'Good.', reply.name);
  const view = await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(view.filter((line) => line.startsWith('["post"'))).toHaveLength(3);
  expect(await fold.thread(start.name)).toMatchObject({ title: 'Ballots', post_count: 3, listed: 1 });
  expect(await fold.post(start.name)).toMatchObject({ state: 'live', body: 'Who counts them?', parent_id: null });
  const parent = await fold.post(reply.name);
  expect(await fold.post(below.name)).toMatchObject({ parent_id: parent?.id, body: 'Good.' });
  expect(await fold.plank('open-elections')).toMatchObject({ thread_count: 1, post_count: 3 });
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: 'alice', member_id: null });
  expect(await fold.author('y.example', BORIS)).toMatchObject({ name: '' });
});

test('a chain of replies across journals attaches in whatever order it arrives', async () => {
  await using fold = await openFold();
  const { x, y, z } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const one = y.reply(start.name, BORIS, 'one');
  const two = z.reply(start.name, CARLA, 'two', one.name);
  const three = x.reply(start.name, ALICE, 'three', two.name);
  y.reply(start.name, BORIS, 'four', three.name);
  z.reply(start.name, CARLA, 'five', one.name);
  const view = await inAnyOrder(fold, [linesOf(x), linesOf(y), linesOf(z)]);
  expect(view.filter((line) => line.startsWith('["post"'))).toHaveLength(6);
  expect(await fold.waiting()).toEqual([]);
});

test('a reply is shown no earlier than its parent', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'b', { at: newYear + 3_600_000 });
  const early = y.reply(start.name, BORIS, 'early', start.name, { at: newYear + 1_000 });
  const below = y.reply(start.name, BORIS, 'below', early.name, { at: newYear + 2_000 });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  for (const { name } of [early, below]) expect(await fold.post(name)).toMatchObject({ at: newYear + 3_600_000 });
  expect(await fold.thread(start.name)).toMatchObject({ active_at: newYear + 3_600_000 });
});

test('a parent outside the thread counts as its start', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const other = x.start('open-elections', ALICE, 'Else');
  const elsewhere = x.reply(other.name, ALICE, 'elsewhere');
  const edit = x.edit(start.name, { title: 'Ballots', body: 'b' });
  const strays = [elsewhere, other, edit].map(({ name }) => y.reply(start.name, BORIS, 'stray', name));
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  const parent = await fold.post(start.name);
  for (const { name } of strays) expect(await fold.post(name)).toMatchObject({ parent_id: parent?.id });
});

test('circles never attach, nor what hangs below them', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const self = x.reply(start.name, ALICE, 'myself', '2@x.example');
  const one = x.reply(start.name, ALICE, 'one', '1@y.example');
  const two = y.reply(start.name, BORIS, 'two', one.name);
  const below = y.reply(start.name, BORIS, 'below', two.name);
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  for (const { name } of [self, one, two, below]) expect(await fold.post(name)).toBeUndefined();
  expect(await fold.thread(start.name)).toMatchObject({ post_count: 1 });
});

test('a reply to what is no start never attaches', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = x.reply(start.name, ALICE, 'r');
  const wrong = y.reply(reply.name, BORIS, 'to a reply');
  const lost = y.reply('77@x.example', BORIS, 'to nothing');
  const mangled = y.write('reply.posted', { thread: 'b17', parent: 'b17', author: BORIS }, { body: 'to a board' });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  for (const { name } of [wrong, lost, mangled]) expect(await fold.post(name)).toBeUndefined();
  expect(await fold.entry(mangled.name)).toMatchObject({ effect: 'void', content_state: 'held' });
  expect(await fold.entry(lost.name)).toMatchObject({ effect: 'waiting' });
});

test('a start without readable words stands as a placeholder, listed once somebody answers', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const noJson = x.write('thread.started', { plank: 'open-elections', author: ALICE }, 'no JSON');
  const noTitle = x.write('thread.started', { plank: 'open-elections', author: ALICE }, { body: 'no title' });
  const none = x.write('thread.started', { plank: 'open-elections', author: ALICE });
  const reply = y.reply(noTitle.name, BORIS, 'What was it?');
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  for (const { name } of [noJson, noTitle, none]) {
    expect(await fold.post(name)).toMatchObject({ state: 'void', title: '', body: '' });
    expect(await fold.entry(name)).toMatchObject({ effect: 'void' });
  }
  expect(await fold.post(reply.name)).toMatchObject({ state: 'live' });
  expect(await fold.thread(noJson.name)).toMatchObject({ listed: 0 });
  expect(await fold.thread(noTitle.name)).toMatchObject({ listed: 1, title: '' });
});

test('what a content has too much does not matter; what a type must not have voids it', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.write(
    'thread.started',
    { plank: 'open-elections', author: ALICE, later: true },
    { title: 't', body: 'b', later: { a: 1 } },
  );
  const deleted = x.write('post.deleted', { post: start.name, erases: [] }, { body: 'none here' });
  const edited = x.write('post.edited', { post: start.name });
  const unknown = x.write('from-the.future', { a: 1 }, { b: 2 });
  await inAnyOrder(fold, [linesOf(x)]);
  expect(await fold.post(start.name)).toMatchObject({ state: 'live', title: 't' });
  for (const { name } of [deleted, edited, unknown]) expect(await fold.entry(name)).toMatchObject({ effect: 'void' });
});

test('types whose effect comes later are kept', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 't');
  const poll = x.write('poll.tallied', { post: start.name, counts: [1, 2] });
  const pin = x.write('steward.pinned', { thread: start.name });
  await inAnyOrder(fold, [linesOf(x)]);
  for (const { name } of [poll, pin]) expect(await fold.entry(name)).toMatchObject({ effect: 'kept' });
});

test('an entry on an unknown plank waits until a version of the charter adds it', async () => {
  await using fold = await openFold();
  const { x, y, home, coalition } = fold;
  const added = newYear + 10_000;
  const before = x.start('new-plank', ALICE, 'too early', 'b', { at: added - 1 });
  const start = x.start('new-plank', ALICE, 'New', 'b', { at: added });
  const reply = y.reply(start.name, BORIS, 'there', start.name, { at: added + 1 });
  await fold.arrive([...linesOf(x), ...linesOf(y)]);
  expect(await fold.thread(start.name)).toBeUndefined();
  expect(await fold.waiting()).toHaveLength(3);
  await home.amend({ planks: [...coalition.charter.planks, plank('new-plank')] }, added);
  expect(await fold.thread(start.name)).toMatchObject({ title: 'New', post_count: 2 });
  expect(await fold.post(reply.name)).toMatchObject({ state: 'live' });
  expect(await fold.thread(before.name)).toBeUndefined();
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
});

test('nothing starts, answers or changes on a closed plank, whenever it arrives', async () => {
  const closedAt = newYear + 10_000;
  await using fold = await openFold({
    planks: [plank('open-elections', { closed: new Date(closedAt).toISOString() })],
  });
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'In time', 'b', { at: closedAt - 2 });
  const inTime = y.reply(start.name, BORIS, 'in time', start.name, { at: closedAt - 1 });
  const late = y.reply(start.name, BORIS, 'late', start.name, { at: closedAt });
  const edit = x.edit(start.name, { title: 'Late', body: 'late' }, { at: closedAt });
  const lateStart = x.start('open-elections', ALICE, 'Late', 'b', { at: closedAt + 1 });
  const removed = y.remove(inTime.name, [[inTime.seq, inTime.seq]]);
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.thread(start.name)).toMatchObject({ title: 'In time', post_count: 2 });
  expect(await fold.thread(lateStart.name)).toBeUndefined();
  for (const { name } of [late, edit, lateStart]) expect(await fold.entry(name)).toMatchObject({ effect: 'void' });
  // Erasing is always possible.
  expect(await fold.post(inTime.name)).toMatchObject({ state: 'deleted' });
  expect(await fold.entry(removed.name)).toMatchObject({ effect: 'applied' });
});
