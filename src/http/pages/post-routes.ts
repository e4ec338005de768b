// One post: the address that always leads to it, and what it said before.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Diff } from '../../forum/threads/read-diff.ts';
import { seeOther } from '../answer.ts';
import { keyOf, NameParams } from '../api/forum-shapes.ts';
import { defineRoute, type Route } from '../route.ts';
import { historyPage } from './history-page.tsx';
import { type PageNeeds, pageCommon } from './page-needs.ts';
import { type PostCard, threadPath } from './parts.tsx';
import { pageVersion } from './version.ts';

const REVISIONS = 20;
const revision = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

export const postRoutes = (needs: PageNeeds): Route[] => {
  const { reads, lookOf } = needs;
  const common = { ...pageCommon(needs), method: 'get' as const, params: NameParams };
  const version = pageVersion(needs);

  return [
    defineRoute({
      ...common,
      path: '/posts/{name}',
      summary: 'Leads to a post in its thread',
      async handler({ actor, params }) {
        const { name, thread }: PostCard = JSON.parse(await reads.post(actor, keyOf(params.name)));
        const post = encodeURIComponent(name);
        return seeOther(`${threadPath(thread)}${name === thread ? '' : `?post=${post}`}#${post}`);
      },
    }),
    defineRoute({
      ...common,
      path: '/posts/{name}/revisions',
      summary: 'What a post said before',
      query: z.object({ cursor: z.string().max(500).optional(), to: revision }),
      handler({ actor, params, query: { cursor, to }, cached, path, header }) {
        const key = keyOf(params.name);
        const diffOf = async (): Promise<Diff | undefined> => {
          try {
            return await reads.diff(actor, key, { to });
          } catch (error) {
            // Nothing is left of a deleted post, which its page says.
            if (to === undefined && error instanceof Refusal && error.code === 'not-found') return undefined;
            throw error;
          }
        };
        return cached(
          () => version(() => reads.versions.post(key)),
          async () =>
            historyPage({
              look: await lookOf({ actor, path, header }),
              post: JSON.parse(await reads.post(actor, key)),
              revisions: JSON.parse(await reads.revisions(actor, key, { cursor, limit: REVISIONS })),
              diff: await diffOf(),
              paged: cursor !== undefined,
            }),
        );
      },
    }),
  ];
};
