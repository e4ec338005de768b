// Time-based one-time codes (RFC 6238): SHA-1, six digits, 30 seconds, as every authenticator app knows them. The library
// is loaded with the first code.
import type { Chance } from '../../base/time.ts';

const PERIOD = 30;
const DIGITS = 6;
/** Codes of the step before and the step after are good too: clocks differ, and people type. */
const WINDOW = 1;
/** Bytes, as RFC 4226 (section 4) advises. */
const SECRET = 20;

/** Base32, as apps take it when it is typed. */
export const newTotpSecret = async (chance: Chance): Promise<string> => {
  const { Secret } = await import('otpauth');
  return new Secret({ buffer: new Uint8Array(chance.bytes(SECRET)).buffer }).base32;
};

const totpOf = async (secret: string, more: { issuer?: string; label?: string } = {}) => {
  const { Secret, TOTP } = await import('otpauth');
  const options = { algorithm: 'SHA1', digits: DIGITS, period: PERIOD, secret: Secret.fromBase32(secret) };
  return new TOTP({ ...options, ...more });
};

/** What a QR code holds. */
export const totpUri = async (secret: string, issuer: string, label: string): Promise<string> =>
  (await totpOf(secret, { issuer, label })).toString();

/**
 * The step that a code belongs to, counted from 1970; undefined where it is wrong, or not above `after`: a code is good once.
 * @param now epoch milliseconds
 */
export const stepOfCode = async (
  secret: string,
  { code, now, after }: { code: string; now: number; after: number },
): Promise<number | undefined> => {
  const token = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const totp = await totpOf(secret);
  const delta = totp.validate({ token, timestamp: now, window: WINDOW });
  if (delta === null) return undefined;
  const step = totp.counter({ timestamp: now }) + delta;
  return step > after ? step : undefined;
};
