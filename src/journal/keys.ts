// Ed25519 keys of instances and of governance, as JWK (RFC 8037), named by their thumbprint (RFC 7638).
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { sha256 } from '../base/hash.ts';
import { isHash } from './forms.ts';

export type PublicJwk = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

export type SigningKey = {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: PublicJwk;
};

/** The DER of a PKCS #8 Ed25519 key up to its 32 bytes of seed (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key's public half with exactly these fields in this order, which is how it is serialised and compared. */
const publicJwkOf = (x: string): PublicJwk => ({ kty: 'OKP', crv: 'Ed25519', x });

/** RFC 7638, section 3: the required members in lexicographic order. */
export const thumbprint = ({ x }: PublicJwk): string => sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`);

/** @param seed 32 bytes that nobody can guess */
export const createSigningKey = (seed: Uint8Array): SigningKey => {
  if (seed.length !== 32) throw new RangeError('An Ed25519 key is made of 32 bytes.');
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicJwk = publicJwkOf(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '');
  return { kid: thumbprint(publicJwk), privateKey, publicJwk };
};

/** The private JWK as JSON text, for a file or table that only its owner reads. */
export const exportPrivateJwk = (key: SigningKey): string =>
  JSON.stringify({ ...key.publicJwk, d: key.privateKey.export({ format: 'jwk' }).d, kid: key.kid });

/**
 * Reads what {@link exportPrivateJwk} wrote. Says nothing of the key in its errors.
 * @throws Error when it is no private Ed25519 JWK, or its halves do not belong together
 */
export const importSigningKey = (jwkJson: string): SigningKey => {
  let jwk: unknown;
  try {
    jwk = JSON.parse(jwkJson);
  } catch {
    throw new Error('The key is not JSON: a private Ed25519 JWK is expected.');
  }
  const { kty, crv, x, d } = (typeof jwk === 'object' && jwk !== null ? jwk : {}) as Record<string, unknown>;
  if (kty !== 'OKP' || crv !== 'Ed25519' || !isHash(d))
    throw new Error('The key is not a private Ed25519 JWK (kty "OKP", crv "Ed25519", x, d).');
  const key = createSigningKey(Buffer.from(d, 'base64url'));
  if (key.publicJwk.x !== x) throw new Error('The two halves of the key, x and d, do not belong together.');
  return key;
};

/** Whether it is a public Ed25519 JWK with exactly its three fields, in order. */
export const isPublicJwk = (value: unknown): value is PublicJwk => {
  if (typeof value !== 'object' || value === null) return false;
  const { kty, crv, x } = value as Record<string, unknown>;
  return kty === 'OKP' && crv === 'Ed25519' && isHash(x) && Object.keys(value).join() === 'kty,crv,x';
};

const known = new LRUCache<string, KeyObject>({ max: 500 });
const kids = new WeakMap<KeyObject, string>();

/** The key to check signatures with; made once and remembered. */
export const verifyingKey = (jwk: PublicJwk): KeyObject => {
  const cached = known.get(jwk.x);
  if (cached) return cached;
  const key = createPublicKey({ key: { ...publicJwkOf(jwk.x) }, format: 'jwk' });
  known.set(jwk.x, key);
  return key;
};

/** The thumbprint of a public key that is at hand only as a KeyObject. */
export const kidOf = (key: KeyObject): string => {
  const cached = kids.get(key);
  if (cached !== undefined) return cached;
  const kid = thumbprint(publicJwkOf(key.export({ format: 'jwk' }).x ?? ''));
  kids.set(key, kid);
  return kid;
};
