// Examples: filters, their shadow run, and places that are looked at first.
import type { Examples } from './example.ts';

const sale = { scope: 'board:garden', kind: 'words', pattern: 'cheap watches' };

export const automationExamples: Examples = {
  'GET /moderation/filters': { as: 'moderator' },
  'POST /moderation/filters': {
    as: 'admin',
    body: { ...sale, effect: 'hold', reason: 'spam', words: 'What sells something is looked at first.' },
  },
  'POST /moderation/filters/trial': { as: 'moderator', body: sale },
  'PATCH /moderation/filters/{id}': { as: 'admin', params: { id: '$filter' }, body: { state: 'on' } },
  'GET /moderation/filters/{id}/matches': { as: 'moderator', params: { id: '$filter' } },
  'DELETE /moderation/filters/{id}': { as: 'admin', params: { id: '$otherFilter' } },
  'GET /moderation/places': { as: 'moderator' },
  'PUT /moderation/places/{kind}/{slug}': {
    as: 'admin',
    params: { kind: 'board', slug: 'garden' },
    body: { premoderated: false },
  },
  'DELETE /moderation/places/{kind}/{slug}/brake': {
    as: 'moderator',
    params: { kind: 'board', slug: 'garden' },
  },
};
