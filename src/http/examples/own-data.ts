// Examples: archives, leaving, announcements.
import type { Examples } from './example.ts';

const announcement = {
  text: 'We move to a new server on **Sunday**. The forum is closed from 8 to 10.',
  level: 'warning',
  audience: 'public',
  from: '2026-01-01T00:00:00Z',
  until: '2046-01-01T00:00:00Z',
};

export const ownDataExamples: Examples = {
  'DELETE /me': { as: 'leaver', body: { password: 'correct horse battery', posts: 'keep' } },
  'POST /me/exports': {},
  'GET /me/exports': { as: 'moderator' },
  'GET /me/exports/{id}': { as: 'moderator', params: { id: '$archiveId' } },
  'GET /me/export': { as: 'moderator' },
  'GET /announcements': { as: 'visitor' },
  'POST /announcements': { as: 'admin', body: announcement },
  'PUT /announcements/{id}': { as: 'admin', params: { id: '$announcementId' }, body: announcement },
  'DELETE /announcements/{id}': { as: 'admin', params: { id: '$announcementId' } },
};
