// Examples: the instance itself, its peers, what happens on it.
import type { Examples } from './example.ts';

export const houseExamples: Examples = {
  'GET /instance': { as: 'visitor' },
  'PATCH /instance': { as: 'admin', body: { name: 'The Greens', description: 'A party of gardeners.' } },
  'GET /peers': { as: 'visitor' },
  'GET /peers/{origin}/history': { as: 'admin', params: { origin: 'reds.example' }, query: { period: 'day' } },
  'GET /charter': { as: 'visitor' },
  'GET /charter/versions': { as: 'visitor' },
  'GET /charter/versions/{version}': { as: 'visitor', params: { version: '1' } },
  'GET /live': { as: 'visitor' },
};
