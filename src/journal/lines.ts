// Journals on the wire: one NDJSON line for an entry, an epoch statement, the evidence of a fork, or an erasure (protocol.md, Journals).
// A line that is none of them is a fault of the class *line*; what stands in it is looked at by envelope, epoch and records.
import { parseStrictJson, StrictJsonError } from '../base/strict-json.ts';
import { type Fault, faultOf } from './forms.ts';
import { ENVELOPE_BYTES, LINE_LENGTH } from './limits.ts';

/** Why an entry that has a content comes without it. */
export type Absence = 'erased' | 'withheld' | 'missing';

export type EntryLine = {
  readonly ok: true;
  readonly kind: 'entry';
  readonly envelope: string;
  /** `none`: the line has neither content nor reason, as entries have whose type knows no content. */
  readonly state: 'none' | 'held' | Absence;
  /** The text whose UTF-8 bytes are the content; null when it is not held. */
  readonly content: string | null;
};
export type EpochLine = { readonly ok: true; readonly kind: 'epoch'; readonly epoch: string };
export type EvidenceLine = {
  readonly ok: true;
  readonly kind: 'evidence';
  readonly first: string;
  readonly second: string;
};
export type ErasureLine = { readonly ok: true; readonly kind: 'erasure'; readonly erasure: string };
export type Line = EntryLine | EpochLine | EvidenceLine | ErasureLine;

/**
 * One entry as a line, without line break. Envelopes are base64url, so nothing in them needs escaping.
 * @param bytes the content where `state` is `held`, else null
 */
export const entryLine = (envelope: string, state: EntryLine['state'], bytes: Uint8Array | null): string => {
  if (state === 'none') return `{"envelope":"${envelope}"}`;
  if (state !== 'held') return `{"envelope":"${envelope}","content":null,"why":"${state}"}`;
  if (!bytes) throw new TypeError('A content that is held has bytes.');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return `{"envelope":"${envelope}","content":${JSON.stringify(text)}}`;
};

export const epochLine = (statement: string): string => `{"epoch":"${statement}"}`;

export const evidenceLine = (first: string, second: string): string => `{"evidence":["${first}","${second}"]}`;

export const erasureLine = (statement: string): string => `{"erasure":"${statement}"}`;

const entryOf = ({ envelope, content, why }: Readonly<Record<string, unknown>>): EntryLine | Fault => {
  if (typeof envelope !== 'string') return faultOf('envelope is no text');
  if (typeof content === 'string') {
    if (why !== undefined) return faultOf('why stands beside a content');
    return { ok: true, kind: 'entry', envelope, state: 'held', content };
  }
  if (content === null) {
    if (why !== 'erased' && why !== 'withheld' && why !== 'missing')
      return faultOf('why is not "erased", "withheld" or "missing"');
    return { ok: true, kind: 'entry', envelope, state: why, content: null };
  }
  if (content !== undefined) return faultOf('content is neither text nor null');
  if (why !== undefined) return faultOf('why stands without content');
  return { ok: true, kind: 'entry', envelope, state: 'none', content: null };
};

const evidenceOf = (pair: unknown): EvidenceLine | Fault => {
  if (!Array.isArray(pair) || pair.length !== 2) return faultOf('evidence is no pair');
  const [first, second] = pair;
  if (typeof first !== 'string' || typeof second !== 'string') return faultOf('evidence is no pair of texts');
  return { ok: true, kind: 'evidence', first, second };
};

/** A text in which nothing is escaped. */
const PLAIN = /^[A-Za-z0-9_.-]*$/;
const OPENING = '{"envelope":"';
const BETWEEN = '","content":';

/**
 * Reads an entry that is written as {@link entryLine} writes it, which is nearly every line there is. Undefined for
 * anything else, which the long way understands: both answer the same.
 */
const readPlainEntry = (text: string): EntryLine | undefined => {
  if (!text.startsWith(OPENING)) return undefined;
  const end = text.indexOf('"', OPENING.length);
  const envelope = text.slice(OPENING.length, end);
  if (envelope.length > ENVELOPE_BYTES || !PLAIN.test(envelope)) return undefined;
  if (!text.startsWith(BETWEEN, end) || !text.endsWith('}')) return undefined;
  try {
    // One JSON value, and so no second member.
    const content: unknown = JSON.parse(text.slice(end + BETWEEN.length, -1));
    return typeof content === 'string' && content.isWellFormed()
      ? { ok: true, kind: 'entry', envelope, state: 'held', content }
      : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads one line. Unknown fields are ignored.
 * @param text without its line break
 * @returns a fault of the class *line*, which names what is wrong
 */
export const parseLine = (text: string): Line | Fault => {
  if (text.length > LINE_LENGTH) return faultOf('too long');
  const plain = readPlainEntry(text);
  if (plain) return plain;
  let line: unknown;
  try {
    // A content may hold U+0000: that is a fault of the content, which is kept and passed on, not of the line.
    line = parseStrictJson(text, { allowNul: true });
  } catch (error) {
    if (error instanceof StrictJsonError) return faultOf(error.message);
    throw error;
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return faultOf('no object');
  const has = (field: string): boolean => Object.hasOwn(line, field);
  const kinds = ['envelope', 'epoch', 'evidence', 'erasure'].filter(has);
  if (kinds.length !== 1) return faultOf('not exactly one of envelope, epoch, evidence and erasure');
  const fields = line as Readonly<Record<string, unknown>>;
  if (kinds[0] === 'envelope') return entryOf(fields);
  if (kinds[0] === 'evidence') return evidenceOf(fields.evidence);
  if (kinds[0] === 'erasure')
    return typeof fields.erasure === 'string'
      ? { ok: true, kind: 'erasure', erasure: fields.erasure }
      : faultOf('erasure is no text');
  if (typeof fields.epoch !== 'string') return faultOf('epoch is no text');
  return { ok: true, kind: 'epoch', epoch: fields.epoch };
};
