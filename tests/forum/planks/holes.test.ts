import { expect, test } from 'vitest';
import { applyDue } from '../../../src/forum/planks/apply-due.ts';
import { newYear } from '../../support/time.ts';
import { ALICE, BORIS, inAnyOrder, linesOf, openFold } from './fold.ts';

test('a content that is missing leaves a placeholder, and is filled in where it stood', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'first');
  const edit = x.edit(start.name, { title: 'Papers', body: 'second' });
  const third = x.edit(start.name, { body: 'third' });
  const reply = y.reply(start.name, BORIS, 'one');
  const again = y.edit(reply.name, { body: 'two' });
  const named = y.describe(BORIS, 'boris');
  const whole = await inAnyOrder(fold, [linesOf(x), linesOf(y)]);

  const stripped = [start, edit, third, reply, again, named].map((entry) => entry.bare('missing'));
  await fold.forget();
  await fold.arrive(stripped);
  expect(await fold.post(start.name)).toMatchObject({ state: 'missing', title: '' });
  expect(await fold.post(reply.name)).toMatchObject({ state: 'missing' });
  expect(await fold.entry(reply.name)).toMatchObject({ content_state: 'missing' });
  await fold.settled();

  for (const lines of [
    [start.line, edit.line, reply.line, third.line, again.line, named.line],
    [named.line, again.line, reply.line, third.line, edit.line, start.line],
    [edit.line, start.line, again.line, named.line, reply.line, third.line],
    [start.line, third.line, edit.line, again.line, named.line, reply.line],
  ]) {
    await fold.forget();
    await fold.arrive(stripped);
    for (const line of lines) expect((await fold.home.take(line)).filled).toBe(1);
    expect(await fold.settled()).toEqual(whole);
    for (const line of lines) expect((await fold.home.take(line)).filled).toBe(0);
  }
});

test('a hole in a reply that still waits is filled before it attaches', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = y.reply(start.name, BORIS, 'one');
  await fold.arrive([reply.bare('missing'), reply.line, start.line]);
  expect(await fold.post(reply.name)).toMatchObject({ state: 'live', body: 'one' });
  expect(await fold.waiting()).toEqual([]);
  await fold.settled();
});

test('a content that fills a hole and cannot be read makes the post void', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.write('thread.started', { plank: 'open-elections', author: ALICE }, '{"body":1}');
  await fold.arrive([start.bare('missing'), start.line]);
  expect(await fold.post(start.name)).toMatchObject({ state: 'void' });
  expect(await fold.entry(start.name)).toMatchObject({ effect: 'void', content_state: 'held' });
  await fold.settled();
});

test('what was erased is no hole: its content is not taken back', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 'SECRET');
  x.remove(start.name, [[1, 1]]);
  await fold.arrive(linesOf(x));
  expect((await fold.home.take(start.line)).filled).toBe(0);
  expect(await fold.entry(start.name)).toMatchObject({ content_state: 'erased', content: null });
});

test('erased without an erasure is a hole like any other', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  await fold.arrive([start.bare('erased')]);
  expect(await fold.entry(start.name)).toMatchObject({ content_state: 'missing' });
  await fold.arrive([start.line]);
  expect(await fold.post(start.name)).toMatchObject({ state: 'live', title: 'Ballots' });
});

test('an entry ahead of its time waits for it, and holds up nobody', async () => {
  await using fold = await openFold();
  const { x, y, home, coalition } = fold;
  const { clock } = coalition;
  const minutes = 60_000;
  clock.set(newYear);
  const soon = x.start('open-elections', ALICE, 'Soon', 'b', { at: newYear + 10 * minutes });
  const ahead = x.start('open-elections', ALICE, 'Ahead', 'b', { at: newYear + 10 * minutes + 1 });
  const later = x.edit(ahead.name, { title: 'Still ahead', body: 'c' });
  const reply = y.reply(ahead.name, BORIS, 'in time', ahead.name, { at: newYear });
  const other = y.start('open-elections', BORIS, 'Now');
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.thread(soon.name)).toMatchObject({ title: 'Soon' });
  expect(await fold.thread(other.name)).toMatchObject({ title: 'Now' });
  expect(await fold.thread(ahead.name)).toBeUndefined();
  expect(await fold.entry(ahead.name)).toMatchObject({ effect: 'waiting' });

  const due = applyDue(home.planks);
  expect(await due(coalition.id)).toBe(0);
  clock.set(newYear + 10 * minutes + 1);
  expect(await due(coalition.id)).toBe(1);
  expect(await fold.thread(ahead.name)).toMatchObject({ title: 'Ahead', post_count: 2 });
  expect(await fold.post(reply.name)).toMatchObject({ at: newYear + 10 * minutes + 1 });
  clock.set(newYear + 11 * minutes);
  expect(await due(coalition.id)).toBe(1);
  expect(await fold.post(ahead.name)).toMatchObject({ title: 'Still ahead', edit_seq: later.seq });
  await fold.settled();
});
