// Requests to an operation: such as its schemas allow, and such as somebody sends who means harm or cannot read.
import fc from 'fast-check';
import { codePoint } from '../support/code-point.ts';
import type { ApiDocument, Operation } from './document.ts';
import { Seen, valuesOf } from './values.ts';

/** What goes wrong with a request before it is sent. */
export type Harm =
  | 'none'
  | 'no-json'
  | 'other-type'
  | 'no-body'
  | 'wrong-kinds'
  | 'without-a-field'
  | 'more-fields'
  | 'deep'
  | 'huge'
  | 'surrogate'
  | 'nul'
  | 'twice';

export type Request = {
  readonly operation: Operation;
  readonly who: number;
  readonly harm: Harm;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly pick: number;
};

/** Who calls: a visitor, members, a moderator, an admin, somebody with a token that is none. */
export const CALLERS = ['visitor', 'ada', 'bo', 'mo', 'root', 'nobody'] as const;

const harms: fc.Arbitrary<Harm> = fc.oneof(
  { weight: 14, arbitrary: fc.constant<Harm>('none') },
  {
    weight: 8,
    arbitrary: fc.constantFrom<Harm>(
      ...(['no-json', 'other-type', 'no-body', 'wrong-kinds', 'without-a-field', 'more-fields'] as const),
      ...(['deep', 'huge', 'surrogate', 'nul', 'twice'] as const),
    ),
  },
);

const parametersOf = (document: ApiDocument, operation: Operation, where: string) =>
  fc.record(
    Object.fromEntries(
      operation.parameters
        .filter((one) => one.in === where)
        .map((one) => [
          one.name,
          fc.oneof(
            { weight: 6, arbitrary: valuesOf(document, one.schema, one.name) },
            { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 400 }) },
          ),
        ]),
    ),
    where === 'path' ? {} : { requiredKeys: [] },
  );

export const requestsTo = (document: ApiDocument, operation: Operation): fc.Arbitrary<Request> => {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return fc.record({
    operation: fc.constant(operation),
    // Mostly those who may: a visitor finds most doors shut.
    who: fc.oneof(
      { weight: 1, arbitrary: fc.nat(CALLERS.length - 1) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
    ),
    harm: harms,
    path: parametersOf(document, operation, 'path'),
    query: parametersOf(document, operation, 'query'),
    headers: parametersOf(document, operation, 'header'),
    body: schema ? valuesOf(document, schema, 'body') : fc.uint8Array({ maxLength: 400 }),
    pick: fc.nat(1000),
  }) as fc.Arbitrary<Request>;
};

/** Fills in what was seen. @param seen texts by the name under which they stood */
export const settle = (value: unknown, seen: ReadonlyMap<string, readonly string[]>): unknown => {
  if (value instanceof Seen) {
    const known = seen.get(value.key) ?? [];
    return known.length > 0 ? known[value.pick % known.length] : value.otherwise;
  }
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((one) => settle(one, seen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, settle(one, seen)]));
};

const wrongKinds = [null, 7, -1.5, true, 'x', [], {}, [[]], { $ne: 1 }] as const;

/** The bytes of the body and their type, harmed. */
export const bodyOf = (request: Request, settled: unknown): { body: string | Uint8Array; type: string } | undefined => {
  const { operation, harm, pick } = request;
  if (!operation.requestBody || harm === 'no-body') return undefined;
  const [other] = Object.keys(operation.requestBody.content).filter((type) => type !== 'application/json');
  if (settled instanceof Uint8Array) return { body: settled, type: other ?? 'application/octet-stream' };
  const json = 'application/json';
  const isObject = typeof settled === 'object' && settled !== null && !Array.isArray(settled);
  const fields: Record<string, unknown> = isObject ? { ...settled } : { value: settled };
  const keys = Object.keys(fields);
  const key = keys[pick % Math.max(1, keys.length)] ?? 'x';
  const text = (value: unknown) => ({ body: JSON.stringify(value), type: json });
  switch (harm) {
    case 'no-json':
      return { body: `${JSON.stringify(settled).slice(0, -1)},`, type: json };
    case 'other-type':
      return { body: JSON.stringify(settled), type: 'text/plain' };
    case 'wrong-kinds':
      return text({ ...fields, [key]: wrongKinds[pick % wrongKinds.length] });
    case 'without-a-field':
      delete fields[key];
      return text(fields);
    case 'more-fields':
      return {
        body: JSON.stringify({ ...fields, xtra: 1 }).replace('"xtra"', pick % 2 ? '"__proto__"' : '"constructor"'),
        type: json,
      };
    case 'deep':
      return { body: `{"${key.replaceAll(/[^\w]/g, '')}":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, type: json };
    case 'huge':
      return text({ ...fields, [key]: 'x'.repeat(600_000) });
    case 'surrogate':
      return { body: JSON.stringify({ ...fields, [key]: 'MARK' }).replace('MARK', 'a\\ud800b'), type: json };
    case 'nul':
      return text({ ...fields, [key]: 'a\u0000b' });
    case 'twice':
      return { body: JSON.stringify(fields).replace('{', `{${JSON.stringify(key)}:1,`), type: json };
    default:
      return text(settled);
  }
};
