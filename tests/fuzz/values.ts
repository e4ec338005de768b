// Values that a JSON schema allows, as fast-check arbitraries. Where a text may name something, it is drawn from the names
// that answers have shown so far: those are filled in when a request is made.
import fc from 'fast-check';
import { codePoint } from '../support/code-point.ts';
import { type ApiDocument, follow, type Schema } from './document.ts';

/** A text that was seen under `key` in some answer, the `pick`th, or `otherwise` where there was none. */
export class Seen {
  readonly key: string;
  readonly pick: number;
  readonly otherwise: unknown;
  constructor(key: string, pick: number, otherwise: unknown) {
    this.key = key;
    this.pick = pick;
    this.otherwise = otherwise;
  }
}

/** The same, drawn from texts of another key. */
export const named = (value: unknown, key: string): unknown =>
  value instanceof Seen ? new Seen(key, value.pick, value.otherwise) : value;

/** Fields that name a post wherever they stand. */
const KEYS: Readonly<Record<string, string>> = { parent: 'post', upTo: 'post', post: 'post', thread: 'post' };

const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const schemasOf = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

const formats: Record<string, () => fc.Arbitrary<string>> = {
  uuid: () => fc.uuid(),
  email: () => fc.emailAddress(),
  uri: () => fc.webUrl(),
  date: () => fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10)),
  'date-time': () => fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
};

const matching = (pattern: string): fc.Arbitrary<string> => {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    // What fast-check cannot read backwards is at least text.
    return fc.string();
  }
};

/** Longer texts are rare, but the longest that is allowed comes up. */
const plainText = (least: number, most: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'grapheme', minLength: least, maxLength: Math.min(most, least + 40) }) },
    {
      weight: 2,
      arbitrary: fc.string({ unit: codePoint, minLength: least, maxLength: Math.min(most, least + 40) }),
    },
    { weight: 1, arbitrary: fc.constant('é'.repeat(Math.min(most, 50_000))) },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom('', '0', '-1', 'null', '[](', '<script>', '@ada', '*', '"', 'now')
        .map((one) => one.padEnd(least, 'x')),
    },
  );

const stringOf = (schema: Schema, key: string): fc.Arbitrary<unknown> => {
  const { pattern, format } = schema;
  const least = numberOf(schema.minLength, 0);
  const most = numberOf(schema.maxLength, 200);
  const made = typeof format === 'string' ? formats[format]?.() : undefined;
  const text = made ?? (typeof pattern === 'string' ? matching(pattern) : plainText(least, most));
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(fc.nat(1000), text).map(([pick, other]) => new Seen(KEYS[key] ?? key, pick, other)),
    },
    { weight: 2, arbitrary: text },
  );
};

const whole = (schema: Schema): fc.Arbitrary<number> => {
  const least = numberOf(schema.minimum, -5);
  const most = numberOf(schema.maximum, Number.MAX_SAFE_INTEGER);
  return fc.oneof(fc.integer({ min: least, max: Math.min(most, least + 30) }), fc.constantFrom(least, most));
};

/**
 * @param key the name under which the value stands: texts seen under the same name are tried there
 * @param depth how deep it stands: recursive schemas end somewhere
 */
export const valuesOf = (document: ApiDocument, given: Schema, key: string, depth = 0): fc.Arbitrary<unknown> => {
  const schema = follow(document, given);
  const inner = (one: Schema, name = key) => valuesOf(document, one, name, depth + 1);
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const choices = [...schemasOf(schema.anyOf), ...schemasOf(schema.oneOf)];
  if (choices.length > 0) return fc.oneof(...choices.map((one) => inner(one)));
  const parts = schemasOf(schema.allOf);
  if (parts.length > 0) return fc.tuple(...parts.map((one) => inner(one))).map((all) => Object.assign({}, ...all));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => inner({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return stringOf(schema, key);
    case 'integer':
      return whole(schema);
    case 'number':
      return fc.oneof(
        whole(schema),
        fc.double({ noNaN: true, min: numberOf(schema.minimum, -1e6), max: numberOf(schema.maximum, 1e6) }),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(isSchema(schema.items) ? inner(schema.items) : fc.jsonValue(), {
        minLength: numberOf(schema.minItems, 0),
        maxLength: Math.min(numberOf(schema.maxItems, 4), depth > 4 ? 0 : 4),
      });
    case 'object': {
      if (!isSchema(schema.properties))
        return isSchema(schema.additionalProperties)
          ? fc.dictionary(fc.string({ maxLength: 20 }), inner(schema.additionalProperties), { maxKeys: 4 })
          : fc.constant({});
      const fields = Object.entries(schema.properties).map(
        ([name, one]) => [name, inner(one as Schema, name)] as const,
      );
      const requiredKeys = Array.isArray(schema.required) ? schema.required.map(String) : [];
      return fc.record(Object.fromEntries(fields), { requiredKeys }) as fc.Arbitrary<unknown>;
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
};
