// A governance key in a form that people can read to each other: over a telephone, not over the line that it came by.
import { type PublicJwk, thumbprint } from '../../journal/keys.ts';

/** The key's RFC 7638 thumbprint (SHA-256) in hexadecimal: 16 groups of 4. */
export const fingerprintOf = (key: PublicJwk): string =>
  (Buffer.from(thumbprint(key), 'base64url').toString('hex').match(/.{4}/g) ?? []).join(' ');
