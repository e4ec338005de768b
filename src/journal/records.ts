// The record types (protocol.md, Record types): what stands in `ref`, what in the content, of each. A fault here is one of
// the class *content*: the entry is kept and passed on, and has no effect. Unknown fields are ignored.
import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { parseStrictJson, StrictJsonError } from '../base/strict-json.ts';
import { type Fault, faultOf } from './forms.ts';
import { adviceContents, adviceRefs } from './records/advice.ts';
import { charterContents, charterRefs } from './records/charter.ts';
import { memberContents, memberRefs } from './records/members.ts';
import { postContents, postRefs } from './records/posts.ts';

const refs = { ...postRefs, ...memberRefs, ...adviceRefs, ...charterRefs };
const contents = { ...postContents, ...memberContents, ...adviceContents, ...charterContents };

export type RecordType = keyof typeof refs;
export type ContentType = keyof typeof contents;
export type Ref<T extends RecordType> = z.output<(typeof refs)[T]>;
/** With its salt, as it is read. */
export type Content<T extends ContentType> = z.output<(typeof contents)[T]>;
/** Without its salt, as it is written (see sealContent). */
export type ContentFields<T extends ContentType> = Omit<Content<T>, 'salt'>;
export type Range = readonly [from: number, to: number];

export const recordTypes = Object.keys(refs) as readonly RecordType[];

/** The types whose contents can be erased: those with text. Governance can't be. */
export const erasableTypes = [
  'thread.started',
  'reply.posted',
  'post.edited',
  'member.described',
  'advisory.issued',
] as const satisfies readonly ContentType[];

export const isKnownType = (type: string): type is RecordType => Object.hasOwn(refs, type);

/** Whether entries of the type may carry a content. */
export const hasContent = (type: string): type is ContentType => Object.hasOwn(contents, type);

/** Whether a type that may carry a content must: advice and governance go without a word too. */
export const needsContent = (type: string): boolean =>
  hasContent(type) && type !== 'advisory.issued' && !type.startsWith('charter.');

/** Whether the envelope promises a content where its type has none, or none where it needs one. Unknown types may do either. */
export const misplacesContent = (type: string, size: number): boolean =>
  isKnownType(type) && (size === 0 ? needsContent(type) : !hasContent(type));

/** @returns undefined when `ref` is not its type's, or the type is unknown */
export const parseRef = <T extends RecordType>(type: T, ref: unknown): Ref<T> | undefined => {
  if (!isKnownType(type)) return undefined;
  const parsed = refs[type].safeParse(ref);
  return parsed.success ? (parsed.data as Ref<T>) : undefined;
};

export type ParsedContent<T extends ContentType> = { readonly ok: true; readonly content: Content<T> };

const textOf = (bytes: Uint8Array): string | undefined =>
  isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : undefined;

/**
 * Reads the content of an entry whose digest was found right.
 * @param content its bytes, or the text that they are in UTF-8
 */
export const parseContent = <T extends ContentType>(
  type: T,
  content: Uint8Array | string,
): ParsedContent<T> | Fault => {
  if (!hasContent(type)) return faultOf('the type has no content');
  const text = typeof content === 'string' ? content : textOf(content);
  if (text === undefined) return faultOf('not UTF-8');
  let value: unknown;
  try {
    value = parseStrictJson(text);
  } catch (error) {
    if (error instanceof StrictJsonError) return faultOf(error.message);
    throw error;
  }
  const parsed = contents[type].safeParse(value);
  if (parsed.success) return { ok: true, content: parsed.data as Content<T> };
  const [issue] = parsed.error.issues;
  return faultOf(`${issue?.path.join('.') || 'content'}: ${issue?.message ?? 'not as its type says'}`);
};
