// What members keep of their reading: what is unread, what they follow, bookmarks, whom they hide. Theirs alone.
import { z } from 'zod';
import type { PlaceKind } from '../../db/tables.ts';
import type { BookmarkPaging } from '../../forum/reading/bookmarks.ts';
import type { Reading } from '../../forum/reading/reading.ts';
import type { ForumReads } from '../../forum/threads/forum-reads.ts';
import { jsonText, nothing, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { keyOf, NameParams, PageQuery, Post, Show, SlugParams, Thread } from './forum-shapes.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type ReadingRouteNeeds = { reads: Pick<ForumReads, 'thread' | 'unread'>; reading: Reading };

const tag = 'reading';
const Level = z.enum(['every', 'mentions', 'muted']).meta({
  id: 'FollowLevel',
  description: 'mentions: to hear of mentions alone. muted: of nothing; it leaves the unread list.',
});
const NewFollow = z.object({ level: Level.default('every') }).meta({ id: 'NewFollow' });
const Follow = z
  .object({
    thread: z.string().optional().meta({ description: 'The name of a followed thread.' }),
    place: z.object({ kind: z.enum(['board', 'plank']), slug: z.string() }).nullable(),
    title: z.string().nullable().meta({ description: 'Null, as place is, once you cannot read it any more.' }),
    level: Level,
    at: Time,
  })
  .meta({ id: 'Follow' });
const Auto = z.enum(['every', 'mentions', 'off']);
const Settings = z
  .object({
    started: Auto.meta({ description: 'How you follow threads that you start.' }),
    replied: Auto.meta({ description: 'How you follow threads that you answer in.' }),
  })
  .meta({ id: 'ReadingSettings' });
const Bookmark = z
  .object({
    name: z.string().meta({ description: 'Of the post.' }),
    note: z.string(),
    at: Time,
    state: z.enum(['readable', 'gone']),
    post: Post.nullable().meta({ description: 'Null where there is nothing any more, or not for you.' }),
  })
  .meta({ id: 'Bookmark' });
const Hidden = z
  .object({ who: z.string(), kind: z.enum(['member', 'instance']), at: Time })
  .meta({ id: 'Hidden', description: 'who: ada@greens.example, or @greens.example for a whole instance.' });
const ReadUpTo = z
  .object({ upTo: z.string().max(300).meta({ description: 'The name of a post of the thread, or "all".' }) })
  .meta({ id: 'ReadUpTo' });
const UnreadFrom = z
  .object({
    from: z.string().max(300).optional().meta({ description: 'The first post to be unread; all when left out.' }),
  })
  .meta({ id: 'UnreadFrom' });

const markRoutes = ({ reads, reading }: ReadingRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/unread',
    summary: 'Threads that you read or follow, and those of places that you follow, with what you have not read',
    tag,
    auth: 'member',
    query: PageQuery(30).extend({ show: Show }),
    answers: { 200: pageOf(Thread) },
    handler: async ({ actor, query }) => jsonText(200, await reads.unread(actor, query)),
  }),
  defineRoute({
    method: 'put',
    path: '/threads/{name}/read',
    summary: 'You have read the thread, as it is shown down to a post, or all of it; never moves back',
    tag,
    auth: 'member',
    params: NameParams,
    body: ReadUpTo,
    answers: { 200: Thread },
    async handler({ actor, params, body }) {
      const key = keyOf(params.name);
      await reading.markRead(actor, key, body.upTo === 'all' ? 'all' : keyOf(body.upTo));
      return jsonText(200, await reads.thread(actor, key));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/threads/{name}/unread',
    summary: 'The thread is unread again, from a post on or all of it',
    tag,
    auth: 'member',
    params: NameParams,
    body: UnreadFrom,
    answers: { 200: Thread },
    async handler({ actor, params, body }) {
      const key = keyOf(params.name);
      await reading.markUnread(actor, key, body.from === undefined ? undefined : keyOf(body.from));
      return jsonText(200, await reads.thread(actor, key));
    },
  }),
];

const placeRoutes = ({ reading }: ReadingRouteNeeds, kind: PlaceKind): Route[] => [
  defineRoute({
    method: 'put',
    path: `/${kind}s/{slug}/read`,
    summary: `You have read everything on the ${kind}`,
    tag,
    auth: 'member',
    params: SlugParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await reading.markPlaceRead(actor, kind, params.slug);
      return nothing;
    },
  }),
  defineRoute({
    method: 'put',
    path: `/${kind}s/{slug}/follow`,
    summary: `Follow a ${kind}: what is new from now on`,
    tag,
    auth: 'member',
    params: SlugParams,
    body: NewFollow,
    answers: { 204: null },
    async handler({ actor, params, body }) {
      await reading.follow(actor, { place: { kind, slug: params.slug } }, body.level);
      return nothing;
    },
  }),
  defineRoute({
    method: 'delete',
    path: `/${kind}s/{slug}/follow`,
    summary: `Follow a ${kind} no longer`,
    tag,
    auth: 'member',
    params: SlugParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await reading.unfollow(actor, { place: { kind, slug: params.slug } });
      return nothing;
    },
  }),
];

const followRoutes = ({ reading }: ReadingRouteNeeds): Route[] => [
  defineRoute({
    method: 'put',
    path: '/threads/{name}/follow',
    summary: 'Follow a thread',
    tag,
    auth: 'member',
    params: NameParams,
    body: NewFollow,
    answers: { 204: null },
    async handler({ actor, params, body }) {
      await reading.follow(actor, { thread: keyOf(params.name) }, body.level);
      return nothing;
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/threads/{name}/follow',
    summary: 'Follow a thread no longer',
    tag,
    auth: 'member',
    params: NameParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await reading.unfollow(actor, { thread: keyOf(params.name) });
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/follows',
    summary: 'What you follow, the newest first',
    tag,
    auth: 'member',
    query: PageQuery(50),
    answers: { 200: pageOf(Follow) },
    async handler({ actor, query }) {
      const { items, next } = await reading.follows(actor, query);
      return ok({ items: items.map((item) => ({ ...item, at: isoTime(item.at) })), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/reading',
    summary: 'What becomes of threads that you start or answer in',
    tag,
    auth: 'member',
    answers: { 200: Settings },
    handler: async ({ actor }) => ok(await reading.settings(actor)),
  }),
  defineRoute({
    method: 'patch',
    path: '/me/reading',
    summary: 'Change what becomes of threads that you start or answer in',
    tag,
    auth: 'member',
    body: Settings.partial().meta({ id: 'ReadingSettingsChange' }),
    answers: { 200: Settings },
    handler: async ({ actor, body }) => ok(await reading.changeSettings(actor, body)),
  }),
];

const keepRoutes = ({ reading }: ReadingRouteNeeds): Route[] => [
  defineRoute({
    method: 'put',
    path: '/posts/{name}/bookmark',
    summary: 'Keep a post at hand, with a note of your own',
    tag,
    auth: 'member',
    params: NameParams,
    body: z.object({ note: z.string().max(2_000).default('') }).meta({ id: 'NewBookmark' }),
    answers: { 204: null },
    async handler({ actor, params, body }) {
      await reading.bookmark(actor, keyOf(params.name), body.note);
      return nothing;
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/posts/{name}/bookmark',
    summary: 'Keep it no longer',
    tag,
    auth: 'member',
    params: NameParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await reading.unbookmark(actor, keyOf(params.name));
      return nothing;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/bookmarks',
    summary: 'Your bookmarks, the newest first',
    tag,
    auth: 'member',
    query: PageQuery(20).extend({ show: Show }),
    answers: { 200: pageOf(Bookmark) },
    handler: async ({ actor, query }) => jsonText(200, await reading.bookmarks(actor, query satisfies BookmarkPaging)),
  }),
];

const WhoParams = z.object({ who: z.string().min(1).max(300) });

const hideRoutes = ({ reading }: ReadingRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/me/hidden',
    summary: 'Whom you hide from yourself, the newest first',
    tag,
    auth: 'member',
    query: PageQuery(50),
    answers: { 200: pageOf(Hidden) },
    async handler({ actor, query }) {
      const { items, next } = await reading.hidden(actor, query);
      return ok({ items: items.map((item) => ({ ...item, at: isoTime(item.at) })), next });
    },
  }),
  defineRoute({
    method: 'put',
    path: '/me/hidden/{who}',
    summary: 'Hide a member (ada, ada@greens.example) or an instance (@greens.example) from yourself',
    tag,
    auth: 'member',
    params: WhoParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await reading.hide(actor, params.who);
      return nothing;
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/me/hidden/{who}',
    summary: 'Hide them no longer',
    tag,
    auth: 'member',
    params: WhoParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await reading.unhide(actor, params.who);
      return nothing;
    },
  }),
];

export const readingRoutes = (needs: ReadingRouteNeeds): Route[] => [
  ...markRoutes(needs),
  ...placeRoutes(needs, 'board'),
  ...placeRoutes(needs, 'plank'),
  ...followRoutes(needs),
  ...keepRoutes(needs),
  ...hideRoutes(needs),
];
