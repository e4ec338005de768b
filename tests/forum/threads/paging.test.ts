// Lists are paged by key: nothing twice, nothing left out, also where many share one time, and while more comes in.
import { expect, test } from 'vitest';
import { encodeCursor } from '../../../src/base/page.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { keyOf, openHouse } from '../boards/house.ts';

type Page = { items: Record<string, unknown>[]; next: string | null };

const walk = async (read: (cursor?: string) => Promise<Page>) => {
  const pages: unknown[][] = [];
  for (let cursor: string | undefined; pages.length < 50; ) {
    const { items, next } = await read(cursor);
    pages.push(items.map(({ name }) => name));
    if (next === null) return pages;
    cursor = next;
  }
  throw new Error('the list does not end');
};

const house = async () => {
  const opened = await openHouse();
  await opened.createBoard(operator, { slug: 'garden', title: 'The garden' });
  return { ...opened, ada: await opened.member('ada') };
};
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `b${from + i}`);

test('threads of one instant are listed by number, each once, whatever the page size', async () => {
  await using h = await house();
  for (let i = 1; i <= 11; i++) await h.startThread(h.ada, 'garden', { title: `T${i}`, body: 'x' });
  const expected = numbers(1, 11).reverse();
  for (const sort of ['active', 'new'] as const)
    for (const limit of [1, 2, 5, 10, 11, 12]) {
      const pages = await walk((cursor) => h.threads('garden', { sort, limit, ...(cursor ? { cursor } : {}) }));
      expect(pages.flat(), `${sort} ${limit}`).toEqual(expected);
      expect(pages.length).toBe(Math.ceil(11 / limit));
    }
});

test('posts of one instant stand by number, each once, whatever the page size', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'T', body: 'x' });
  for (let i = 2; i <= 11; i++) await h.postReply(h.ada, keyOf(name), { body: `${i}` });
  for (const limit of [1, 3, 10, 11, 12]) {
    const pages = await walk((cursor) => h.posts(name, { limit, ...(cursor ? { cursor } : {}) }));
    expect(pages.flat(), `${limit}`).toEqual(numbers(1, 11));
  }
});

test('activity and creation are two orders', async () => {
  await using h = await house();
  for (const title of ['one', 'two', 'three']) {
    await h.startThread(h.ada, 'garden', { title, body: 'x' });
    h.clock.advance(10);
  }
  await h.postReply(h.ada, keyOf('b1'), { body: 'up' });
  const names = async (sort: 'active' | 'new') => (await h.threads('garden', { sort })).items.map(({ name }) => name);
  expect(await names('active')).toEqual(['b1', 'b3', 'b2']);
  expect(await names('new')).toEqual(['b3', 'b2', 'b1']);
});

test('a reader between two pages misses nothing that was there and sees nothing twice', async () => {
  await using h = await house();
  for (let i = 1; i <= 6; i++) {
    await h.startThread(h.ada, 'garden', { title: `T${i}`, body: 'x' });
    h.clock.advance(1);
  }
  const first = await h.threads('garden', { sort: 'new', limit: 3 });
  await h.startThread(h.ada, 'garden', { title: 'T7', body: 'x' });
  const second = await h.threads('garden', { sort: 'new', limit: 3, cursor: first.next ?? '' });
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(numbers(1, 6).reverse());
});

test('a page past the end is empty, and a cursor of another making is refused', async () => {
  await using h = await house();
  const { name } = await h.startThread(h.ada, 'garden', { title: 'T', body: 'x' });
  const past = encodeCursor([Number.MAX_SAFE_INTEGER, '', 0]);
  expect(await h.posts(name, { cursor: past })).toEqual({ items: [], next: null, previous: null });
  for (const cursor of ['', 'x', encodeCursor([1]), encodeCursor(['a', 'b', 'c']), encodeCursor([1.5, '', 1])])
    await expect(h.posts(name, { cursor })).rejects.toMatchObject({ code: 'invalid', field: 'cursor' });
});
