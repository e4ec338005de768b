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
import { type Announced, announcedNow, type ShownFacts } from './look.ts';
import { type PageNeeds, pageCommon } from './page-needs.ts';
import { placePage } from './place-page.tsx';
import { readThreadPage } from './read-thread-page.ts';

const THREADS = 30;

const cursor = z.string().max(500).optional();
const ThreadsQuery = z.object({
  cursor,
  sort: z.enum([...threadSorts, ...rankedSorts]).default('active'),
  since: z.enum(periods).default('all'),
});
const name = z.string().max(300).optional();
const PostsQuery = z.object({ cursor, parent: name, post: name });

/** What every page shows, as one text; worked out once for each reading of the facts. */
const shownTexts = new WeakMap<ShownFacts, string>();
const shownOf = (facts: ShownFacts): string => {
  const known = shownTexts.get(facts);
  if (known !== undefined) return known;
  const { name, coalition, language, colour, logo, registration, texts } = facts;
  const shown = JSON.stringify([name, coalition?.name, language, colour, logo, registration, texts]);
  shownTexts.set(facts, shown);
  return shown;
};
const announcedAs = (announced: readonly Announced[]): string =>
  JSON.stringify(announced.map(({ id, html }) => [id, html]));

export const readingRoutes = (needs: PageNeeds): Route[] => {
  const { reads, instanceFacts, lookOf } = needs;
  const common = { ...pageCommon(needs), method: 'get' as const };

  /** A page also shows what the instance and its coalition are called. */
  const version = (read: () => Eventually<string | undefined>): Eventually<string | undefined> =>
    after(read(), (row) =>
      row === undefined
        ? undefined
        : after(instanceFacts(), (facts) =>
            after(announcedNow(needs), (announced) =>
              announced.length === 0
                ? `${row} ${shownOf(facts)}`
                : `${row} ${shownOf(facts)} ${announcedAs(announced)}`,
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
      handler({ actor, params: { slug }, query, now, cached, path, header }) {
        const since = startOfPeriod(query.since, now);
        return cached(
          () => version(() => reads.versions.threads(kind, slug, since)),
          async () =>
            placePage({
              look: await lookOf({ actor, path, header }),
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
      handler: ({ actor, cached, path, header }) =>
        cached(
          () => version(bothKinds),
          async () =>
            frontPage({
              look: await lookOf({ actor, path, header }),
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
      handler({ actor, params, query, cached, path, header }) {
        const key = keyOf(params.name);
        return cached(
          () => version(() => reads.versions.thread(key)),
          async () => readThreadPage(needs, { look: await lookOf({ actor, path, header }), key, ...query }),
        );
      },
    }),
  ];
};
