// Examples: the instance itself, its peers, what happens on it.
import type { Examples } from './example.ts';

export const houseExamples: Examples = {
  'GET /instance': { as: 'visitor' },
  'PATCH /instance': { as: 'admin', body: { name: 'The Greens', description: 'A party of gardeners.' } },
  'GET /peers': { as: 'visitor' },
  'GET /live': { as: 'visitor' },
};
