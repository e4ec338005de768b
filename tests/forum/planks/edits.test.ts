import { expect, test } from 'vitest';
import { ALICE, BORIS, inAnyOrder, linesOf, openFold } from './fold.ts';

test('the newest edit is shown, the others stay readable, whatever arrives first', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'first');
  const reply = y.reply(start.name, BORIS, 'one');
  x.edit(start.name, { title: 'Ballot papers', body: 'second' });
  y.edit(reply.name, { body: 'two' });
  y.edit(reply.name, { body: 'three' });
  x.edit(start.name, { title: 'Papers', body: 'third' });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(start.name)).toMatchObject({ title: 'Papers', body: 'third', revision_count: 3, edit_seq: 3 });
  expect(await fold.thread(start.name)).toMatchObject({ title: 'Papers' });
  expect(await fold.revisions(start.name)).toEqual([
    { seq: 1, title: 'Ballots', body: 'first' },
    { seq: 2, title: 'Ballot papers', body: 'second' },
  ]);
  expect(await fold.post(reply.name)).toMatchObject({ title: '', body: 'three', revision_count: 3 });
  expect(await fold.revisions(reply.name)).toMatchObject([
    { seq: 1, body: 'one' },
    { seq: 2, body: 'two' },
  ]);
});

test('an edit without a title goes back to the one that the thread was started with', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'first');
  const titled = x.edit(start.name, { title: 'Secret', body: 'second' });
  x.edit(start.name, { body: 'third' });
  await inAnyOrder(fold, [linesOf(x)]);
  expect(await fold.thread(start.name)).toMatchObject({ title: 'Ballots' });
  x.remove(titled.name, [[titled.seq, titled.seq]]);
  await inAnyOrder(fold, [linesOf(x)]);
  expect(JSON.stringify(await fold.home.viewText())).not.toContain('Secret');
});

test('a title on a reply does not count', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = x.reply(start.name, ALICE, 'r');
  x.edit(reply.name, { title: 'A title', body: 'changed' });
  await inAnyOrder(fold, [linesOf(x)]);
  expect(await fold.post(reply.name)).toMatchObject({ title: '', body: 'changed' });
  expect(await fold.thread(start.name)).toMatchObject({ title: 'Ballots' });
});

test('only the origin that owns a post edits, deletes, withdraws or reinstates it', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'mine');
  const foreign = [
    y.edit(start.name, { title: 'Theirs', body: 'theirs' }),
    y.remove(start.name, [[1, 1]]),
    y.write('post.withdrawn', { post: start.name, reason: 'off-topic' }),
    y.write('post.reinstated', { post: start.name, reason: 'off-topic' }),
  ];
  // Nor an own one that is not written yet.
  const ahead = x.edit('7@x.example', { body: 'ahead' });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(start.name)).toMatchObject({
    title: 'Ballots',
    body: 'mine',
    state: 'live',
    withdrawn_seq: 0,
  });
  for (const { name } of [...foreign, ahead]) expect(await fold.entry(name)).toMatchObject({ effect: 'void' });
});

test('an edit that cannot be read changes nothing', async () => {
  await using fold = await openFold();
  const { x } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots', 'mine');
  const bad = x.write('post.edited', { post: start.name }, { body: 7 });
  await inAnyOrder(fold, [linesOf(x)]);
  expect(await fold.post(start.name)).toMatchObject({ body: 'mine', revision_count: 1 });
  expect(await fold.entry(bad.name)).toMatchObject({ effect: 'void' });
});

test('a withdrawal and its undoing count by number', async () => {
  await using fold = await openFold();
  const { x, y } = fold;
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = y.reply(start.name, BORIS, 'r');
  const other = y.reply(start.name, BORIS, 's');
  y.write('post.withdrawn', { post: reply.name, reason: 'off-topic' });
  y.write('post.reinstated', { post: reply.name, reason: 'appeal' });
  y.write('post.withdrawn', { post: other.name, reason: 'spam' });
  await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(await fold.post(reply.name)).toMatchObject({ withdrawn_seq: 4, withdrawn_reason: null });
  expect(await fold.post(other.name)).toMatchObject({ withdrawn_seq: 5, withdrawn_reason: 'spam', body: 's' });
});

test('of an origin, the newest tally of each post counts', async () => {
  await using fold = await openFold();
  const { x, y, z } = fold;
  const tally = (...tallies: [string, number, number][]) => ({
    tallies: tallies.map(([post, up, down]) => ({ post, up, down })),
  });
  const start = x.start('open-elections', ALICE, 'Ballots');
  const reply = x.reply(start.name, ALICE, 'r');
  y.write('votes.tallied', tally([start.name, 3, 1], [reply.name, 1, 0], ['88@z.example', 5, 5]));
  y.write('votes.tallied', tally([start.name, 2, 2]));
  z.write('votes.tallied', tally([start.name, 9, 0], [start.name, 8, 0]));
  await inAnyOrder(fold, [linesOf(x), linesOf(y), linesOf(z)]);
  expect(await fold.tallies(start.name)).toEqual([
    { origin: 'y.example', up: 2, down: 2 },
    { origin: 'z.example', up: 9, down: 0 },
  ]);
  expect(await fold.tallies(reply.name)).toEqual([{ origin: 'y.example', up: 1, down: 0 }]);
});
