// A thread as a tree: every post once, whatever its shape and however it is cut; and a call reads no more of a long thread than of
// a short one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Database, Reader } from '../../../src/db/database.ts';
import { nextBoardNumber } from '../../../src/db/dialect.ts';
import { operator, visitor } from '../../../src/forum/policy/actor.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { insertPost } from '../../../src/forum/threads/post-store.ts';
import { findThread } from '../../../src/forum/threads/thread-store.ts';
import { testDialect } from '../../support/database.ts';
import { type House, keyOf, openHouse } from '../boards/house.ts';
import { startId } from './start-id.ts';

type Node = { name: string; parent: string | null; depth: number; children: number; more: string | null };
type Page = { items: Node[]; next: string | null };

/** A thread whose post number i + 2 answers the one that `parents[i]` points to (0: the start); all in one transaction. */
const grow = async (h: House, board: string, parents: readonly number[]): Promise<string> => {
  await h.createBoard(operator, { slug: board, title: board });
  const ada = await h.member(board.replaceAll('-', '_'));
  const { name } = await h.startThread(ada, board, { title: 'T', body: 'x' });
  const thread = await findThread(h.db.read, keyOf(name));
  if (!thread) throw new Error('no thread');
  await h.db.write(async (tx) => {
    const first = { origin: '', seq: thread.seq };
    const found = await tx.get(startId, first);
    const ids = [found?.id ?? 0];
    for (const [index, parent] of parents.entries()) {
      const at = h.clock.now() + index + 1;
      const row = { origin: '', seq: await nextBoardNumber(tx), threadId: thread.id, placeId: thread.place_id, at };
      const more = {
        authorId: thread.author_id,
        state: 'live' as const,
        title: '',
        body: 'x',
        arrivedAt: at,
        editSeq: 0,
      };
      ids.push(await insertPost(tx, { ...row, ...more, parentId: ids[parent] ?? null, card: null }));
    }
  });
  return name;
};

/** Counts what is read. */
const counting = (db: Database) => {
  const count = { queries: 0, rows: 0 };
  const read: Reader = {
    dialect: db.dialect,
    get: (statement, params) => {
      count.queries += 1;
      return db.read.get(statement, params);
    },
    all: async (statement, params) => {
      const rows = await db.read.all(statement, params);
      count.queries += 1;
      count.rows += rows.length;
      return rows;
    },
  };
  return { count, db: { ...db, read } };
};

const shapes = fc
  .array(fc.nat(1_000), { maxLength: 40 })
  .map((picks) => picks.map((pick, index) => pick % (index + 1)));

test('whatever the shape and the cut, going on at every branch gives each post once, under its parent', async () => {
  await using h = await openHouse();
  const reads = createForumReads({ db: h.db, origin: h.origin });
  let boards = 0;
  const cut = fc.record({ depth: fc.integer({ min: 1, max: 4 }), siblings: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(shapes, cut, async (parents, { depth, siblings }) => {
      const name = await grow(h, `board-${++boards}`, parents);
      const first = keyOf(name).seq;
      const seen = new Map<string, Node>();
      const open: (string | undefined)[] = [undefined];
      while (open.length > 0) {
        const cursor = open.pop();
        const { items, next }: Page = JSON.parse(await reads.tree(visitor, keyOf(name), { cursor, depth, siblings }));
        const here = new Map(items.map((node) => [node.name, node]));
        for (const node of items) {
          expect(seen.has(node.name)).toBe(false);
          seen.set(node.name, node);
          const above = node.parent === null ? undefined : here.get(node.parent);
          expect(node.depth).toBe(above ? above.depth + 1 : node.parent === null ? 0 : 1);
          if (node.more !== null && !(cursor === undefined && node.depth === 0)) open.push(node.more);
        }
        if (next !== null) open.push(next);
      }
      expect([...seen.keys()].map((one) => keyOf(one).seq).sort((a, b) => a - b)).toEqual(
        Array.from({ length: parents.length + 1 }, (_, index) => first + index),
      );
      for (const [index, parent] of parents.entries())
        expect(seen.get(`b${first + index + 1}`)?.parent).toBe(`b${first + parent}`);
      for (const [one, node] of seen)
        expect(node.children).toBe(parents.filter((parent) => `b${first + parent}` === one).length);
    }),
    { numRuns: testDialect() === 'sqlite' ? 40 : 5, seed: 3 },
  );
});

test('posts stand before what answers them, siblings in the order of the thread', async () => {
  await using h = await openHouse();
  const reads = createForumReads({ db: h.db, origin: h.origin });
  const name = await grow(h, 'garden', [0, 0, 1, 2, 1, 3]);
  const { items, next }: Page = JSON.parse(await reads.tree(visitor, keyOf(name), { depth: 6, siblings: 20 }));
  expect(items.map((node) => [node.name, node.depth, node.children])).toEqual([
    ['b1', 0, 2],
    ['b2', 1, 2],
    ['b4', 2, 1],
    ['b7', 3, 0],
    ['b6', 2, 0],
    ['b3', 1, 1],
    ['b5', 2, 0],
  ]);
  expect(next).toBeNull();
  const under: Page = JSON.parse(await reads.tree(visitor, keyOf(name), { under: keyOf('b2'), depth: 1, siblings: 1 }));
  expect(under.items.map((node) => [node.name, node.depth])).toEqual([
    ['b2', 0],
    ['b4', 1],
  ]);
  expect(under.next).not.toBeNull();
  const refused = { depth: 1, siblings: 1 };
  await expect(reads.tree(visitor, keyOf(name), { ...refused, cursor: 'x' })).rejects.toMatchObject({
    field: 'cursor',
  });
  await expect(reads.tree(visitor, keyOf(name), { ...refused, under: keyOf('b99') })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('ten thousand siblings, or a chain of ten thousand, cost a call no more than some hundred', async () => {
  await using h = await openHouse();
  const { count, db } = counting(h.db);
  const reads = createForumReads({ db, origin: h.origin });
  const [small, large] = testDialect() === 'sqlite' ? [300, 10_000] : [150, 1_000];
  const costs: Record<string, [number, number][]> = {};
  for (const size of [small, large])
    for (const [shape, parents] of [
      ['siblings', Array.from({ length: size }, () => 0)],
      ['chain', Array.from({ length: size }, (_, index) => index)],
      ['bush', Array.from({ length: size }, (_, index) => Math.floor(index / 3))],
    ] as const) {
      const name = await grow(h, `${shape}-${size}`, parents);
      const middle = { origin: '', seq: keyOf(name).seq + Math.floor(size / 2) };
      const asked = [
        () => reads.tree(visitor, keyOf(name), { depth: 6, siblings: 20 }),
        () => reads.tree(visitor, keyOf(name), { depth: 6, siblings: 20, under: middle }),
        () => reads.posts(visitor, keyOf(name), { at: middle, limit: 20 }),
      ];
      for (const [index, ask] of asked.entries()) {
        await ask();
        await new Promise((resolve) => setImmediate(resolve));
        Object.assign(count, { queries: 0, rows: 0 });
        const { items }: Page = JSON.parse(await ask());
        expect(items.length).toBeLessThanOrEqual(200);
        expect(items.every(({ name }) => typeof name === 'string')).toBe(true);
        costs[`${shape} ${index}`] = [...(costs[`${shape} ${index}`] ?? []), [count.queries, count.rows]];
      }
    }
  // Children of at most 200 parents, and as many cards that nobody has kept yet: of any thread.
  for (const [what, sizes] of Object.entries(costs))
    for (const [queries, rows] of sizes) {
      expect(queries, what).toBeLessThanOrEqual(410);
      expect(rows, what).toBeLessThanOrEqual(400);
    }
});
