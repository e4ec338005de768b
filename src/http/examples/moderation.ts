// Examples: actions of moderation, the log, what was decided about oneself.
import type { Examples } from './example.ts';

const spam = { reason: 'spam', rule: 'rules, 2', words: 'This sells something.', until: '2046-01-01T00:00:00.000Z' };

export const moderationExamples: Examples = {
  'POST /moderation/actions': { as: 'moderator', body: { kind: 'collapse', subject: { post: 'b2' }, ...spam } },
  'POST /moderation/actions/bulk': {
    as: 'moderator',
    body: { kind: 'label', subjects: [{ post: 'b2' }, { post: 'b3' }], settings: { label: 'advertising' }, ...spam },
  },
  'GET /moderation/actions/{number}': { as: 'moderator', params: { number: '$action' } },
  'POST /moderation/actions/{number}/reversal': {
    as: 'moderator',
    params: { number: '$action' },
    body: { words: 'It sells nothing after all.' },
  },
  'POST /moderation/actions/{number}/approval': {
    as: 'admin',
    params: { number: '$pendingAction' },
    body: { words: 'We talked about it.' },
  },
  'POST /moderation/actions/{number}/confirmation': {
    as: 'moderator',
    params: { number: '$automaticAction' },
    body: { until: '2046-01-01T00:00:00.000Z', words: 'We looked at it: it sells something.' },
  },
  'GET /moderation/reversals': { as: 'admin', query: { by: 'olga', since: '2026-01-01T00:00:00.000Z' } },
  'POST /moderation/reversals': {
    as: 'admin',
    body: { by: 'olga', since: '2026-01-01T00:00:00.000Z', words: 'What they did is looked at again.' },
  },
  'GET /moderation/held': { as: 'moderator' },
  'POST /moderation/held/{id}/decision': {
    as: 'moderator',
    params: { id: '$heldPost' },
    body: { release: true, words: 'Thank you for waiting.' },
  },
  'GET /moderation/held/posts/{id}': { as: 'moderator', params: { id: '$heldPost' } },
  'GET /moderation/held/peers': { as: 'moderator' },
  'GET /me/held': { as: 'reviewed' },
  'DELETE /me/held/{id}': { as: 'reviewed', params: { id: '$otherHeldPost' } },
  'GET /moderation/staff': { as: 'moderator' },
  'PUT /moderation/staff/{name}/{scope}': {
    as: 'admin',
    params: { name: 'bo', scope: 'board:garden' },
    body: { can: ['see-cases', 'act'] },
  },
  'DELETE /moderation/staff/{name}/{scope}': { as: 'admin', params: { name: 'bo', scope: 'board:garden' } },
  'GET /moderation/measures': { as: 'moderator' },
  'GET /moderation/counts': { as: 'moderator' },
  'GET /moderation/actions/{number}/approvers': { as: 'moderator', params: { number: '$pendingAction' } },
  'GET /moderation/actions/{number}/carried': { as: 'moderator', params: { number: '$action' } },
  'GET /moderation/members/{name}/actions': { as: 'moderator', params: { name: 'bo' } },
  'GET /moderation/members/{name}/cases': { as: 'moderator', params: { name: 'bo' } },
  'GET /moderation/members/{name}/posts': {
    as: 'moderator',
    params: { name: 'bo' },
    query: { since: '2026-01-01T00:00:00.000Z' },
  },
  'GET /modlog': { as: 'visitor' },
  'GET /modlog/feed': { as: 'visitor' },
  'GET /transparency': {
    as: 'visitor',
    query: { from: '2026-01-01T00:00:00.000Z', to: '2046-01-01T00:00:00.000Z' },
  },
  'GET /me/decisions': {},
};
