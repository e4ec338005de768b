// A server with the doors to boards, threads and posts, a board for everybody and one for members, and people.
import { createBoard } from '../../src/forum/boards/create-board.ts';
import { deletePost } from '../../src/forum/boards/delete-post.ts';
import { editBoard } from '../../src/forum/boards/edit-board.ts';
import { editPost } from '../../src/forum/boards/edit-post.ts';
import { moveThread } from '../../src/forum/boards/move-thread.ts';
import { postReply } from '../../src/forum/boards/post-reply.ts';
import { startThread } from '../../src/forum/boards/start-thread.ts';
import { createAdmin } from '../../src/forum/identity/create-admin.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { createReading } from '../../src/forum/reading/reading.ts';
import { createForumReads, type HeldBy } from '../../src/forum/threads/forum-reads.ts';
import { boardRoutes } from '../../src/http/api/boards.ts';
import { postRoutes } from '../../src/http/api/posts.ts';
import { readingRoutes } from '../../src/http/api/reading.ts';
import { threadRoutes } from '../../src/http/api/threads.ts';
import type { ForumVerbs, PostVerbs } from '../../src/http/forum-verbs.ts';
import type { Route } from '../../src/http/route.ts';
import { openHouse, password } from './house.ts';

type HouseOptions = NonNullable<Parameters<typeof openHouse>[0]>;
type HouseNeeds = Parameters<NonNullable<HouseOptions['routes']>>[0];
export type ForumNeeds = HouseNeeds & { reads: ReturnType<typeof createForumReads>; verbs: ForumVerbs };

export type ForumOptions = Omit<HouseOptions, 'routes'> & {
  heldBy?: HeldBy;
  planks?: PostVerbs;
  /** Whether there is an admin. */
  admin?: boolean;
  routes?: (needs: ForumNeeds) => Route[];
};

export const openForum = async ({ heldBy, planks, routes, admin = true, ...options }: ForumOptions = {}) => {
  let forum: ForumNeeds | undefined;
  const house = await openHouse({
    ...options,
    routes: (needs) => {
      const reads = createForumReads({ ...needs, heldBy });
      const boards = {
        startThread: startThread(needs),
        postReply: postReply(needs),
        editPost: editPost(needs),
        deletePost: deletePost(needs),
      };
      const verbs = { boards, planks };
      forum = { ...needs, reads, verbs };
      return [
        ...boardRoutes({ reads, createBoard: createBoard(needs), editBoard: editBoard(needs) }),
        ...threadRoutes({ reads, verbs, moveThread: moveThread(needs) }),
        ...postRoutes({ reads, verbs }),
        ...readingRoutes({ reads, reading: createReading(needs) }),
        ...(routes?.(forum) ?? []),
      ];
    },
  });
  if (!forum) throw new Error('no routes');
  const { reads, verbs } = forum;
  const needs = { ...house, origin: house.origin };
  await createBoard(needs)(operator, { slug: 'garden', title: 'The garden' });
  await createBoard(needs)(operator, { slug: 'cellar', title: 'The cellar', visibility: 'members' });
  if (admin) await createAdmin(needs)(operator, { name: 'root_admin', password });

  return { ...house, reads, verbs };
};
export type Forum = Awaited<ReturnType<typeof openForum>>;

/** The access token of the admin that every forum has. */
export const adminToken = async (forum: Forum): Promise<string> => {
  const { session } = await forum.signIn({ name: 'root_admin', password, kind: 'token', agent: 'test' });
  return forum.accessTokens.issue(session);
};
