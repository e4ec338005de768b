// Threads and posts on boards: start, reply, edit, delete, and what readers get afterwards.
import { expect, test } from 'vitest';
import { query } from '../../../src/db/statement.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { renewCardsOf } from '../../../src/forum/threads/author-store.ts';
import { placeVersion, threadVersion } from '../../../src/forum/threads/versions.ts';
import { keyOf, openHouse } from './house.ts';

const house = async () => {
  const opened = await openHouse();
  await opened.createBoard(operator, { slug: 'garden', title: 'The garden' });
  return { ...opened, ada: await opened.member('ada'), bo: await opened.member('bo') };
};
const count = query<{ post: number }>()((db, p) =>
  db
    .selectFrom('revision')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('post_id', '=', p.post),
);
const kinds = query()((db) => db.selectFrom('event').select(['kind', 'thread_id', 'post_id']).orderBy('id'));
const rename = query()((db) => db.selectFrom('author').select(['id', 'name']).orderBy('id'));

test('a thread and a reply read as they were written', async () => {
  await using h = await house();
  const started = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'When do we *sow*?' });
  h.clock.advance(1000);
  const reply = await h.postReply(h.bo, keyOf(started.name), { body: 'In May.' });
  expect([started.name, reply.name]).toEqual(['b1', 'b2']);
  expect(JSON.parse(started.card)).toMatchObject({
    name: 'b1',
    thread: 'b1',
    place: { kind: 'board', slug: 'garden' },
    title: 'Beans',
    body: 'When do we *sow*?',
    author: { name: 'ada', origin: 'greens.example', displayName: 'ada' },
    parent: null,
    at: '2026-01-01T00:00:00.000Z',
    editedAt: null,
    revisions: 1,
    state: 'live',
  });
  expect(JSON.parse(started.card).html).toContain('<em>sow</em>');
  const { items, next } = await h.posts('b1');
  expect(next).toBeNull();
  expect(items).toEqual([JSON.parse(started.card), JSON.parse(reply.card)]);
  expect(items[1]).toMatchObject({ name: 'b2', parent: 'b1', at: '2026-01-01T00:00:01.000Z' });
  expect(items[1]).not.toHaveProperty('title');
  expect((await h.threads('garden')).items).toMatchObject([
    { name: 'b1', title: 'Beans', posts: 2, at: '2026-01-01T00:00:00.000Z', activeAt: '2026-01-01T00:00:01.000Z' },
  ]);
  expect((await h.db.read.all(kinds, {})).map(({ kind }) => kind)).toEqual([
    'place.changed',
    'thread.started',
    'post.created',
  ]);
});

test('a reply answers a post of its own thread, shown after it even when the clock went back', async () => {
  await using h = await house();
  const first = await h.startThread(h.ada, 'garden', { title: 'Beans', body: '1' });
  const other = await h.startThread(h.ada, 'garden', { title: 'Peas', body: '2' });
  for (const parent of [other.name, 'b99', 'nonsense', '4@greens.example'])
    await expect(h.postReply(h.bo, keyOf(first.name), { body: '?', parent })).rejects.toMatchObject({
      code: 'invalid',
      field: 'parent',
    });
  await expect(h.postReply(h.bo, keyOf('b99'), { body: '?' })).rejects.toMatchObject({ code: 'not-found' });
  h.clock.advance(-60_000);
  const reply = await h.postReply(h.bo, keyOf(first.name), { body: '!', parent: first.name });
  expect(JSON.parse(reply.card).at).toBe('2026-01-01T00:00:00.000Z');
  expect((await h.posts(first.name)).items.map(({ name }) => name)).toEqual([first.name, reply.name]);
});

test('an edit shows at once, in post and list, and keeps what was said before', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  await h.posts(name);
  await h.threads('garden');
  h.clock.advance(1000);
  await h.editPost(h.ada, keyOf(name), { body: 'two' });
  h.clock.advance(1000);
  await h.editPost(h.ada, keyOf(name), { title: 'Broad beans' });
  expect((await h.posts(name)).items).toMatchObject([
    { title: 'Broad beans', body: 'two', revisions: 3, editedAt: '2026-01-01T00:00:02.000Z' },
  ]);
  expect((await h.threads('garden')).items).toMatchObject([{ title: 'Broad beans' }]);
  const all = await h.revisions(name);
  expect(all.items.map(({ title, body, at }) => [title, body, at])).toEqual([
    ['Broad beans', 'two', '2026-01-01T00:00:02.000Z'],
    ['Beans', 'two', '2026-01-01T00:00:01.000Z'],
    ['Beans', 'one', '2026-01-01T00:00:00.000Z'],
  ]);
  expect(all.next).toBeNull();
  const first = await h.revisions(name, { limit: 2 });
  expect(first.items).toEqual(all.items.slice(0, 2));
  expect(first.next).not.toBeNull();
  expect((await h.revisions(name, { before: 1, limit: 2 })).items).toEqual(all.items.slice(2));
});

test('replies have no title to change', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  const reply = await h.postReply(h.ada, keyOf(name), { body: 'two' });
  await expect(h.editPost(h.ada, keyOf(reply.name), { title: 'T' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'title',
  });
  await h.editPost(h.ada, keyOf(reply.name), { body: 'three' });
  expect((await h.revisions(reply.name)).items[0]).not.toHaveProperty('title');
});

test('only its author changes or deletes a post: no other member, no admin, no operator', async () => {
  await using h = await house();
  const admin = await h.member('adm', 'admin');
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  for (const actor of [h.bo, admin, operator]) {
    await expect(h.editPost(actor, keyOf(name), { body: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(h.deletePost(actor, keyOf(name))).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect((await h.posts(name)).items).toMatchObject([{ body: 'one', revisions: 1 }]);
});

test('what is deleted leaves its place, and no word of any revision', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  const reply = await h.postReply(h.bo, keyOf(name), { body: 'secret one' });
  await h.editPost(h.bo, keyOf(reply.name), { body: 'secret two' });
  await h.posts(name);
  await h.deletePost(h.bo, keyOf(reply.name));
  const { items } = await h.posts(name);
  expect(items).toMatchObject([{ name }, { name: reply.name, state: 'deleted', body: '', html: '', revisions: 1 }]);
  expect(items[1]?.author).toMatchObject({ name: 'bo' });
  expect(await h.revisions(reply.name)).toEqual({ items: [], next: null });
  expect((await h.db.read.get(count, { post: 2 }))?.n).toBe(0);
  await expect(h.deletePost(h.bo, keyOf(reply.name))).rejects.toMatchObject({ code: 'gone' });
  await expect(h.editPost(h.bo, keyOf(reply.name), { body: 'again' })).rejects.toMatchObject({ code: 'gone' });
});

test('a deleted start leaves the lists where nobody answered, and comes back with an answer', async () => {
  await using h = await house();
  const lonely = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  const answered = await h.startThread(h.ada, 'garden', { title: 'Peas', body: 'two' });
  await h.postReply(h.bo, keyOf(answered.name), { body: 'three' });
  await h.deletePost(h.ada, keyOf(lonely.name));
  await h.deletePost(h.ada, keyOf(answered.name));
  for (const sort of ['active', 'new'] as const)
    expect((await h.threads('garden', { sort })).items).toMatchObject([{ name: answered.name, title: '' }]);
  expect((await h.posts(answered.name)).items).toMatchObject([{ state: 'deleted', title: '' }, { body: 'three' }]);
  await h.postReply(h.bo, keyOf(lonely.name), { body: 'Too late?' });
  expect((await h.threads('garden')).items).toHaveLength(2);
});

test('of two edits at once one is told that the other was faster, or both stand', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'zero' });
  const edits = ['one', 'two', 'three', 'four', 'five'];
  const outcomes = await Promise.allSettled(edits.map((body) => h.editPost(h.ada, keyOf(name), { body })));
  const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
  expect(done).toBeGreaterThan(0);
  const { items } = await h.revisions(name);
  expect(items).toHaveLength(done + 1);
  expect(items.at(-1)).toMatchObject({ body: 'zero' });
  expect((await h.posts(name)).items).toMatchObject([{ revisions: done + 1, body: items[0]?.body }]);
});

test('an edit that meets a delete leaves no word behind', async () => {
  await using h = await house();
  for (let round = 0; round < 10; round++) {
    const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'secret' });
    const [, deleted] = await Promise.allSettled([
      h.editPost(h.ada, keyOf(name), { body: 'secret too' }),
      h.deletePost(h.ada, keyOf(name)),
    ]);
    expect(deleted.status).toBe('fulfilled');
    expect((await h.posts(name)).items).toMatchObject([{ state: 'deleted', body: '' }]);
    expect((await h.db.read.get(count, { post: round + 1 }))?.n).toBe(0);
  }
});

test('an author who is called otherwise is so everywhere, and every version moves on', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  await h.postReply(h.bo, keyOf(name), { body: 'two' });
  await h.posts(name);
  await h.threads('garden');
  const before = [await threadVersion(h.db.read, keyOf(name)), await placeVersion(h.db.read, 'board', 'garden')];
  const ada = (await h.db.read.all(rename, {})).find((author) => author.name === 'ada');
  await h.db.write(async (tx) => await renewCardsOf(tx, ada?.id ?? 0));
  const after = [await threadVersion(h.db.read, keyOf(name)), await placeVersion(h.db.read, 'board', 'garden')];
  expect(after.map((row) => row?.version)).not.toEqual(before.map((row) => row?.version));
  expect((await h.posts(name)).items).toMatchObject([{ author: { name: 'ada' } }, { author: { name: 'bo' } }]);
  expect((await h.threads('garden')).items).toMatchObject([{ author: { name: 'ada' } }]);
});

test('every change moves the versions of thread and place on', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'Beans', body: 'one' });
  const versions = async () =>
    `${(await threadVersion(h.db.read, keyOf(name)))?.version} ${(await placeVersion(h.db.read, 'board', 'garden'))?.version}`;
  const seen = [await versions()];
  const reply = await h.postReply(h.bo, keyOf(name), { body: 'two' });
  seen.push(await versions());
  await h.editPost(h.bo, keyOf(reply.name), { body: 'three' });
  seen.push(await versions());
  await h.deletePost(h.bo, keyOf(reply.name));
  seen.push(await versions());
  const [threads, places] = [0, 1].map((part) => new Set(seen.map((both) => both.split(' ')[part])).size);
  expect([threads, places]).toEqual([4, 4]);
});
