// Threads and what is said in them, on boards and planks alike.
import { z } from 'zod';
import { type PostKey, SLUG } from '../../base/names.ts';
import type { PlaceKind } from '../../db/tables.ts';
import type { ThreadMove } from '../../forum/boards/move-thread.ts';
import type { Posted } from '../../forum/boards/start-thread.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { reasons } from '../../forum/policy/measures.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import { replyInput, threadInput } from '../../forum/threads/input.ts';
import { startOfPeriod } from '../../forum/threads/read-ranked.ts';
import { type Answer, jsonText } from '../answer.ts';
import { type ForumVerbs, verbsFor, verbsOn } from '../forum-verbs.ts';
import { API_BASE, defineRoute, type Route } from '../route.ts';
import {
  keyOf,
  NameParams,
  Post,
  PostPage,
  PutAside,
  Show,
  SlugParams,
  Thread,
  ThreadPostsQuery,
  ThreadsQuery,
  TreePage,
  TreeQuery,
} from './forum-shapes.ts';
import { pageOf } from './shapes.ts';

export type ThreadRouteNeeds = {
  reads: Pick<ForumReads, 'versions' | 'threads' | 'thread' | 'posts' | 'tree'>;
  verbs: ForumVerbs;
  moveThread(actor: Actor, thread: PostKey, to: ThreadMove): Promise<void>;
};

const NewThread = threadInput.meta({ id: 'NewThread' });

const present =
  (noun: 'threads' | 'posts') =>
  ({ name, card, held }: Posted): Answer =>
    held ? jsonText(202, card) : jsonText(201, card, { location: `${API_BASE}/${noun}/${name}` });

const inPlace = ({ reads, verbs }: ThreadRouteNeeds, kind: PlaceKind): Route[] => [
  defineRoute({
    method: 'get',
    path: `/${kind}s/{slug}/threads`,
    summary: `The threads of a ${kind}`,
    tag: 'threads',
    auth: 'none',
    params: SlugParams,
    query: ThreadsQuery,
    answers: { 200: pageOf(Thread) },
    handler({ actor, params, query, now, cached }) {
      const since = startOfPeriod(query.since, now);
      return cached(
        () => reads.versions.threads(kind, params.slug, since),
        async () => jsonText(200, await reads.threads(actor, kind, params.slug, { ...query, since, now })),
      );
    },
  }),
  defineRoute({
    method: 'post',
    path: `/${kind}s/{slug}/threads`,
    summary: `Start a thread on a ${kind}`,
    tag: 'threads',
    auth: 'member',
    creates: true,
    params: SlugParams,
    body: NewThread,
    answers: { 201: Post, 202: PutAside },
    handler: ({ actor, params, body, once }) =>
      once((alongside) => verbsOn(verbs, kind).startThread(actor, params.slug, body, alongside), present('threads')),
  }),
];

export const threadRoutes = (needs: ThreadRouteNeeds): Route[] => [
  ...inPlace(needs, 'board'),
  ...inPlace(needs, 'plank'),
  defineRoute({
    method: 'get',
    path: '/threads/{name}',
    summary: 'One thread, as lists show it',
    tag: 'threads',
    auth: 'none',
    params: NameParams,
    query: z.object({ show: Show }),
    answers: { 200: Thread },
    handler({ actor, params, query, cached }) {
      const key = keyOf(params.name);
      return cached(
        () => needs.reads.versions.thread(key),
        async () => jsonText(200, await needs.reads.thread(actor, key, query.show)),
      );
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/threads/{name}',
    summary: 'Move a thread to another board; for those who moderate both',
    tag: 'threads',
    auth: 'member',
    params: NameParams,
    body: z
      .object({
        board: z.string().regex(SLUG),
        reason: z.enum(reasons).default('off-topic'),
        words: z.string().max(4_000).default('').meta({ description: 'To whoever started it.' }),
      })
      .meta({ id: 'ThreadMove' }),
    answers: { 200: Thread },
    async handler({ actor, params, body }) {
      const key = keyOf(params.name);
      await needs.moveThread(actor, key, body);
      return jsonText(200, await needs.reads.thread(actor, key));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/threads/{name}/posts',
    summary: 'What is said in a thread, in its order',
    tag: 'posts',
    auth: 'none',
    params: NameParams,
    query: ThreadPostsQuery,
    answers: { 200: PostPage },
    handler({ actor, params, query, cached }) {
      const key = keyOf(params.name);
      const at = query.at === undefined || query.at === 'unread' ? query.at : keyOf(query.at);
      return cached(
        () => needs.reads.versions.thread(key),
        async () => jsonText(200, await needs.reads.posts(actor, key, { ...query, at })),
      );
    },
  }),
  defineRoute({
    method: 'get',
    path: '/threads/{name}/tree',
    summary: 'A thread as a tree: at most 200 posts, each before what answers it, and a way to go on at every branch',
    tag: 'posts',
    auth: 'none',
    params: NameParams,
    query: TreeQuery,
    answers: { 200: TreePage },
    handler({ actor, params, query, cached }) {
      const key = keyOf(params.name);
      const under = query.under === undefined ? undefined : keyOf(query.under);
      return cached(
        () => needs.reads.versions.thread(key),
        async () => jsonText(200, await needs.reads.tree(actor, key, { ...query, under })),
      );
    },
  }),
  defineRoute({
    method: 'post',
    path: '/threads/{name}/posts',
    summary: 'Reply in a thread',
    tag: 'posts',
    auth: 'member',
    creates: true,
    params: NameParams,
    body: replyInput.meta({ id: 'NewReply' }),
    answers: { 201: Post, 202: PutAside },
    handler({ actor, params, body, once }) {
      const key = keyOf(params.name);
      return once((alongside) => verbsFor(needs.verbs, key).postReply(actor, key, body, alongside), present('posts'));
    },
  }),
];
