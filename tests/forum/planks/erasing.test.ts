import { expect, test } from 'vitest';
import { sealErasure } from '../../../src/journal/erasure-statement.ts';
import { erasureLine } from '../../../src/journal/lines.ts';
import { createScribe } from '../../support/scribe.ts';
import { ALICE, BORIS, CARLA, inAnyOrder, linesOf, openFold, type TestFold } from './fold.ts';

const everything = async (fold: TestFold): Promise<string> => JSON.stringify(await fold.home.viewText());

test('a delete takes every revision away and keeps the place in the thread', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = y.reply(start.name, BORIS, 'SECRET one');
  y.edit(reply.name, { body: 'SECRET two' });
  x.reply(start.name, ALICE, 'below', reply.name);
  const removed = y.remove(reply.name, [[1, 2]]);
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(reply.name)).toMatchObject({ state: 'deleted', body: '', revision_count: 1 });
  expect(await fold.revisions(reply.name)).toEqual([]);
  expect(await fold.thread(start.name)).toMatchObject({ post_count: 3 });
  for (const name of ['1@y.example', '2@y.example'])
    expect(await fold.entry(name)).toMatchObject({ content: null, content_state: 'erased' });
  expect(await fold.entry(removed.name)).toMatchObject({ effect: 'applied' });
  expect(await everything(fold)).not.toContain('SECRET');
});

test('an edit after a delete is without effect', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = y.reply(start.name, BORIS, 'one');
  y.edit(reply.name, { body: 'two' });
  y.remove(reply.name, [[1, 1]]);
  y.edit(reply.name, { body: 'three' });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(reply.name)).toMatchObject({ state: 'deleted', body: '', edit_seq: 1 });
});

test('replies under an erased start stay, also for whoever comes later', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'SECRET', 'SECRET');
  const reply = y.reply(start.name, BORIS, 'I disagree.');
  x.remove(start.name, [[1, 1]]);
  const view = await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.thread(start.name)).toMatchObject({ title: '', listed: 1, post_count: 2 });
  expect(await fold.post(reply.name)).toMatchObject({ state: 'live' });
  // A newcomer gets envelopes without their contents.
  const late = await inAnyOrder(fold, [[start.bare('erased'), ...linesOf(x).slice(1)], linesOf(y)]);
  expect(late).toEqual(view);
});

test('an erased start that nobody answered leaves the lists', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  x.remove(start.name, [[1, 1]]);
  await inAnyOrder(fold, [linesOf(x)]);
  expect(await fold.thread(start.name)).toMatchObject({ listed: 0, title: '' });
});

test('the delete of a reply that waits for its thread erases at once, and holds when it attaches', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = y.reply(start.name, BORIS, 'SECRET');
  y.remove(reply.name, [[1, 1]]);
  await fold.arrive(linesOf(y));
  expect(await fold.entry(reply.name)).toMatchObject({ content_state: 'erased', content: null });
  expect(await fold.post(reply.name)).toBeUndefined();
  await fold.arrive(linesOf(x));
  expect(await fold.post(reply.name)).toMatchObject({ state: 'deleted', body: '' });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
});

test('what arrives together is erased together', async () => {
  await using fold = await openFold();
  const { x } = fold;
  // A reply that waits for what comes after it, and goes before it was ever seen.
  const reply = x.reply('2@x.example', ALICE, 'SECRET');
  x.start('open-elections', ALICE, 'Ballots');
  x.write('member.erased', { member: ALICE, erases: [[1, 1]] });
  await fold.home.take(...linesOf(x));
  expect(await fold.post(reply.name)).toMatchObject({ state: 'erased', body: '' });
  expect((await fold.settled()).join()).not.toContain('SECRET');
});

test('an erasure of a later epoch reaches an earlier one that comes after it', async () => {
  await using fold = await openFold();
  const { x, y, coalition } = fold;
  const start = y.start('open-elections', BORIS, 'Ballots');
  const reply = x.reply(start.name, ALICE, 'SECRET');
  const next = createScribe(coalition.id, 'x.example', { epoch: 2, after: x.end() });
  next.write('member.erased', { member: ALICE, erases: [[1, 1]] });
  await fold.arrive([...linesOf(y), ...next.lines(), ...linesOf(x)]);
  expect(await fold.post(reply.name)).toMatchObject({ state: 'erased' });
  const view = await fold.settled();
  await fold.forget();
  await fold.arrive([...linesOf(x), ...next.lines(), ...linesOf(y)]);
  expect(await fold.settled()).toEqual(view);
});

test('ranges reach only own, earlier entries of the types with text', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Ballots');
  const foreign = y.reply(start.name, BORIS, 'foreign');
  const advice = x.write(
    'advisory.issued',
    {
      subject: { post: foreign.name },
      effect: 'label',
      reason: 'spam',
      until: '2026-03-01T00:00:00.000Z',
      human: true,
      urgent: false,
    },
    { note: 'look' },
  );
  const governance = x.write('charter.proposed', { message: 'a.b.c' }, { rationale: 'because' });
  const removed = x.remove(start.name, [[1, 1_000_000]]);
  const later = x.reply(start.name, ALICE, 'later');
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  const states: Record<string, string> = {};
  for (const { name } of [...x.written, ...y.written]) states[name] = (await fold.entry(name))?.content_state ?? '';
  expect(states).toEqual({
    '1@x.example': 'erased',
    [start.name]: 'erased',
    [advice.name]: 'erased',
    [governance.name]: 'held',
    [removed.name]: 'none',
    [later.name]: 'held',
    [foreign.name]: 'held',
  });
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: '' });
});

test('an edit alone can be erased: the post reads as the newest revision that is left', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'first');
  const reply = y.reply(start.name, BORIS, 'one');
  y.edit(reply.name, { body: 'two' });
  y.edit(reply.name, { body: 'SECRET' });
  const more = y.edit(reply.name, { body: 'four' });
  y.remove('1000@y.example', [[3, 3]]);
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  // What names no post of its own is void, and erases nothing.
  expect(await fold.post(reply.name)).toMatchObject({ body: 'four', revision_count: 4 });

  const other = y.reply(start.name, BORIS, 'gone');
  y.remove(other.name, [
    [3, 3],
    [more.seq, more.seq],
  ]);
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(reply.name)).toMatchObject({ body: 'two', revision_count: 2, edit_seq: 2 });
  expect(await fold.revisions(reply.name)).toMatchObject([{ seq: 1, body: 'one' }]);
  expect(await fold.post(other.name)).toMatchObject({ state: 'deleted' });
});

test('a post that was deleted says so, whatever erases it as well', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = y.reply(start.name, BORIS, 'one');
  y.remove(reply.name, []);
  y.write('member.erased', { member: BORIS, erases: [[1, 2]] });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(reply.name)).toMatchObject({ state: 'deleted', body: '' });
});

test('a member is called as the newest description says, until it is erased', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'Ballots');
  const second = x.describe(ALICE, 'alice_b');
  x.describe(CARLA, 'carla');
  y.describe(ALICE, 'impostor');
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: 'alice_b', seq: second.seq });

  const other = x.reply(start.name, ALICE, 'r');
  x.remove(other.name, [[second.seq, second.seq]]);
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: 'alice' });

  x.write('member.erased', { member: ALICE, erases: [[1, other.seq]] });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: '', display_name: 'Former member', seq: 0 });
  expect(await fold.author('x.example', CARLA)).toMatchObject({ name: '' });
  expect(await fold.author('y.example', ALICE)).toMatchObject({ name: 'impostor' });
  expect(await fold.post(start.name)).toMatchObject({ state: 'erased', body: '' });
  expect(await everything(fold)).not.toContain('alice_b');

  x.describe(ALICE, 'alice_again');
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: 'alice_again' });
});

test('a name is forgotten with its member, even where no range names the description', async () => {
  await using fold = await openFold();
  const { x } = fold;
  x.describe(ALICE, 'alice');
  x.start('open-elections', ALICE, 'Ballots');
  x.write('member.erased', { member: ALICE, erases: [] });
  await inAnyOrder(fold, [linesOf(x)]);
  expect(await fold.author('x.example', ALICE)).toMatchObject({ name: '' });
});

test('a statement outside any chain erases too, before and after what it names', async () => {
  await using fold = await openFold();
  const { x, coalition } = fold;
  x.describe(ALICE, 'alice');
  const start = x.start('open-elections', ALICE, 'SECRET', 'SECRET');
  const erasure = erasureLine(
    sealErasure({ coalition: coalition.id, origin: 'x.example', erases: [[1, 100]] }, x.governance),
  );
  await fold.arrive([...linesOf(x), erasure]);
  const after = await fold.settled();
  await fold.forget();
  await fold.arrive([erasure, ...linesOf(x)]);
  expect(await fold.settled()).toEqual(after);
  expect(await fold.post(start.name)).toMatchObject({ state: 'erased' });
  expect(after.join()).not.toContain('SECRET');
});
