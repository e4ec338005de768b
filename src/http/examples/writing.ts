// Examples: drafts, quotes, completion, moving a thread.
import type { Examples } from './example.ts';

export const writingExamples: Examples = {
  'PUT /me/acknowledgement': { body: { acknowledged: true } },
  'GET /me/drafts': {},
  'PUT /me/drafts/{draft}': {
    params: { draft: 'b1' },
    body: { for: { kind: 'thread', name: 'b1' }, parent: 'b2', body: 'Half a thought' },
  },
  'DELETE /me/drafts/{draft}': { params: { draft: 'b1' } },
  'POST /previews': { body: { body: 'Half a *thought* for @bo' } },
  'GET /mentions': { query: { q: 'ad' } },
  'GET /posts/{name}/quote': { as: 'visitor', params: { name: 'b2' } },
  'GET /posts/{name}/diff': { as: 'visitor', params: { name: 'b2' } },
  'PATCH /threads/{name}': { as: 'moderator', params: { name: 'b1' }, body: { board: 'kitchen' } },
};
