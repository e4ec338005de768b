// Checks what came in against a route's schemas. What is wrong is named by field and rule.
import type { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import { ruleSaid, type Said, said } from '../base/said.ts';
import { type BrokenRule, InvalidInput } from './failure.ts';

type Issue = z.core.$ZodIssue;

const units = (origin: string, count: number | bigint): Said => {
  const amount = Number(count);
  if (origin === 'string') return amount === 1 ? said`${amount} character` : said`${amount} characters`;
  if (origin === 'array' || origin === 'set') return amount === 1 ? said`${amount} item` : said`${amount} items`;
  return said`${amount}`;
};

/** A schema's own words for its rule, as a sentence. */
const ownRule = (text: string): Said => {
  const { template, values } = ruleSaid(text);
  return template.endsWith('.') ? { text, template, values } : { text: `${text}.`, template: `${template}.`, values };
};

/** The broken rule in plain words. */
const ruleOf = (issue: Issue): Said => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? said`is missing.` : said`must be of type ${issue.expected}.`;
    case 'too_big':
      return said`must be at most ${units(issue.origin, issue.maximum)}.`;
    case 'too_small':
      return said`must be at least ${units(issue.origin, issue.minimum)}.`;
    case 'invalid_value':
      return said`must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}.`;
    case 'unrecognized_keys':
      return said`has fields that nobody asked for: ${issue.keys.join(', ')}.`;
    case 'invalid_format':
      if (issue.format === 'datetime') return said`must be a time in UTC like 2026-01-31T12:00:00.000Z.`;
      return issue.message.startsWith('Invalid') && issue.pattern
        ? said`must match ${issue.pattern}.`
        : ownRule(issue.message);
    default:
      return ownRule(issue.message);
  }
};

const brokenBy = (issues: readonly Issue[]): BrokenRule[] =>
  issues.slice(0, 20).map((issue) => ({ field: issue.path.join('.'), rule: ruleOf(issue) }));

/** @throws InvalidInput with the broken rules */
export const check = <S extends z.ZodType>(schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new InvalidInput(brokenBy(result.error.issues));
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
    if (values[field]?.includes(NUL)) throw new InvalidInput([{ field, rule: said`must not hold U+0000.` }]);
};
