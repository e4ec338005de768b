// Examples of what members keep of their reading.
import type { Examples } from './example.ts';

const board = { slug: 'garden' };
const plank = { slug: 'open-elections' };
const name = { name: 'b1' };

export const readingExamples: Examples = {
  'GET /unread': { query: { limit: 10 } },
  'PUT /threads/{name}/read': { params: name, body: { upTo: 'b2' } },
  'POST /threads/{name}/unread': { params: name, body: { from: 'b2' } },
  'PUT /boards/{slug}/read': { params: board },
  'PUT /planks/{slug}/read': { params: plank },
  'PUT /boards/{slug}/follow': { params: board, body: { level: 'mentions' } },
  'PUT /planks/{slug}/follow': { params: plank, body: { level: 'every' } },
  'DELETE /boards/{slug}/follow': { params: board },
  'DELETE /planks/{slug}/follow': { params: plank },
  'PUT /threads/{name}/follow': { params: name, body: { level: 'every' } },
  'DELETE /threads/{name}/follow': { params: name },
  'GET /me/follows': { query: { limit: 20 } },
  'GET /me/reading': {},
  'PATCH /me/reading': { body: { replied: 'mentions' } },
  'PUT /posts/{name}/bookmark': { params: name, body: { note: 'Bring this up on Monday.' } },
  'DELETE /posts/{name}/bookmark': { params: name },
  'GET /me/bookmarks': { query: { limit: 20 } },
  'GET /me/hidden': { query: { limit: 20 } },
  'PUT /me/hidden/{who}': { params: { who: 'bo' } },
  'DELETE /me/hidden/{who}': { params: { who: 'bo' } },
  'GET /threads/{name}/tree': { params: name, query: { depth: 3, siblings: 10 } },
};
