// Why not, as problem details (RFC 9457). Codes are stable: they are what programs look at.
import { Refusal, type RefusalCode } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { plainly, type Said, said } from '../base/said.ts';
import type { Answer } from './answer.ts';

/** `method-not-allowed` and `internal` are the server's own; verbs never throw them. */
export type ProblemCode = RefusalCode | 'method-not-allowed' | 'internal';

/** One broken rule of the input. */
export type FieldError = { field: string; rule: string };

/** The same, as it is translated. */
export type BrokenRule = { field: string; rule: Said };

/** Part of what a problem tells: what is wrong, and with which field. */
export type Told = { field: string | undefined; said: Said };

export type Problem = {
  /** Where the code is explained. */
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  field?: string;
  errors?: FieldError[];
  /** What `detail` is made of. Pages say it in the reader's language; it is not sent. */
  told: Told[];
};

export const PROBLEM_TYPE = 'application/problem+json';

/** Input that breaks more than one rule: says all of them. */
export class InvalidInput extends Refusal {
  readonly errors: FieldError[];
  readonly told: Told[];
  constructor(broken: readonly BrokenRule[]) {
    const told = broken.map(({ field, rule }) => ({ field, said: field ? said`${field}: ${rule}` : rule }));
    const field = broken[0]?.field;
    super('invalid', told.map((each) => each.said.text).join(' '), field ? { field } : {});
    this.errors = broken.map(({ field: name, rule }) => ({ field: name, rule: rule.text }));
    this.told = told;
  }
}

type Kind = { status: number; title: string };

export const kindOf = (code: ProblemCode): Kind => {
  switch (code) {
    case 'invalid':
      return { status: 400, title: 'The request breaks a rule' };
    case 'unauthenticated':
      return { status: 401, title: 'Sign in first' };
    case 'wrong-credentials':
      return { status: 401, title: 'Name or password is wrong' };
    case 'second-factor':
      return { status: 401, title: 'A code of the second factor is needed' };
    case 'forbidden':
      return { status: 403, title: 'Not allowed' };
    case 'sanctioned':
      return { status: 403, title: 'A measure of the moderators forbids it' };
    case 'not-found':
      return { status: 404, title: 'Not here' };
    case 'method-not-allowed':
      return { status: 405, title: 'Another method is needed' };
    case 'conflict':
      return { status: 409, title: 'In conflict with what is there' };
    case 'unacknowledged':
      return { status: 409, title: 'To be acknowledged first' };
    case 'closed':
      return { status: 409, title: 'Closed' };
    case 'gone':
      return { status: 410, title: 'Gone' };
    case 'too-large':
      return { status: 413, title: 'Too large' };
    case 'unsupported':
      return { status: 415, title: 'Another media type is needed' };
    case 'key-reused':
      return { status: 422, title: 'The Idempotency-Key was used for something else' };
    case 'too-many':
      return { status: 429, title: 'Slow down' };
    case 'internal':
      return { status: 500, title: 'Our fault' };
    case 'unavailable':
      return { status: 503, title: 'Not now' };
  }
};

export type Failure = { problem: Problem; headers: Record<string, string> };

const problemOf = (code: ProblemCode, why: Said): Problem => {
  const { status, title } = kindOf(code);
  return { type: `/api#${code}`, title, status, code, detail: why.text, told: [{ field: undefined, said: why }] };
};

const OUR_FAULT = said`Something went wrong here. It was written down.`;

/** What to tell about anything that was thrown. Only refusals have a text that is safe to show. */
export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Refusal)) return { problem: problemOf('internal', OUR_FAULT), headers: {} };
  const problem = problemOf(error.code, error.said);
  if (error.field !== undefined) problem.field = error.field;
  problem.told = [{ field: error.field, said: error.said }];
  if (error instanceof InvalidInput) {
    problem.errors = error.errors;
    problem.told = error.told;
  }
  const headers: Record<string, string> = {};
  if (error.retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfter)));
  if (error.code === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  // What is left of the body is not read.
  if (error.code === 'too-large') headers.connection = 'close';
  return { problem, headers };
};

export const answerFailure = ({ problem, headers }: Failure): Answer => ({
  status: problem.status,
  type: PROBLEM_TYPE,
  body: JSON.stringify({ ...problem, told: undefined }),
  headers,
});

export const methodNotAllowed = (allowed: readonly string[]): Answer =>
  answerFailure({
    problem: problemOf('method-not-allowed', plainly(`Use ${allowed.join(' or ')} here.`)),
    headers: { allow: allowed.join(', ') },
  });

/** Server faults are logged with their cause; what callers did wrong is no news. */
export const logFailure = (log: Logger, error: unknown, call: { method: string; path: string }): void => {
  if (!(error instanceof Refusal)) log.error({ ...call, err: error }, 'a request failed');
  else if (kindOf(error.code).status >= 500)
    log.warn({ ...call, code: error.code, err: error.cause ?? error.message }, 'a request was turned away');
};
