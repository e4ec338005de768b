// Examples: reports, cases, appeals, and what other instances told.
import type { Examples } from './example.ts';

export const caseExamples: Examples = {
  'POST /posts/{name}/reports': {
    as: 'admin',
    params: { name: 'b3' },
    body: { reason: 'spam', words: 'It sells something.' },
  },
  'POST /members/{name}/reports': { as: 'admin', params: { name: 'bo' }, body: { reason: 'impersonation' } },
  'GET /me/reports': { as: 'admin' },
  'GET /me/appeals': {},
  'GET /me/notices': {},
  'GET /me/notes': {},
  'POST /appeals': { body: { decision: '$appealable', words: 'It was a quotation.' } },
  'GET /moderation/cases': { as: 'moderator', query: { queue: 'waiting' } },
  'GET /moderation/cases/{id}': { as: 'moderator', params: { id: '$case' } },
  'POST /moderation/cases/{id}/claim': { as: 'moderator', params: { id: '$freeCase' }, body: { version: 2 } },
  'DELETE /moderation/cases/{id}/claim': { as: 'moderator', params: { id: '$freeCase' } },
  'POST /moderation/cases/{id}/notes': {
    as: 'admin',
    params: { id: '$notedCase' },
    body: { audience: 'moderators', words: 'The third this week.' },
  },
  'POST /moderation/cases/{id}/decision': {
    as: 'moderator',
    params: { id: '$case' },
    body: {
      version: '$caseVersion',
      outcome: 'actioned',
      actions: [
        { kind: 'collapse', reason: 'spam', words: 'This sells something.', until: '2046-01-01T00:00:00.000Z' },
      ],
      words: 'Thank you: we collapsed it.',
    },
  },
  'POST /moderation/cases/{id}/close': {
    as: 'moderator',
    params: { id: '$decidedCase' },
    body: { version: '$decidedVersion' },
  },
  'POST /moderation/cases/{id}/forward': {
    as: 'moderator',
    params: { id: '$foreignCase' },
    body: { words: 'Please look at this one.' },
  },
  'POST /moderation/appeals/{id}/decision': {
    as: 'admin',
    params: { id: '$appeal' },
    body: { version: '$appealVersion', outcome: 'overturned', reasons: 'It was a quotation.' },
  },
  'GET /moderation/mutes': { as: 'moderator' },
  'PUT /moderation/mutes': {
    as: 'moderator',
    body: { reporter: 'olga', until: '$tomorrow', words: 'Reports everything.' },
  },
};
