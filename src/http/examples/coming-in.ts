// Examples: applications, invitations, the instance's texts and who accepted them, roles.
import type { Examples } from './example.ts';

export const comingInExamples: Examples = {
  'GET /registrations/{id}': { as: 'applicant', params: { id: '$applicationId' } },
  'GET /applications': { as: 'moderator' },
  'POST /applications/{id}/decision': {
    as: 'moderator',
    params: { id: '$applicationId' },
    body: { accept: true, reason: 'Welcome. The choir meets on Mondays.' },
  },
  'GET /invitations': { as: 'admin' },
  'POST /invitations': { as: 'admin', body: { uses: 5, days: 14, note: 'The choir' } },
  'DELETE /invitations/{id}': { as: 'admin', params: { id: '$invitationId' } },
  'GET /instance/texts/{kind}': { as: 'visitor', params: { kind: 'rules' } },
  'PUT /instance/texts/{kind}': { as: 'admin', params: { kind: 'privacy' }, body: { text: 'We keep what you write.' } },
  'GET /instance/texts/{kind}/versions': { as: 'visitor', params: { kind: 'rules' } },
  'GET /instance/texts/{kind}/versions/{version}': { as: 'visitor', params: { kind: 'rules', version: '1' } },
  'GET /me/acceptances': {},
  'POST /me/acceptances': { body: { accepts: { rules: 1 } } },
  'GET /members': { as: 'admin', query: { search: 'ad' } },
  'PUT /members/{name}/role': { as: 'admin', params: { name: 'bo' }, body: { role: 'moderator' } },
};
