// Checks what came in against a route's schemas. What is wrong is named by field and rule.
import type { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import { type FieldError, InvalidInput } from './failure.ts';

type Issue = z.core.$ZodIssue;

const units = (origin: string, count: number | bigint): string => {
  const many = count === 1 || count === 1n ? '' : 's';
  if (origin === 'string') return `${count} character${many}`;
  if (origin === 'array' || origin === 'set') return `${count} item${many}`;
  return String(count);
};

/** The broken rule in plain words. */
const ruleOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing.' : `must be of type ${issue.expected}.`;
    case 'too_big':
      return `must be at most ${units(issue.origin, issue.maximum)}.`;
    case 'too_small':
      return `must be at least ${units(issue.origin, issue.minimum)}.`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}.`;
    case 'unrecognized_keys':
      return `has fields that nobody asked for: ${issue.keys.join(', ')}.`;
    case 'invalid_format':
      return issue.message.startsWith('Invalid') && issue.pattern
        ? `must match ${issue.pattern}.`
        : `${issue.message.replace(/\.?$/, '')}.`;
    default:
      return `${issue.message.replace(/\.?$/, '')}.`;
  }
};

const errorsOf = (issues: readonly Issue[]): FieldError[] =>
  issues.slice(0, 20).map((issue) => ({ field: issue.path.join('.'), rule: ruleOf(issue) }));

/** @throws InvalidInput with the broken rules */
export const check = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new InvalidInput(errorsOf(result.error.issues));
};

/** What breaks the form of a path's parts names nothing. */
export const checkParams = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal('not-found', 'There is nothing here, or not for you.');
};

const NUL = '\0';

/** PostgreSQL's text has no place for U+0000, and no field of ours has a use for it. */
export const refuseNul = (values: Readonly<Record<string, string>>): void => {
  for (const field in values)
    if (values[field]?.includes(NUL)) throw new InvalidInput([{ field, rule: 'must not hold U+0000.' }]);
};
