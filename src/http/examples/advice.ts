// Examples: advice between instances, and lists of measures.
import type { Examples } from './example.ts';

export const adviceExamples: Examples = {
  'GET /advisories': { as: 'moderator' },
  'POST /advisories': {
    as: 'moderator',
    body: {
      subject: { post: '$plankPost' },
      effect: 'collapse',
      reason: 'spam',
      until: '$inAMonth',
      note: 'Advertising, again and again.',
    },
  },
  'GET /advisories/posts': { as: 'moderator' },
  'DELETE /advisories/{name}': { as: 'moderator', params: { name: '$advisory' } },
  'GET /advisories/settings': { as: 'moderator' },
  'PATCH /advisories/settings': { as: 'admin', body: { quorum: true, peers: { 'reds.example': 'count' } } },
  'PUT /posts/{name}/withdrawal': {
    as: 'moderator',
    params: { name: '$plankPost' },
    body: { reason: 'spam', rule: 'rules, 2', words: 'This sells something.', until: '2046-01-01T00:00:00.000Z' },
  },
  'DELETE /posts/{name}/withdrawal': { as: 'moderator', params: { name: '$plankPost' } },
  'GET /moderation/measure-list': { as: 'admin' },
  'POST /moderation/measure-list': {
    as: 'admin',
    body: {
      list: {
        format: 'koinon-measures',
        version: 1,
        origin: 'blues.example',
        at: '2026-11-01T00:00:00.000Z',
        measures: [
          {
            peer: 'reds.example',
            kind: 'filter',
            scope: 'planks',
            reason: 'spam',
            rule: 'rules, 2',
            settings: { collapse: true },
            since: '2026-10-31T00:00:00.000Z',
            until: '2046-01-01T00:00:00.000Z',
            issuer: 'blues.example',
          },
        ],
      },
    },
  },
};
