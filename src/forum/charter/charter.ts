// The charter's form: what a version says, how its bytes are made, and its hash (protocol.md, Charter). Pure.
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { sha256 } from '../../base/hash.ts';
import { ORIGIN, SLUG } from '../../base/names.ts';
import { parseStrictJson, StrictJsonError } from '../../base/strict-json.ts';
import { isHash, parseInstant } from '../../journal/forms.ts';

const instant = z
  .string()
  .refine((at) => parseInstant(at) !== undefined, 'must be an instant: 2026-01-01T00:00:00.000Z');
const hash = z.string().refine(isHash, 'must be a SHA-256 in base64url');
/** Charters are read on terminals too: no control characters, no half of a surrogate pair. */
const line = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters');
const prose = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, 'must not hold control characters');
const fraction = z
  .tuple([z.int().min(1).max(100), z.int().min(1).max(100)])
  .refine(([part, whole]) => part <= whole && 2 * part > whole, 'must be more than a half and at most the whole');

export const plankSchema = z.strictObject({
  slug: z.string().regex(SLUG, 'must be a-z, 0-9 and dashes, at most 64 characters'),
  title: line(120),
  text: prose(8_000),
  audience: z.enum(['public', 'members']),
  since: instant,
  /** The first steward's term began then; each lasts termDays. */
  termStart: instant,
  termDays: z.int().min(1).max(3_650),
  closed: instant.optional(),
});

export const constituentSchema = z.strictObject({
  id: z.string().regex(ORIGIN),
  url: z.url().max(300),
  name: line(120),
  /** Sorted in the bytes (RFC 8785), in the order of a public JWK once read. */
  gov: z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: hash }),
  since: instant,
  voting: z.boolean(),
});

export const rulesSchema = z.strictObject({
  admit: fraction,
  expel: fraction,
  plank: fraction,
  amend: fraction,
  noticeHours: z.int().min(0).max(720),
  reviewBy: instant,
});

const distinct = <T>(list: readonly T[], key: (item: T) => string): boolean =>
  new Set(list.map(key)).size === list.length;

export const charterSchema = z.strictObject({
  type: z.literal('charter'),
  v: z.int().min(1),
  /** Both are hashes, and '' in version 1. */
  coalition: hash.or(z.literal('')),
  prev: hash.or(z.literal('')),
  name: line(120),
  constituents: z
    .array(constituentSchema)
    .min(1)
    .max(200)
    .refine((list) => distinct(list, (one) => one.id), 'names a constituent twice'),
  planks: z
    .array(plankSchema)
    .max(50)
    .refine((list) => distinct(list, (one) => one.slug), 'names a plank twice'),
  rules: rulesSchema,
  cuts: z.record(z.string().regex(ORIGIN), z.tuple([z.int().min(0), z.int().min(0), hash.or(z.literal(''))])),
  predecessor: hash.optional(),
});
export type Charter = z.infer<typeof charterSchema>;
export type Constituent = z.infer<typeof constituentSchema>;
export type Plank = z.infer<typeof plankSchema>;

/** The first field that breaks a rule, as `planks.0.slug` (`''` for the whole), and the rule. */
export const firstIssue = (error: z.ZodError): { field: string; rule: string } => {
  const [issue] = error.issues;
  return { field: issue?.path.join('.') ?? '', rule: issue?.message ?? 'breaks a rule' };
};

/** RFC 8785 bytes, as text: what is hashed and signed. */
export const charterBytes = (charter: Charter): string => {
  const bytes = canonicalize(charter);
  if (bytes === undefined) throw new TypeError('A charter is an object.');
  return bytes;
};

/** The version's hash H: base64url SHA-256 of its bytes. */
export const charterHash = (bytes: string): string => sha256(bytes);

/** Reads bytes that somebody sent. Answers why they are no charter, or the charter. */
export const parseCharter = (bytes: string): { ok: true; charter: Charter } | { ok: false; why: string } => {
  let value: unknown;
  try {
    value = parseStrictJson(bytes);
  } catch (error) {
    if (error instanceof StrictJsonError) return { ok: false, why: error.message };
    throw error;
  }
  const parsed = charterSchema.safeParse(value);
  if (!parsed.success) {
    const { field, rule } = firstIssue(parsed.error);
    return { ok: false, why: `${field || 'charter'}: ${rule}` };
  }
  if (charterBytes(parsed.data) !== bytes) return { ok: false, why: 'not in the form of RFC 8785' };
  return { ok: true, charter: parsed.data };
};
