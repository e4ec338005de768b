// Compact JWS (RFC 7515) with Ed25519 (RFC 8037) in one byte form (protocol.md, Journals): each part canonical unpadded
// base64url, header and payload byte for byte what JSON.stringify makes of exactly their fields, in order. So a relay can
// change nothing, not even unused bits. Synchronous throughout: a simulated town must run the same way twice.
import { isUtf8 } from 'node:buffer';
import { type KeyObject, sign, verify } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Fault, faultOf, isDeeper, isHash, isSignature } from './forms.ts';
import { kidOf, type SigningKey } from './keys.ts';
import { ENVELOPE_BYTES, MAX_DEPTH } from './limits.ts';

/** What one kind of statement looks like. Its own `typ` keeps it from being taken for another. */
export type JwsForm = {
  readonly typ: string;
  /** Every field of the payload, in order. */
  readonly fields: readonly string[];
  /** Characters of the compact form (default: 16 KiB, as an envelope). */
  readonly limit?: number;
};

export type JwsHeader = { readonly alg: 'EdDSA'; readonly kid: string; readonly typ: string };

export type OpenedJws = {
  readonly ok: true;
  readonly compact: string;
  readonly header: JwsHeader;
  /** All fields of the form and no other; their values are not checked. */
  readonly payload: Readonly<Record<string, unknown>>;
};

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const decode = (part: string): string => Buffer.from(part, 'base64url').toString();

const headerText = (typ: string, kid: string): string => JSON.stringify({ alg: 'EdDSA', kid, typ });

/** @param key its kid is named in the header */
export const sealJws = (form: JwsForm, payload: object, key: SigningKey): string => {
  const ordered: Record<string, unknown> = {};
  for (const field of form.fields) ordered[field] = (payload as Record<string, unknown>)[field];
  const signed = `${encode(headerText(form.typ, key.kid))}.${encode(JSON.stringify(ordered))}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString('base64url')}`;
};

/** Headers that were found right, by their encoded form: all entries of an epoch have the same. */
const known = new LRUCache<string, JwsHeader>({ max: 1_000 });
/** A header of the one form is about 110 bytes long. */
const HEADER_LENGTH = 400;

const openHeader = (part: string): JwsHeader | string => {
  if (part.length > HEADER_LENGTH) return 'the header is too long';
  let header: unknown;
  try {
    header = JSON.parse(decode(part));
  } catch {
    return 'the header is not JSON';
  }
  if (typeof header !== 'object' || header === null) return 'the header is no object';
  const { alg, kid, typ } = header as Record<string, unknown>;
  if (alg !== 'EdDSA') return 'alg is not "EdDSA"';
  if (!isHash(kid)) return 'kid is no thumbprint';
  if (typeof typ !== 'string') return 'typ is missing';
  if (encode(headerText(typ, kid)) !== part) return 'the header is not in the one byte form';
  return { alg, kid, typ };
};

const sameFields = (payload: object, fields: readonly string[]): boolean => {
  let index = 0;
  for (const key in payload) if (key !== fields[index++]) return false;
  return index === fields.length;
};

/**
 * Reads a compact JWS without checking its signature: see {@link checkJws}.
 * @returns a fault that names what is wrong: length, parts, header, `typ`, fields or their order, depth, byte form
 */
export const openJws = (compact: string, form: JwsForm): OpenedJws | Fault => {
  if (compact.length > (form.limit ?? ENVELOPE_BYTES)) return faultOf('too long');
  const [first, last] = [compact.indexOf('.'), compact.lastIndexOf('.')];
  if (first === last || compact.indexOf('.', first + 1) !== last) return faultOf('not three parts');
  if (!isSignature(compact.slice(last + 1))) return faultOf('the signature is not in canonical base64url');

  const encodedHeader = compact.slice(0, first);
  let header = known.get(encodedHeader);
  if (!header) {
    const opened = openHeader(encodedHeader);
    if (typeof opened === 'string') return faultOf(opened);
    known.set(encodedHeader, opened);
    header = opened;
  }
  if (header.typ !== form.typ) return faultOf(`typ is not "${form.typ}"`);

  const encodedPayload = compact.slice(first + 1, last);
  const bytes = Buffer.from(encodedPayload, 'base64url');
  const text = bytes.toString();
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    return faultOf('the payload is not JSON');
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return faultOf('the payload is no object');
  if (!sameFields(payload, form.fields)) return faultOf('the payload has other fields, or in another order');
  // Before JSON.stringify, which needs a stack as deep as its input.
  if (isDeeper(payload, MAX_DEPTH)) return faultOf(`the payload nests deeper than ${MAX_DEPTH} levels`);
  if (JSON.stringify(payload) !== text) return faultOf('the payload is not in the one byte form');
  if (bytes.toString('base64url') !== encodedPayload) return faultOf('the payload is not in canonical base64url');
  // Decoding puts U+FFFD where bytes are not UTF-8.
  if (text.includes('\ufffd') && !isUtf8(bytes)) return faultOf('the payload is not UTF-8');
  return { ok: true, compact, header, payload: payload as Record<string, unknown> };
};

/** Whether `key` is the key that the header names, and signed it. */
export const checkJws = (opened: OpenedJws, key: KeyObject): boolean => {
  if (kidOf(key) !== opened.header.kid) return false;
  const dot = opened.compact.lastIndexOf('.');
  const signature = Buffer.from(opened.compact.slice(dot + 1), 'base64url');
  return verify(null, Buffer.from(opened.compact.slice(0, dot)), key, signature);
};
