// The page that searches.
import { z } from 'zod';
import type { Actor } from '../../forum/policy/actor.ts';
import { type SearchInput, type SearchPage, searchSorts } from '../../forum/search/search-posts.ts';
import { defineRoute, type Route } from '../route.ts';
import { orAgain } from './form.ts';
import { type PageBase, pageCommon } from './page-needs.ts';
import { searchPage } from './search-page.tsx';

export type SearchNeeds = PageBase & { searchPosts(actor: Actor, input: SearchInput): Promise<SearchPage> };

const HITS = 20;
const Query = z.object({
  q: z.string().trim().max(2_000).default(''),
  sort: z.enum(searchSorts).default('relevance'),
  cursor: z.string().max(500).optional(),
});

export const searchRoutes = (needs: SearchNeeds): Route[] => [
  defineRoute({
    ...pageCommon(needs),
    method: 'get',
    path: '/search',
    summary: 'Find posts',
    rate: 'search',
    query: Query,
    async handler(call) {
      const { q, sort, cursor } = call.query;
      const shown = { look: await needs.lookOf(call), q, sort, paged: cursor !== undefined };
      if (q === '') return searchPage(shown);
      return orAgain(
        async () =>
          searchPage({ ...shown, found: await needs.searchPosts(call.actor, { q, sort, cursor, limit: HITS }) }),
        ({ problem }) => searchPage({ ...shown, problem }),
      );
    },
  }),
];
