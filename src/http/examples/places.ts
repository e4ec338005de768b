// Examples: boards, planks, threads, posts.
import type { Examples } from './example.ts';

export const placeExamples: Examples = {
  'GET /boards': { as: 'visitor' },
  'POST /boards': {
    as: 'admin',
    body: { slug: 'kitchen', title: 'Kitchen', text: 'What to cook for forty.', visibility: 'members' },
  },
  'GET /boards/{slug}': { as: 'visitor', params: { slug: 'garden' } },
  'PATCH /boards/{slug}': { as: 'admin', params: { slug: 'garden' }, body: { text: 'Seeds, beds and compost.' } },
  'GET /planks': { as: 'visitor' },
  'GET /planks/{slug}': { as: 'visitor', params: { slug: 'open-elections' } },
  'GET /boards/{slug}/threads': { as: 'visitor', params: { slug: 'garden' }, query: { sort: 'new', limit: 10 } },
  'POST /boards/{slug}/threads': {
    params: { slug: 'garden' },
    body: { title: 'Tools to lend', body: 'I have **two** spades.' },
  },
  'GET /planks/{slug}/threads': {
    as: 'visitor',
    params: { slug: 'open-elections' },
    query: { sort: 'bridging', limit: 10 },
  },
  'POST /planks/{slug}/threads': {
    params: { slug: 'open-elections' },
    body: { title: 'Signatures on paper only?', body: 'Our region still asks for them.', acknowledged: true },
  },
  'GET /threads/{name}': { as: 'visitor', params: { name: 'b1' } },
  'GET /threads/{name}/posts': { as: 'visitor', params: { name: 'b1' }, query: { limit: 20 } },
  'POST /threads/{name}/posts': {
    params: { name: 'b1' },
    body: { body: '> compost\n\nI can bring some.', parent: 'b2' },
  },
  'GET /posts/{name}': { as: 'visitor', params: { name: 'b2' } },
  'PATCH /posts/{name}': { params: { name: 'b2' }, body: { body: 'There is compost behind the shed, *now*.' } },
  'DELETE /posts/{name}': { params: { name: 'b3' } },
  'PUT /posts/{name}/vote': { as: 'moderator', params: { name: 'b1' }, body: { value: 1 } },
  'GET /posts/{name}/revisions': { as: 'visitor', params: { name: 'b2' } },
  'GET /search': { as: 'visitor', query: { q: 'compost in:garden -seeds' } },
};
