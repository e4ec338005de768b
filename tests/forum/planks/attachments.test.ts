// What entries on planks show beside their words: derived alike in any order, erased with the words, and never more than an entry
// still names.
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/base/hash.ts';
import { query } from '../../../src/db/statement.ts';
import { dueBlobs, findSharedBlob, namesOfBlob } from '../../../src/federation/blobs/blob-store.ts';
import { cardOfPost } from '../../../src/forum/threads/read-posts.ts';
import { ALICE, inAnyOrder, linesOf, openFold, type TestFold } from './fold.ts';

const blobs = query()((db) => db.selectFrom('plank_blob').select(['digest', 'origin', 'state']).orderBy('digest'));
const gone = query()((db) => db.selectFrom('file_gone').select('digest').orderBy('digest'));

const picture = (word: string, more: object = {}) => ({
  digest: sha256(word),
  type: 'image/webp',
  size: 1000,
  width: 64,
  height: 48,
  alt: word,
  ...more,
});

const shownBy = async (fold: TestFold, name: string): Promise<string[] | undefined> => {
  const post = await fold.post(name);
  const card = post && (await cardOfPost(fold.home.db.read, 'home.example', post.id));
  const { attachments } = JSON.parse(card ?? '{}') as { attachments?: { alt: string }[] };
  return attachments?.map(({ alt }) => alt);
};

const begin = async (fold: TestFold) => {
  const { x } = fold;
  x.describe(ALICE, 'alice');
  const thread = x.write(
    'thread.started',
    { plank: 'open-elections', author: ALICE },
    { title: 'T', body: 'b', attachments: [picture('first'), picture('second')] },
  );
  return { x, thread };
};

test('a post shows what its entry names; an edit without images keeps those of the start, whatever came between', async () => {
  await using fold = await openFold();
  const { x, thread } = await begin(fold);
  const other = x.edit(thread.name, { body: 'c', attachments: [picture('third')] } as never);
  const silent = x.edit(thread.name, { body: 'd' });
  const none = x.edit(thread.name, { body: 'e', attachments: [] } as never);
  const y = fold.y;
  y.describe('boris-00000001', 'boris');
  const reply = y.write(
    'reply.posted',
    { thread: thread.name, parent: thread.name, author: 'boris-00000001' },
    { body: 'r', attachments: [picture('of the reply')] },
  );
  const view = await inAnyOrder(fold, [linesOf(x), linesOf(y)]);
  expect(view.filter((line) => line.startsWith('["attachment"'))).toHaveLength(2 + 1 + 2 + 1);

  await fold.forget();
  await fold.arrive([x.epochLine, ...linesOf(x).slice(0, 2)]);
  expect(await shownBy(fold, thread.name)).toEqual(['first', 'second']);
  await fold.arrive([other.line]);
  expect(await shownBy(fold, thread.name)).toEqual(['third']);
  await fold.arrive([silent.line]);
  expect(await shownBy(fold, thread.name)).toEqual(['first', 'second']);
  await fold.arrive([none.line]);
  expect(await shownBy(fold, thread.name)).toBeUndefined();
  await fold.arrive(linesOf(y));
  expect(await shownBy(fold, reply.name)).toEqual(['of the reply']);
});

test('what is erased is named no more: by no post, to no peer, and its file goes', async () => {
  await using fold = await openFold();
  const { x, thread } = await begin(fold);
  const edit = x.edit(thread.name, { body: 'c', attachments: [picture('third'), picture('first')] } as never);
  const reply = x.write(
    'reply.posted',
    { thread: thread.name, parent: thread.name, author: ALICE },
    { body: 'r', attachments: [picture('second')] },
  );
  await fold.arrive(linesOf(x));
  const { read } = fold.home.db;
  expect(await read.all(blobs, {})).toHaveLength(3);
  // The edit alone.
  const erasing = x.write('post.deleted', { post: reply.name, erases: [[edit.seq, edit.seq]] });
  await fold.arrive([erasing.line]);
  expect(await shownBy(fold, thread.name)).toEqual(['first', 'second']);
  expect(await namesOfBlob(read, sha256('third'))).toEqual([]);
  expect(await namesOfBlob(read, sha256('first'))).toEqual([{ origin: 'x.example', size: 1000 }]);
  // All that is left.
  await fold.arrive([x.write('member.erased', { member: ALICE, erases: [[1, erasing.seq]] }).line]);
  for (const word of ['first', 'second', 'third']) {
    expect(await namesOfBlob(read, sha256(word))).toEqual([]);
    expect(await findSharedBlob(read, sha256(word))).toBe(false);
  }
  expect(await read.all(gone, {})).toHaveLength(3);
  expect((await fold.settled()).filter((line) => line.startsWith('["attachment"'))).toEqual([]);
});

test('folded anew, rows and files wanted are what they were; a hole that is filled brings its images', async () => {
  await using fold = await openFold();
  const { x, thread } = await begin(fold);
  const [described] = linesOf(x);
  await fold.arrive([described ?? '', thread.bare('missing')]);
  expect(await shownBy(fold, thread.name)).toBeUndefined();
  await fold.home.take(thread.line);
  const { read } = fold.home.db;
  expect(await shownBy(fold, thread.name)).toEqual(['first', 'second']);
  expect(await dueBlobs(read, fold.home.clock.now(), 10)).toHaveLength(2);
  await fold.settled();
  expect(await shownBy(fold, thread.name)).toEqual(['first', 'second']);
  expect((await read.all(blobs, {})).map(({ origin, state }) => [origin, state])).toEqual([
    ['x.example', 'wanted'],
    ['x.example', 'wanted'],
  ]);
});

test('more than eight, too large, or no digest: the content is unreadable, and nothing is wanted', async () => {
  await using fold = await openFold();
  const { x } = fold;
  x.describe(ALICE, 'alice');
  for (const attachments of [
    Array.from({ length: 9 }, (_, i) => picture(`${i}`)),
    [picture('large', { size: 8 * 1024 * 1024 + 1 })],
    [picture('path', { digest: '../../../../etc/passwd' })],
    [picture('long', { alt: 'x'.repeat(2_001) })],
  ])
    x.write('thread.started', { plank: 'open-elections', author: ALICE }, { title: 'T', body: 'b', attachments });
  await fold.arrive(linesOf(x));
  expect(await fold.home.db.read.all(blobs, {})).toEqual([]);
  expect((await fold.post(`2@${x.origin}`))?.state).toBe('void');
});
