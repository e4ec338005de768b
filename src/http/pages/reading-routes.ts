// The pages that are read: front, place, thread, and what is unread.
import { z } from 'zod';
import type { PlaceKind } from '../../db/tables.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import type { Reading } from '../../forum/reading/reading.ts';
import { periods, rankedSorts, startOfPeriod } from '../../forum/threads/read-ranked.ts';
import { listSorts } from '../../forum/threads/read-threads.ts';
import { keyOf, NameParams, SlugParams } from '../api/forum-shapes.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { signInFirst } from './form.ts';
import { frontPage } from './front-page.tsx';
import { readLatest } from './latest.ts';
import { type PageNeeds, pageCommon } from './page-needs.ts';
import type { Listed, ThreadCard } from './parts.tsx';
import { placePage } from './place-page.tsx';
import { readThreadPage } from './read-thread-page.ts';
import { unreadPage } from './unread-page.tsx';
import { pageVersion } from './version.ts';

const THREADS = 30;
/** On the front page. */
const UNREAD = 5;

const cursor = z.string().max(1_000).optional();
const Show = z.enum(['hidden']).optional();
const ThreadsQuery = z.object({
  cursor,
  sort: z.enum([...listSorts, ...rankedSorts]).default('active'),
  since: z.enum(periods).default('all'),
});
const name = z.string().max(300).optional();
const PostsQuery = z.object({
  cursor,
  before: cursor,
  at: z.enum(['unread', 'end']).optional(),
  parent: name,
  post: name,
  view: z.enum(['tree']).optional(),
  show: Show,
  quote: name,
});

type Needs = PageNeeds & { reading: Pick<Reading, 'levelOf'> };

export const readingRoutes = (needs: Needs): Route[] => {
  const { reads, lookOf } = needs;
  const common = { ...pageCommon(needs), method: 'get' as const };
  const version = pageVersion(needs);

  const bothKinds = () =>
    after(reads.versions.places('plank'), (planks) =>
      after(reads.versions.places('board'), (boards) => `${planks} ${boards}`),
    );
  const unreadOf = async (
    actor: Actor,
    page: { limit: number; cursor?: string | undefined; show?: 'hidden' | undefined },
  ) => JSON.parse(await reads.unread(actor, page)) as Listed<ThreadCard>;

  const place = (kind: PlaceKind): Route =>
    defineRoute({
      ...common,
      path: `/${kind}s/{slug}`,
      summary: `A ${kind}`,
      params: SlugParams,
      query: ThreadsQuery,
      handler({ actor, params: { slug }, query, now, cached, path, header }) {
        const since = startOfPeriod(query.since, now);
        return cached(
          () => version(() => reads.versions.threads(kind, slug, since)),
          async () =>
            placePage({
              look: await lookOf({ actor, path, header }),
              place: await reads.place(actor, kind, slug),
              follow:
                actor.kind === 'member' ? await needs.reading.levelOf(actor, { place: { kind, slug } }) : undefined,
              threads: JSON.parse(await reads.threads(actor, kind, slug, { ...query, since, now, limit: THREADS })),
              sort: query.sort,
              since: query.since,
              paged: query.cursor !== undefined,
            }),
        );
      },
    });

  return [
    defineRoute({
      ...common,
      path: '/',
      summary: 'The front page',
      handler: ({ actor, cached, path, header }) =>
        cached(
          () => version(bothKinds),
          async () => {
            const planks = await reads.places(actor, 'plank');
            const boards = await reads.places(actor, 'board');
            return frontPage({
              look: await lookOf({ actor, path, header }),
              planks,
              boards,
              latest: await readLatest(reads, actor, [...planks, ...boards]),
              unread: actor.kind === 'member' ? (await unreadOf(actor, { limit: UNREAD })).items : [],
            });
          },
        ),
    }),
    place('plank'),
    place('board'),
    defineRoute({
      ...common,
      path: '/threads/{name}',
      summary: 'A thread',
      params: NameParams,
      query: PostsQuery,
      handler({ actor, params, query, cached, path, header }) {
        const key = keyOf(params.name);
        // A link to what is unread, passed on to somebody who reads as a visitor, still shows the thread.
        const at = actor.kind === 'member' || query.at === 'end' ? query.at : undefined;
        return cached(
          () => version(() => reads.versions.thread(key)),
          async () => readThreadPage(needs, { ...query, at, look: await lookOf({ actor, path, header }), key }),
        );
      },
    }),
    defineRoute({
      ...common,
      path: '/unread',
      summary: 'What a member has not read',
      query: z.object({ cursor }),
      async handler(call) {
        const { actor, query } = call;
        if (actor.kind !== 'member') return signInFirst(call.path);
        const threads = await unreadOf(actor, { ...query, limit: THREADS });
        return unreadPage({ look: await lookOf(call), threads, paged: query.cursor !== undefined });
      },
    }),
  ];
};
