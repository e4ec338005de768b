// Envelopes: the signed, chained structure of a journal's entries (protocol.md, Journals). Pure: sealing, opening and
// checking; what an entry's content and its place in the chain are is for others to see.
import type { KeyObject } from 'node:crypto';
import { sha256 } from '../base/hash.ts';
import { isOrigin } from '../base/names.ts';
import { type Fault, faultOf, isDeeper, isHash, isTypeName, isWithin, parseInstant } from './forms.ts';
import { checkJws, type JwsForm, type OpenedJws, openJws, sealJws } from './jws.ts';
import type { SigningKey } from './keys.ts';
import { CONTENT_BYTES, ENVELOPE_BYTES, EPOCH_SIZE, MAX_DEPTH, MAX_EPOCH } from './limits.ts';

export type EnvelopePayload = {
  readonly v: 1;
  readonly coalition: string;
  readonly origin: string;
  readonly epoch: number;
  readonly seq: number;
  /** Hash of the envelope before it, for the first of an epoch that of the epoch statement. */
  readonly prev: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly type: string;
  /** Structure without text; see records. */
  readonly ref: Readonly<Record<string, unknown>>;
  /** SHA-256 of the content's bytes, `''` without content. */
  readonly digest: string;
  /** Bytes of the content, 0 without. */
  readonly size: number;
};

export type OpenedEnvelope = {
  readonly ok: true;
  readonly payload: EnvelopePayload;
  /** SHA-256 of the compact form, base64url. */
  readonly hash: string;
  readonly kid: string;
  /** `payload.at` in epoch milliseconds. */
  readonly at: number;
  readonly jws: OpenedJws;
};

export const ENVELOPE: JwsForm = {
  typ: 'koinon-entry',
  fields: ['v', 'coalition', 'origin', 'epoch', 'seq', 'prev', 'at', 'type', 'ref', 'digest', 'size'],
  limit: ENVELOPE_BYTES,
};

/** The number of an epoch's first entry. */
export const firstSeq = (epoch: number): number => (epoch - 1) * EPOCH_SIZE + 1;

/** Whether entry `seq` can stand in `epoch`. */
export const isSeqOf = (seq: unknown, epoch: number): seq is number =>
  isWithin(seq, firstSeq(epoch), epoch * EPOCH_SIZE);

/** The fault in the fields' values, in their order; everything but `at`. */
const fieldFault = (p: Readonly<Record<string, unknown>>): string | undefined => {
  if (p.v !== 1) return 'v is not 1';
  if (!isHash(p.coalition)) return 'coalition is no hash';
  if (typeof p.origin !== 'string' || !isOrigin(p.origin)) return 'origin is no host name';
  if (!isWithin(p.epoch, 1, MAX_EPOCH)) return `epoch is no number from 1 to ${MAX_EPOCH}`;
  if (!isSeqOf(p.seq, p.epoch)) return 'seq is not in the range of its epoch';
  if (!isHash(p.prev)) return 'prev is no hash';
  if (!isTypeName(p.type)) return 'type is no name of a record type';
  if (typeof p.ref !== 'object' || p.ref === null || Array.isArray(p.ref)) return 'ref is no object';
  if (p.digest !== '' && !isHash(p.digest)) return 'digest is no hash';
  if (!isWithin(p.size, 0, CONTENT_BYTES)) return `size is no integer from 0 to ${CONTENT_BYTES}`;
  if ((p.digest === '') !== (p.size === 0)) return 'digest and size do not fit together';
  return undefined;
};

/**
 * @throws RangeError when no reader would take the result: an own journal must never hold what others refuse
 */
export const sealEnvelope = (payload: EnvelopePayload, key: SigningKey): { envelope: string; hash: string } => {
  const fault = parseInstant(payload.at) === undefined ? 'at is no instant' : fieldFault(payload);
  if (fault) throw new RangeError(`Envelope: ${fault}.`);
  if (isDeeper(payload, MAX_DEPTH)) throw new RangeError(`Envelope: nests deeper than ${MAX_DEPTH} levels.`);
  const envelope = sealJws(ENVELOPE, payload, key);
  if (envelope.length > ENVELOPE_BYTES) throw new RangeError(`Envelope: longer than ${ENVELOPE_BYTES} bytes.`);
  return { envelope, hash: sha256(envelope) };
};

/**
 * Reads an envelope without checking its signature: see {@link checkEnvelope}. Left to the caller: that coalition, origin,
 * epoch, kid and prev are those of the chain, and that digest and size are those of the content.
 * @returns a fault of the class *envelope*, which names what is wrong
 */
export const openEnvelope = (compact: string): OpenedEnvelope | Fault => {
  const jws = openJws(compact, ENVELOPE);
  if (!jws.ok) return jws;
  const fault = fieldFault(jws.payload);
  if (fault) return faultOf(fault);
  const at = parseInstant(jws.payload.at);
  if (at === undefined) return faultOf('at is no instant in UTC with milliseconds');
  const payload = jws.payload as EnvelopePayload;
  return { ok: true, payload, hash: sha256(compact), kid: jws.header.kid, at, jws };
};

/** Whether `key` is the one that the envelope names, and signed it. */
export const checkEnvelope = (opened: OpenedEnvelope, key: KeyObject): boolean => checkJws(opened.jws, key);
