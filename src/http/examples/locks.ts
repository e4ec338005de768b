// Examples: mail addresses, new passwords, the second factor, passkeys.
import type { Examples } from './example.ts';

const password = 'correct horse battery';

export const lockExamples: Examples = {
  'PUT /me/email': { as: 'moderator', body: { address: 'mo@example.net', password } },
  'DELETE /me/email': {},
  'POST /email-confirmations': { as: 'visitor', body: { token: '$confirmationToken' } },
  'POST /password-resets': { as: 'visitor', body: { account: 'ada' } },
  'POST /password-resets/redeem': {
    as: 'visitor',
    body: { token: '$resetToken', password: 'a word that nobody guesses' },
  },
  'POST /members/{name}/password-reset': { as: 'admin', params: { name: 'ada' } },
  'POST /me/totp': { as: 'admin', body: { password } },
  'POST /me/totp/activation': { as: 'moderator', body: { code: '$code' } },
  'POST /me/totp/recovery-codes': { as: 'moderator', body: { password, code: '$code' } },
  'DELETE /me/totp': { as: 'moderator', body: { password, code: '$code' } },
  'POST /me/passkeys/options': { as: 'moderator', body: { password } },
  'POST /me/passkeys': { body: { name: 'Phone', credential: '$attestation' } },
  'GET /me/passkeys': {},
  'PATCH /me/passkeys/{id}': { as: 'moderator', params: { id: '$passkeyId' }, body: { name: 'Old phone' } },
  'DELETE /me/passkeys/{id}': { as: 'moderator', params: { id: '$passkeyId' }, body: { password } },
  'POST /sessions/passkey/options': { as: 'visitor' },
  'POST /sessions/passkey': { as: 'visitor', body: { credential: '$assertion' } },
};
