// A house of boards for tests: a database, a clock that stands still, members, and every verb and read on boards.
import { type PostKey, parsePostName } from '../../../src/base/names.ts';
import { decodeCursor } from '../../../src/base/page.ts';
import { createWake } from '../../../src/events/wake.ts';
import { createBoard } from '../../../src/forum/boards/create-board.ts';
import { deletePost } from '../../../src/forum/boards/delete-post.ts';
import { editBoard } from '../../../src/forum/boards/edit-board.ts';
import { editPost } from '../../../src/forum/boards/edit-post.ts';
import { postReply } from '../../../src/forum/boards/post-reply.ts';
import { startThread } from '../../../src/forum/boards/start-thread.ts';
import { type Actor, visitor } from '../../../src/forum/policy/actor.ts';
import { may } from '../../../src/forum/policy/may.ts';
import { placeForReader, readPlaces } from '../../../src/forum/threads/place-view.ts';
import { findPost, isStart } from '../../../src/forum/threads/post-store.ts';
import { readPosts } from '../../../src/forum/threads/read-posts.ts';
import { readRevisions } from '../../../src/forum/threads/read-revisions.ts';
import { readThreads, type ThreadSort } from '../../../src/forum/threads/read-threads.ts';
import { findThread, placeOfThread } from '../../../src/forum/threads/thread-store.ts';
import { freshDatabase } from '../../support/database.ts';
import { memberMaker } from '../../support/members.ts';
import { fixedClock, seededChance } from '../../support/time.ts';

export const ORIGIN = 'greens.example';

export const keyOf = (name: string): PostKey => {
  const key = parsePostName(name);
  if (!key) throw new Error(`${name} is not the name of a post`);
  return key;
};

type Listed = { items: Record<string, unknown>[]; next: string | null };

/** `await using house = await openHouse();` */
export const openHouse = async () => {
  const fresh = await freshDatabase();
  const { db } = fresh;
  const clock = fixedClock();
  const chance = seededChance('house');
  const wake = createWake();
  const needs = { db, clock, wake, origin: ORIGIN };
  const member = memberMaker({ db, clock, chance });

  return {
    ...needs,
    location: fresh.location,
    member,
    createBoard: createBoard(needs),
    editBoard: editBoard(needs),
    startThread: startThread(needs),
    postReply: postReply(needs),
    editPost: editPost(needs),
    deletePost: deletePost(needs),
    boards: async (actor: Actor = visitor) => (await readPlaces(needs)(actor, 'board')).map(({ slug }) => slug),
    async threads(slug: string, page: { sort?: ThreadSort; cursor?: string; limit?: number; as?: Actor } = {}) {
      const place = await placeForReader(db.read, page.as ?? visitor, 'board', slug);
      const after = page.cursor === undefined ? null : decodeCursor(page.cursor);
      const list = { placeId: place.id, sort: page.sort ?? ('active' as const), after, limit: page.limit ?? 30 };
      return JSON.parse(await readThreads(needs)(list)) as Listed;
    },
    async posts(name: string, page: { cursor?: string; limit?: number; as?: Actor } = {}) {
      const thread = await findThread(db.read, keyOf(name));
      if (!thread) throw new Error(`no thread ${name}`);
      may(page.as ?? visitor, {
        do: 'read',
        place: placeOfThread(thread),
      });
      const after = page.cursor === undefined ? null : decodeCursor(page.cursor);
      return JSON.parse(await readPosts(needs)({ threadId: thread.id, after, limit: page.limit ?? 20 })) as Listed;
    },
    async revisions(name: string, page: { before?: number; limit?: number } = {}) {
      const post = await findPost(db.read, keyOf(name));
      if (!post) throw new Error(`no post ${name}`);
      const asked = { post, start: isStart(post), before: page.before ?? null, limit: page.limit ?? 20 };
      return JSON.parse(await readRevisions(needs)(asked)) as Listed;
    },
    [Symbol.asyncDispose]: fresh.dispose,
  };
};
export type House = Awaited<ReturnType<typeof openHouse>>;
