// Examples: registrations, sessions, the own account, members.
import type { Examples } from './example.ts';

export const accountExamples: Examples = {
  'POST /registrations': {
    as: 'visitor',
    body: { name: 'robin', password: 'nine lives and one more', displayName: 'Robin Vale', accepts: { rules: 1 } },
  },
  'POST /sessions': { as: 'visitor', body: { name: 'ada', password: 'correct horse battery' } },
  'POST /sessions/refresh': { as: 'visitor', body: { refreshToken: '$refreshToken' } },
  'GET /sessions': {},
  'DELETE /sessions': { query: { others: true } },
  'DELETE /sessions/{id}': { as: 'moderator', params: { id: '$sessionId' } },
  'GET /me': {},
  'PATCH /me': { body: { displayName: 'Ada L.', bio: 'Counts signatures.' } },
  'POST /me/password': {
    body: { currentPassword: 'correct horse battery', newPassword: 'another battery of horses' },
  },
  'GET /members/{name}': { as: 'visitor', params: { name: 'ada' } },
};
