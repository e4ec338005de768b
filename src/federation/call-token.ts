// The token that every call between instances carries (protocol.md, Exchange): a JWT (RFC 7519) by the caller's
// operations key, bound to one called instance, method, URL and body, for at most a minute and for one use.
import { compactVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { sha256 } from '../base/hash.ts';
import { ORIGIN } from '../base/names.ts';
import { parseStrictJson } from '../base/strict-json.ts';
import { isHash } from '../journal/forms.ts';
import { type PublicJwk, type SigningKey, thumbprint, verifyingKey } from '../journal/keys.ts';

const TYP = 'koinon-call';
const MAX_BYTES = 4096;
const LIFETIME = 60;
/** Seconds that an honest clock may be ahead: `Date`, which offsets are learnt from, counts whole seconds. */
const LEEWAY = 5;

export type CallToIssue = {
  /** The caller's operations key. */
  key: SigningKey;
  coalition: string;
  /** Origins: the caller's own id, and that of the called. */
  iss: string;
  aud: string;
  method: string;
  url: string;
  body?: string | Uint8Array;
  /** Epoch milliseconds by the clock of the called. */
  now: number;
  /** Unpredictable, 16 to 64 characters of base64url; never used twice. */
  jti: string;
};

/** The URL as both sides write it into a token and compare it. */
const plainUrl = (url: string): string => {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
};

export const issueCallToken = (call: CallToIssue): Promise<string> => {
  const iat = Math.floor(call.now / 1000);
  const { coalition, iss, aud, jti } = call;
  const bod = call.body?.length ? { bod: sha256(call.body) } : {};
  return new SignJWT({
    coalition,
    iss,
    aud,
    iat,
    exp: iat + LIFETIME,
    jti,
    htm: call.method,
    htu: plainUrl(call.url),
    ...bod,
  })
    .setProtectedHeader({ alg: 'EdDSA', kid: call.key.kid, typ: TYP })
    .sign(call.key.privateKey);
};

export type CallExpectations = {
  /** Whether the called takes part in this coalition. */
  coalition(id: string): boolean | Promise<boolean>;
  /** The origin of the called. */
  aud: string;
  method: string;
  /** The full public URL that is called, query included. */
  url: string;
  /** What was sent, if anything. A function is called only once the signature holds: strangers' bodies stay unread. */
  body?: Uint8Array | (() => Promise<Uint8Array | undefined>);
  /** Epoch milliseconds. */
  now: number;
  /** The public key that `iss` uses under this `kid` (that of its highest epoch), if it has one. */
  keyOf(iss: string, kid: string, coalition: string): PublicJwk | undefined | Promise<PublicJwk | undefined>;
  /** Marks the token as used, durably until `expiresAt` (epoch ms); false when it was used before. Called last. */
  spend(jti: string, expiresAt: number, iss: string): Promise<boolean>;
};

/** `clock` is the one that a caller can mend by itself: its clock and that of the called differ. */
export type CallFault =
  | 'missing'
  | 'malformed'
  | 'algorithm'
  | 'audience'
  | 'method'
  | 'url'
  | 'clock'
  | 'coalition'
  | 'key'
  | 'signature'
  | 'body'
  | 'replayed';
export type CallRefused = { ok: false; code: CallFault; why: string };
export type CheckedCall = { ok: true; caller: string; coalition: string } | CallRefused;

const refused = (code: CallFault, why: string): CallRefused => ({ ok: false, code, why });

const hash = z.string().refine(isHash);
const seconds = z.number().int().min(0).max(1e11);
const headerSchema = z.strictObject({ alg: z.literal('EdDSA'), kid: hash, typ: z.literal(TYP) });
const claimsSchema = z.object({
  coalition: hash,
  iss: z.string().regex(ORIGIN),
  aud: z.string().max(255),
  iat: seconds,
  exp: seconds,
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  htm: z.string().max(16),
  htu: z.string().max(2048),
  bod: hash.optional(),
});
type Claims = z.infer<typeof claimsSchema>;

const FORM = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws when it is not UTF-8 or not strict JSON */
const decodePart = (part: string): unknown => parseStrictJson(utf8.decode(Buffer.from(part, 'base64url')));

type Parts = { kid: string; claims: Claims };

/** Reads what the token says, believing nothing of it yet. */
const readToken = (token: string): Parts | CallRefused => {
  if (token.length > MAX_BYTES) return refused('malformed', `the call token is longer than ${MAX_BYTES} bytes`);
  const [, headerPart, claimsPart] = FORM.exec(token) ?? [];
  if (!headerPart || !claimsPart) return refused('malformed', 'the call token is no compact JWS');
  let decoded: [unknown, unknown];
  try {
    decoded = [decodePart(headerPart), decodePart(claimsPart)];
  } catch {
    return refused('malformed', 'the call token holds no strict JSON');
  }
  const header = headerSchema.safeParse(decoded[0]);
  if (!header.success) {
    const alg = header.error.issues.some(({ path }) => path[0] === 'alg');
    if (alg) return refused('algorithm', 'the call token is not signed with EdDSA');
    return refused('malformed', `the header of the call token is not { alg, kid, typ: "${TYP}" }`);
  }
  const claims = claimsSchema.safeParse(decoded[1]);
  if (!claims.success) {
    const claim = String(claims.error.issues[0]?.path[0] ?? '');
    return refused('malformed', `a claim of the call token is missing or has another form: ${claim}`);
  }
  const { iat, exp } = claims.data;
  if (exp <= iat || exp - iat > LIFETIME) return refused('malformed', `the call token is not for 1 to ${LIFETIME} s`);
  return { kid: header.data.kid, claims: claims.data };
};

/** What the claims alone tell. */
const refuseClaims = (claims: Claims, expected: CallExpectations): CallRefused | undefined => {
  if (claims.aud !== expected.aud) return refused('audience', 'the call token is for another instance');
  if (claims.htm !== expected.method) return refused('method', 'the call token is for another method');
  if (claims.htu !== plainUrl(expected.url)) return refused('url', 'the call token is for another URL');
  const now = expected.now / 1000;
  if (claims.exp <= now) return refused('clock', 'the call token has expired by the clock here');
  if (claims.iat > now + LEEWAY) return refused('clock', 'the call token is from the future by the clock here');
  return undefined;
};

const isSigned = async (token: string, key: PublicJwk): Promise<boolean> => {
  try {
    await compactVerify(token, verifyingKey(key), { algorithms: ['EdDSA'] });
    return true;
  } catch {
    return false;
  }
};

/** A body without bytes is no body. */
const isBody = async (bod: string | undefined, body: CallExpectations['body']): Promise<boolean> => {
  const bytes = typeof body === 'function' ? await body() : body;
  return bytes?.length ? bod === sha256(bytes) : bod === undefined;
};

/**
 * Checks a call in the order of what it costs: form, claims, key, signature, body; the token is spent last, so that
 * nobody but its issuer can use it up.
 */
export const checkCallToken = async (token: string | undefined, expected: CallExpectations): Promise<CheckedCall> => {
  if (!token) return refused('missing', 'there is no call token: Authorization: Bearer …');
  const parts = readToken(token);
  if ('code' in parts) return parts;
  const { kid, claims } = parts;
  const { coalition, iss, jti, exp } = claims;
  const fault = refuseClaims(claims, expected);
  if (fault) return fault;
  if (!(await expected.coalition(coalition))) return refused('coalition', 'the call is for a coalition not known here');

  const key = await expected.keyOf(iss, kid, coalition);
  if (!key || thumbprint(key) !== kid) return refused('key', 'the key of the call token is not one of the caller');
  if (!(await isSigned(token, key))) return refused('signature', 'the signature of the call token is wrong');
  if (!(await isBody(claims.bod, expected.body))) return refused('body', 'the body is not the one in the call token');
  if (!(await expected.spend(jti, exp * 1000, iss))) return refused('replayed', 'the call token was used before');
  return { ok: true, caller: iss, coalition };
};

/** @returns what stands after `Bearer` in an `Authorization` header (RFC 6750, section 2.1) */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
