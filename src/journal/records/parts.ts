// What the record types are made of: names, codes, counts, ranges, texts.
import { z } from 'zod';
import { ORIGIN, parseEntryName } from '../../base/names.ts';
import { isHash, parseInstant, SALT } from '../forms.ts';
import { ALT_LENGTH, ATTACHMENTS, BLOB_BYTES, BODY_LENGTH, MAX_COUNT, MAX_RANGES, TITLE_LENGTH } from '../limits.ts';

/** At most `most` UTF-16 code units: zod's own `max` counts code points, and all instances must count alike. */
export const text = (most: number) => z.string().refine((value) => value.length <= most, `is longer than ${most}`);

/** `42@greens.example` */
export const entryName = z.string().refine((name) => parseEntryName(name) !== undefined, 'is no name of an entry');
export const origin = z.string().regex(ORIGIN);
/** The opaque random id by which peers know a member: never a name of people. */
export const MEMBER_ID = /^[A-Za-z0-9_-]{8,64}$/;
export const memberId = z.string().regex(MEMBER_ID);
/** A reason or an effect: unknown ones are shown, never acted on. */
export const code = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/);
export const count = z.int().min(0).max(MAX_COUNT);
export const hash = z.string().refine(isHash, 'is no SHA-256 in base64url');
export const instant = z.string().refine((at) => parseInstant(at) !== undefined, 'is no instant');
export const salt = z.string().regex(SALT);

const seq = z.int().min(1);
/** Numbers of own entries, both ends included. Neither sorted nor disjoint: what is named twice is erased once. */
export const ranges = z
  .array(z.tuple([seq, seq]).refine(([from, to]) => from <= to, 'ends before it begins'))
  .max(MAX_RANGES);

export const title = text(TITLE_LENGTH).min(1);
export const body = text(BODY_LENGTH);

const pixels = z.int().min(0).max(1_000_000);
export const attachments = z
  .array(
    z.object({
      digest: hash,
      type: z.string().regex(/^[a-z0-9][a-z0-9.+-]{0,63}\/[a-z0-9][a-z0-9.+-]{0,63}$/),
      size: z.int().min(1).max(BLOB_BYTES),
      width: pixels,
      height: pixels,
      alt: text(ALT_LENGTH),
    }),
  )
  .max(ATTACHMENTS);
