// The pages that are read: front, place, thread; and their stylesheet.
import { z } from 'zod';
import type { Eventually } from '../../db/database.ts';
import type { PlaceKind } from '../../db/tables.ts';
import { periods, rankedSorts, startOfPeriod } from '../../forum/threads/read-ranked.ts';
import { threadSorts } from '../../forum/threads/read-threads.ts';
import { keyOf, NameParams, SlugParams } from '../api/forum-shapes.ts';
import { after } from '../eventually.ts';
import { defineRoute, type Route } from '../route.ts';
import { frontPage } from './front-page.tsx';
import { announcedNow, type PageNeeds, pageCommon, siteOf } from './page-needs.ts';
import { placePage } from './place-page.tsx';
import { readThreadPage } from './read-thread-page.ts';
import { STYLE, STYLE_PATH } from './style.ts';

const THREADS = 30;
const FOR_GOOD = { 'cache-control': 'public, max-age=31536000, immutable' };

const cursor = z.string().max(500).optional();
const ThreadsQuery = z.object({
  cursor,
  sort: z.enum([...threadSorts, ...rankedSorts]).default('active'),
  since: z.enum(periods).default('all'),
});
const name = z.string().max(300).optional();
const PostsQuery = z.object({ cursor, parent: name, post: name });

export const readingRoutes = (needs: PageNeeds): Route[] => {
  const { reads, instanceFacts } = needs;
  const common = { ...pageCommon(needs), method: 'get' as const };

  /** A page also shows what the instance and its coalition are called. */
  const version = (read: () => Eventually<string | undefined>): Eventually<string | undefined> =>
    after(read(), (row) =>
      row === undefined
        ? undefined
        : after(instanceFacts(), ({ name, coalition }) =>
            after(announcedNow(needs), (announced) =>
              JSON.stringify([row, name, coalition?.name, ...announced.map(({ id, html }) => [id, html])]),
            ),
          ),
    );
  const bothKinds = () =>
    after(reads.versions.places('plank'), (planks) =>
      after(reads.versions.places('board'), (boards) => `${planks} ${boards}`),
    );

  const place = (kind: PlaceKind): Route =>
    defineRoute({
      ...common,
      path: `/${kind}s/{slug}`,
      summary: `A ${kind}`,
      params: SlugParams,
      query: ThreadsQuery,
      handler({ actor, params: { slug }, query, now, cached }) {
        const since = startOfPeriod(query.since, now);
        return cached(
          () => version(() => reads.versions.threads(kind, slug, since)),
          async () =>
            placePage({
              site: await siteOf(needs),
              actor,
              place: await reads.place(actor, kind, slug),
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
      handler: ({ actor, cached }) =>
        cached(
          () => version(bothKinds),
          async () =>
            frontPage({
              site: await siteOf(needs),
              coalition: (await instanceFacts()).coalition?.name ?? null,
              actor,
              planks: await reads.places(actor, 'plank'),
              boards: await reads.places(actor, 'board'),
            }),
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
      handler({ actor, params, query, cached }) {
        const key = keyOf(params.name);
        return cached(
          () => version(() => reads.versions.thread(key)),
          () => readThreadPage(needs, { actor, key, ...query }),
        );
      },
    }),
    defineRoute({
      ...common,
      path: STYLE_PATH,
      summary: 'The stylesheet of all pages',
      rate: 'off',
      handler: () => ({ status: 200, type: 'text/css; charset=utf-8', body: STYLE, headers: FOR_GOOD }),
    }),
  ];
};
