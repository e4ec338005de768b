// Epoch statements: the governance key opens a hash chain under one operations key (protocol.md, Journals).
import type { KeyObject } from 'node:crypto';
import { sha256 } from '../base/hash.ts';
import { ORIGIN } from '../base/names.ts';
import { isSeqOf } from './envelope.ts';
import { type Fault, faultOf, isHash, isWithin, parseInstant } from './forms.ts';
import { checkJws, type JwsForm, type OpenedJws, openJws, sealJws } from './jws.ts';
import { isPublicJwk, type PublicJwk, type SigningKey, thumbprint } from './keys.ts';
import { ENVELOPE_BYTES, MAX_EPOCH } from './limits.ts';

export type EpochPayload = {
  readonly v: 1;
  readonly coalition: string;
  readonly origin: string;
  readonly epoch: number;
  /** The operations key of the epoch. */
  readonly key: PublicJwk;
  /** The last entry that it builds on; `[0, 0, '']` when there is none. */
  readonly after: readonly [epoch: number, seq: number, hash: string];
  /** Nothing of the epochs before counts beyond `after`. */
  readonly final: boolean;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
};

export type OpenedEpoch = {
  readonly ok: true;
  readonly payload: EpochPayload;
  /** SHA-256 of the compact form, base64url: the `prev` of the epoch's first entry. */
  readonly hash: string;
  /** Thumbprint of the governance key that signed. */
  readonly kid: string;
  /** Thumbprint of the operations key of the epoch. */
  readonly operationsKid: string;
  /** `payload.at` in epoch milliseconds. */
  readonly at: number;
  readonly jws: OpenedJws;
};

export const EPOCH_STATEMENT: JwsForm = {
  typ: 'koinon-epoch',
  fields: ['v', 'coalition', 'origin', 'epoch', 'key', 'after', 'final', 'at'],
  limit: ENVELOPE_BYTES,
};

const isAfter = (after: unknown, epoch: number): boolean => {
  if (!Array.isArray(after) || after.length !== 3) return false;
  const [before, seq, hash] = after;
  if (before === 0) return seq === 0 && hash === '';
  return isWithin(before, 1, epoch - 1) && isSeqOf(seq, before) && isHash(hash);
};

const fieldFault = (p: Readonly<Record<string, unknown>>): string | undefined => {
  if (p.v !== 1) return 'v is not 1';
  if (!isHash(p.coalition)) return 'coalition is no hash';
  if (typeof p.origin !== 'string' || !ORIGIN.test(p.origin)) return 'origin is no host name';
  if (!isWithin(p.epoch, 1, MAX_EPOCH)) return `epoch is no number from 1 to ${MAX_EPOCH}`;
  if (!isPublicJwk(p.key)) return 'key is no public Ed25519 JWK of exactly kty, crv, x';
  if (!isAfter(p.after, p.epoch)) return 'after names no entry of an earlier epoch';
  if (typeof p.final !== 'boolean') return 'final is neither true nor false';
  return undefined;
};

/** @throws RangeError when no reader would take the result */
export const sealEpoch = (payload: EpochPayload, governance: SigningKey): { statement: string; hash: string } => {
  const fault = parseInstant(payload.at) === undefined ? 'at is no instant' : fieldFault(payload);
  if (fault) throw new RangeError(`Epoch statement: ${fault}.`);
  const statement = sealJws(EPOCH_STATEMENT, payload, governance);
  return { statement, hash: sha256(statement) };
};

/** Reads a statement without checking its signature: see {@link checkEpoch}. */
export const openEpoch = (compact: string): OpenedEpoch | Fault => {
  const jws = openJws(compact, EPOCH_STATEMENT);
  if (!jws.ok) return jws;
  const fault = fieldFault(jws.payload);
  if (fault) return faultOf(fault);
  const at = parseInstant(jws.payload.at);
  if (at === undefined) return faultOf('at is no instant in UTC with milliseconds');
  const payload = jws.payload as EpochPayload;
  const operationsKid = thumbprint(payload.key);
  return { ok: true, payload, hash: sha256(compact), kid: jws.header.kid, operationsKid, at, jws };
};

/** Whether the constituent's governance key is the one that the statement names, and signed it. */
export const checkEpoch = (opened: OpenedEpoch, governanceKey: KeyObject): boolean =>
  checkJws(opened.jws, governanceKey);
