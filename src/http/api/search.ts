// Finding posts by what they say, who wrote them, where, and when.
import { z } from 'zod';
import type { Actor } from '../../forum/policy/actor.ts';
import type { SearchInput, SearchPage } from '../../forum/search/search-posts.ts';
import { searchSorts } from '../../forum/search/search-posts.ts';
import { ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { Author, Where } from './forum-shapes.ts';
import { pageOf, Time } from './shapes.ts';

export type SearchRouteNeeds = { searchPosts(actor: Actor, input: SearchInput): Promise<SearchPage> };

const SnippetPart = z
  .object({ text: z.string().meta({ description: 'Plain text, not HTML.' }), hit: z.boolean() })
  .meta({ id: 'SnippetPart' });

const SearchHit = z
  .object({
    name: z.string(),
    thread: z.string(),
    title: z.string().meta({ description: 'Of the thread.' }),
    place: Where,
    author: Author,
    at: Time,
    editedAt: Time.nullable(),
    withdrawn: z
      .string()
      .nullable()
      .meta({ description: 'Why the home instance took it back; it is not quoted then.' }),
    snippet: z.array(SnippetPart).meta({ description: 'What it says around the first hit.' }),
    link: z.string().meta({ description: 'The page of its thread on which it stands, on this instance.' }),
  })
  .meta({ id: 'SearchHit' });

const SearchQuery = z.object({
  q: z.string().meta({
    description:
      'Words, "phrases", beginnings*, -exclusions; author:ada, author:ada@greens.example, in:garden, from:greens.example, after:2026-01-01, before:2026-02-01. Case and accents do not matter.',
  }),
  sort: z.enum(searchSorts).default('relevance').meta({
    description:
      'Relevance ranks the newest 10,000 hits on boards and as many on planks; time shows all, the newest first.',
  }),
  cursor: z.string().max(500).optional().meta({ description: 'The value of "next" from the page before.' }),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

export const searchRoutes = ({ searchPosts }: SearchRouteNeeds): Route[] => [
  defineRoute({
    method: 'get',
    path: '/search',
    summary: 'Find posts on boards and planks',
    tag: 'posts',
    auth: 'none',
    rate: 'search',
    query: SearchQuery,
    answers: { 200: pageOf(SearchHit) },
    handler: async ({ actor, query }) => ok(await searchPosts(actor, query)),
  }),
];
