// Why a request is refused: a closed set of codes with a text that is safe to show. Verbs throw, which rolls back; each
// door maps codes once.
import { plainly, type Said, said } from './said.ts';

export const refusalCodes = [
  'invalid', // a field breaks its rule
  'unauthenticated', // nobody is signed in, or the sign-in ended
  'wrong-credentials',
  'second-factor', // the password is right; a code is needed, or was wrong
  'forbidden', // signed in, but not allowed
  'sanctioned', // a measure that is in force forbids it: the text says which
  'not-found', // or not for this reader
  'gone', // deleted or erased
  'unacknowledged', // something must be known and agreed to first: the text says what
  'conflict', // somebody else was faster, or the name is taken
  'closed', // the place, thread or registration takes nothing new
  'key-reused', // an Idempotency-Key with another body
  'too-large',
  'too-many', // slow down
  'unsupported', // media type
  'unavailable', // cannot be done now: says why
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type RefusalDetails = {
  /** The input field, as the caller named it. */
  field?: string;
  /** Seconds to wait, for `too-many` and `unavailable`. */
  retryAfter?: number;
  cause?: unknown;
};

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  /** The message, and what it is made of: pages say it in the reader's language. */
  readonly said: Said;
  readonly field: string | undefined;
  readonly retryAfter: number | undefined;

  /** @param why what is wrong, in English: the field and the rule. Whatever has values is `said`. */
  constructor(code: RefusalCode, why: string | Said, details: RefusalDetails = {}) {
    const whole = typeof why === 'string' ? plainly(why) : why;
    super(whole.text, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.said = whole;
    this.field = details.field;
    this.retryAfter = details.retryAfter;
  }
}

/** A field that breaks a rule: ``invalid('until', said`must be in the future.`)``. */
export const invalid = (field: string, rule: Said): Refusal =>
  new Refusal('invalid', said`${field}: ${rule}`, { field });
