// One post: read, change, delete, and what it said before.
import { z } from 'zod';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import { editInput } from '../../forum/threads/input.ts';
import { jsonText, nothing } from '../answer.ts';
import { type ForumVerbs, verbsFor } from '../forum-verbs.ts';
import { defineRoute, type Route } from '../route.ts';
import { keyOf, NameParams, Post, PostsQuery, Revision, Show } from './forum-shapes.ts';
import { pageOf } from './shapes.ts';

export type PostRouteNeeds = {
  reads: Pick<ForumReads, 'versions' | 'post' | 'revisions'>;
  verbs: ForumVerbs;
};

const tag = 'posts';

export const postRoutes = ({ reads, verbs }: PostRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/posts/{name}',
    summary: 'One post; a placeholder once it is deleted',
    tag,
    auth: 'none',
    params: NameParams,
    query: z.object({ show: Show }),
    answers: { 200: Post },
    handler({ actor, params, query, cached }) {
      const key = keyOf(params.name);
      return cached(
        () => reads.versions.post(key),
        async () => jsonText(200, await reads.post(actor, key, query.show)),
      );
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/posts/{name}',
    summary: 'Change a post of your own; what it said before stays readable',
    tag,
    auth: 'member',
    params: NameParams,
    body: editInput.meta({ id: 'PostEdit' }),
    answers: { 200: Post },
    async handler({ actor, params, body }) {
      const key = keyOf(params.name);
      await verbsFor(verbs, key).editPost(actor, key, body);
      return jsonText(200, await reads.post(actor, key));
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/posts/{name}',
    summary: 'Delete a post of your own, with all it ever said; its place in the thread stays',
    tag,
    auth: 'member',
    params: NameParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      const key = keyOf(params.name);
      await verbsFor(verbs, key).deletePost(actor, key);
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/posts/{name}/revisions',
    summary: 'Everything that a post said, the newest first',
    tag,
    auth: 'none',
    params: NameParams,
    query: PostsQuery,
    answers: { 200: pageOf(Revision) },
    handler({ actor, params, query, cached }) {
      const key = keyOf(params.name);
      return cached(
        () => reads.versions.post(key),
        async () => jsonText(200, await reads.revisions(actor, key, query)),
      );
    },
  }),
];
