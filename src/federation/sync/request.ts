// What instances ask of each other, checked before any work is done for them (protocol.md, Exchange).
import { z } from 'zod';
import { ORIGIN } from '../../base/names.ts';
import { isHash } from '../../journal/forms.ts';
import { MAX_EPOCH, PAGE_ENTRIES } from '../../journal/limits.ts';

/** More constituents than a coalition has. */
const MOST_ORIGINS = 500;
const MOST_RANGES = 200;

const origin = z.string().regex(ORIGIN);
const seq = z.int().min(0);
const hash = z.string().refine(isHash, 'is no hash');
const few =
  (most: number) =>
  (value: object): boolean =>
    Object.keys(value).length <= most;

const epochs = z
  .record(z.string().regex(/^[1-9][0-9]{0,7}$/), z.tuple([seq, hash, z.int().min(0)]))
  .refine(few(MAX_EPOCH), 'too many epochs');

export const haveSchema = z.record(origin, epochs).refine(few(MOST_ORIGINS), 'too many origins');

const range = z.tuple([z.int().min(1), z.int().min(1)]).refine(([from, to]) => from <= to, 'ends before it begins');

export const syncRequestSchema = z.object({
  coalition: hash,
  have: haveSchema,
  /** Entries asked for whatever `have` says: holes, differences, audits. */
  want: z.record(origin, z.array(range).max(MOST_RANGES)).refine(few(MOST_ORIGINS), 'too many origins').default({}),
  /** Origins of which the caller takes nothing new now. */
  hold: z.array(origin).max(MOST_ORIGINS).default([]),
  head: z.object({ v: z.int().min(0), hash: z.string().max(64) }),
  limit: z.int().min(1).max(PAGE_ENTRIES).default(PAGE_ENTRIES),
  /** The lowest number of each epoch that the caller knows to be forked: lower evidence is news. */
  forked: z
    .record(origin, z.record(z.string().regex(/^[1-9][0-9]{0,7}$/), seq))
    .refine(few(MOST_ORIGINS), 'too many origins')
    .default({}),
  /** SHA-256 over the sorted hashes of all erasure statements that the caller holds, `''` for none. */
  erasures: z.string().max(64).default(''),
});
export type SyncRequest = z.output<typeof syncRequestSchema>;

export const nudgeSchema = z.object({
  coalition: hash,
  heads: z.record(origin, seq).refine(few(MOST_ORIGINS), 'too many origins'),
});
export type Nudge = z.output<typeof nudgeSchema>;

/** First line of an answer to a sync. */
export const greetingSchema = z.object({
  have: haveSchema,
  head: z.object({ v: z.int().min(0), hash: z.string().max(64) }),
});
export type Greeting = z.output<typeof greetingSchema>;

/** Last line. */
export const farewellSchema = z.object({ more: z.boolean() });
