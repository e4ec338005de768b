// Examples of notifications and feeds.
import type { Examples } from './example.ts';

export const notificationExamples: Examples = {
  'GET /notifications': { query: { unread: true, limit: 10 } },
  'GET /notifications/count': {},
  'POST /notifications/read': { body: { all: true } },
  'POST /notifications/filtered/{who}': { params: { who: 'ada@greens.example' }, body: { accept: true } },
  'GET /me/notifications': {},
  'PATCH /me/notifications': { body: { mention: 'mail', thread: 'digest', digestHour: 6 } },
  'GET /boards/{slug}/feed': { as: 'visitor', params: { slug: 'garden' } },
  'GET /planks/{slug}/feed': { as: 'visitor', params: { slug: 'open-elections' } },
  'GET /threads/{name}/feed': { as: 'visitor', params: { name: 'b1' } },
  'GET /members/{name}/feed': { as: 'visitor', params: { name: 'ada' } },
};
