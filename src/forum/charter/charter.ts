// The charter's form: what a version says, how its bytes are made, and its hash (protocol.md, Charter). Pure.
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { sha256 } from '../../base/hash.ts';
import { ORIGIN, SLUG } from '../../base/names.ts';
import { isHash } from '../../journal/forms.ts';
import { isPublicJwk, type PublicJwk } from '../../journal/keys.ts';

const instant = z.iso.datetime({ precision: 3 });
const text = (length: number) => z.string().min(1).max(length);
const fraction = z
  .tuple([z.int().min(1).max(100), z.int().min(1).max(100)])
  .refine(([part, whole]) => part <= whole && 2 * part > whole, 'must be more than a half and at most the whole');

export const plankSchema = z.strictObject({
  slug: z.string().regex(SLUG),
  title: text(120),
  text: text(8_000),
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
  name: text(120),
  gov: z.custom<PublicJwk>(isPublicJwk, 'must be a public Ed25519 JWK of exactly kty, crv, x'),
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
  coalition: z.string(),
  prev: z.string(),
  name: text(120),
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
  cuts: z.record(z.string().regex(ORIGIN), z.tuple([z.int(), z.int(), z.string().refine(isHash)])),
  predecessor: z.string().optional(),
});
export type Charter = z.infer<typeof charterSchema>;
export type Constituent = z.infer<typeof constituentSchema>;
export type Plank = z.infer<typeof plankSchema>;

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
    value = JSON.parse(bytes);
  } catch {
    return { ok: false, why: 'not JSON' };
  }
  const parsed = charterSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, why: `${issue?.path.join('.') || 'charter'}: ${issue?.message ?? 'not a charter'}` };
  }
  if (charterBytes(parsed.data) !== bytes) return { ok: false, why: 'not in the form of RFC 8785' };
  return { ok: true, charter: parsed.data };
};
