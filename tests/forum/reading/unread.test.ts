// What is unread, against a naive model: random arrivals, out of the order in which they are shown, and random marks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameOfPost, type PostKey } from '../../../src/base/names.ts';
import { command } from '../../../src/db/statement.ts';
import { operator } from '../../../src/forum/policy/actor.ts';
import { markPlaceRead, markRead, markUnread } from '../../../src/forum/reading/mark-read.ts';
import { findAuthor } from '../../../src/forum/threads/author-store.ts';
import { createForumReads } from '../../../src/forum/threads/forum-reads.ts';
import { findPlace } from '../../../src/forum/threads/place-store.ts';
import { insertPost } from '../../../src/forum/threads/post-store.ts';
import { insertThread } from '../../../src/forum/threads/thread-store.ts';
import { testDialect } from '../../support/database.ts';
import { openHouse } from '../boards/house.ts';

type Said = PostKey & { at: number; arrivedAt: number; own: boolean };

const arrive = command<{ id: number; at: number }>()((db, p) =>
  db
    .updateTable('thread')
    .set((eb) => ({ post_count: eb('post_count', '+', 1), arrived_at: p.at, listed: 1 }))
    .where('id', '=', p.id),
);

const step = fc.oneof(
  // Arrives now (or in the same millisecond as the one before), shown now or up to an hour before.
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('arrive' as const), wait: fc.nat(2), ago: fc.nat(5), own: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('read' as const), post: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unread' as const), post: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'all' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'place' as const }) },
);

const byArrival = (a: Said, b: Said) => a.arrivedAt - b.arrivedAt || a.seq - b.seq;
const byShown = (a: Said, b: Said) => a.at - b.at || a.seq - b.seq;

test('the count is what a naive reader counts, and nothing unseen is passed by', async () => {
  await using h = await openHouse();
  const bob = await h.member('bob');
  const ada = await h.member('ada');
  const reads = createForumReads({ db: h.db, origin: h.origin });
  const [read, unread, readPlace] = [markRead(h), markUnread(h), markPlaceRead(h)];
  let boards = 0;
  let seq = 1_000;

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const slug = `board-${++boards}`;
      await h.createBoard(operator, { slug, title: slug });
      const place = await findPlace(h.db.read, 'board', slug);
      const authors = { ada: await authorOf('ada'), bob: await authorOf('bob') };
      if (!place) throw new Error('no board');
      const start = { origin: '', seq: ++seq };
      const said: Said[] = [{ ...start, at: h.clock.now(), arrivedAt: h.clock.now(), own: false }];
      const threadId = await h.db.write(async (tx) => {
        const common = { ...start, placeId: place.id, title: 'T', at: h.clock.now() };
        const id = await insertThread(tx, { ...common, authorId: authors.ada, listed: 1 });
        await insertPost(tx, postRow(common, id, authors.ada, h.clock.now()));
        return id;
      });
      /** The posts that the reader has read: always those that arrived first. */
      let done = 0;

      for (const one of steps) {
        const arrived = [...said].sort(byArrival);
        if (one.do === 'arrive') {
          h.clock.advance(one.wait);
          const post = {
            origin: '',
            seq: ++seq,
            at: Math.max(0, h.clock.now() - one.ago),
            arrivedAt: h.clock.now(),
            own: one.own,
          };
          await h.db.write(async (tx) => {
            const row = { ...post, placeId: place.id, title: '' };
            await insertPost(tx, postRow(row, threadId, one.own ? authors.bob : authors.ada, post.arrivedAt));
            await tx.run(arrive, { id: threadId, at: post.arrivedAt });
          });
          said.push(post);
        } else if (one.do === 'read') {
          const target = said[one.post % said.length] as Said;
          await read(bob, start, target);
          const next = arrived.slice(done).findIndex((post) => byShown(post, target) > 0);
          done = next === -1 ? said.length : done + next;
        } else if (one.do === 'unread') {
          const target = said[one.post % said.length] as Said;
          await unread(bob, start, target);
          done = arrived.indexOf(target);
        } else if (one.do === 'all') {
          await read(bob, start, 'all');
          done = said.length;
        } else {
          await readPlace(bob, 'board', slug);
          done = said.length;
          // A mark of a whole place takes its millisecond.
          h.clock.advance(1);
        }
        await check();
      }

      async function check() {
        const left = [...said]
          .sort(byArrival)
          .slice(done)
          .filter((post) => !post.own);
        const first = left[0] ? nameOfPost(left[0]) : null;
        const list = JSON.parse(await reads.threads(bob, 'board', slug, { sort: 'active', limit: 5 }));
        expect(list.items).toMatchObject([{ unread: left.length, firstUnread: first }]);
        const listed = JSON.parse(await reads.threads(bob, 'board', slug, { sort: 'unread', limit: 5 }));
        expect(listed.items.length).toBe(left.length > 0 ? 1 : 0);
        const page = JSON.parse(await reads.posts(bob, start, { limit: 100 }));
        const shown = page.items
          .filter((post: { unread?: true }) => post.unread)
          .map(({ name }: { name: string }) => name);
        expect(shown).toEqual([...left].sort(byShown).map(nameOfPost));
        const begins = JSON.parse(await reads.posts(bob, start, { at: 'unread', limit: 1 })).items[0].name;
        const top = [...left].sort(byShown)[0] ?? [...said].sort(byShown).at(-1);
        expect(begins).toBe(top && nameOfPost(top));
      }
    }),
    { numRuns: testDialect() === 'sqlite' ? 60 : 8, seed: 7 },
  );

  async function authorOf(name: 'ada' | 'bob'): Promise<number> {
    const { publicId } = name === 'ada' ? ada : bob;
    return (await findAuthor(h.db.read, '', publicId))?.id ?? 0;
  }
});

const postRow = (
  post: PostKey & { placeId: number; title: string; at: number },
  threadId: number,
  authorId: number,
  arrivedAt: number,
) => ({
  origin: post.origin,
  seq: post.seq,
  placeId: post.placeId,
  title: post.title,
  at: post.at,
  threadId,
  parentId: null,
  authorId,
  state: 'live' as const,
  body: 'x',
  arrivedAt,
  editSeq: 0,
  card: null,
});
