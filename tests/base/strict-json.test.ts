// Strict JSON: what is refused and why, that everything else reads as JSON.parse reads it, and that hostile texts cost little.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson, StrictJsonError } from '../../src/base/strict-json.ts';

const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

const refused: [what: string, text: string, why: RegExp][] = [
  ['nothing', '', /not JSON/],
  ['two values', '{} {}', /not JSON/],
  ['a trailing comma', '[1,]', /not JSON/],
  ['NaN', '[NaN]', /not JSON/],
  ['a byte order mark', '\ufeff{}', /not JSON/],
  ['an open string', '{"a":"b', /not JSON/],
  ['an open string that ends in a backslash', '{"a":"b\\', /not JSON/],
  ['a raw U+0000 in a string', '{"a":"b\0"}', /not JSON/],
  ['a raw U+0000 between tokens', '{"a":\0"b"}', /not JSON/],
  ['a raw line break in a string', '"a\nb"', /not JSON/],
  ['a duplicate', '{"a":1,"a":2}', /twice/],
  ['a duplicate with the same value', '{"a":1,"b":2,"a":1}', /twice/],
  ['a duplicate deep inside', '{"a":[{"b":{"c":1,"d":[],"c":1}}]}', /twice/],
  ['a duplicate that is written with an escape', '{"a":1,"\\u0061":2}', /twice/],
  ['a duplicate after a text full of colons', '{"a":":\\":\\\\","b":1,"b":2}', /twice/],
  ['a duplicate beside a text that hides a member', '{"a":"{\\"b\\":1}","c":1,"c":2}', /twice/],
  ['a duplicate empty key', '{"":1,"":2}', /twice/],
  ['__proto__ twice', '{"__proto__":1,"__proto__":{"b":1}}', /twice/],
  ['33 arrays', nested(33), /deeper than 32/],
  ['33 objects', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, /deeper than 32/],
  ['1,000 arrays', nested(1000), /deeper than 32/],
  ['1,000 arrays that never close', '['.repeat(1000), /deeper than 32/],
  ['a lone high surrogate', '"\\ud800"', /surrogate/],
  ['a lone low surrogate', '["a\\udc00b"]', /surrogate/],
  ['surrogates in the wrong order', '"\\udc00\\ud800"', /surrogate/],
  ['a lone surrogate in a key', '{"a":{"\\uD800":1}}', /surrogate/],
  ['a raw lone surrogate', '"\ud800"', /surrogate/],
  ['a raw lone surrogate in a key', '{"\udfff":1}', /surrogate/],
  ['a pair half escaped, half raw', '"\\ud83d\ude00"', /surrogate/],
  ['U+0000', '{"a":"b\\u0000c"}', /U\+0000/],
  ['U+0000 in a key', '{"a":[{"\\u0000":1}]}', /U\+0000/],
];

const read: [what: string, text: string][] = [
  ['scalars', '[null,true,false,0,-0.5e-3,"",1e308]'],
  ['white space', ' {\t"a"\r\n: [ 1 , 2 ] } '],
  ['the same key in different objects', '[{"a":{"a":1}},{"a":2}]'],
  ['32 arrays', nested(32)],
  ['many siblings', `[${Array(1000).fill('[{}]').join()}]`],
  ['brackets and colons inside strings', `{"${'[{:'.repeat(50)}":"${'{[:'.repeat(50)}"}`],
  ['quotes and backslashes', '{"a\\"b":"\\\\\\"","c":"\\\\","d":"\\\\\\\\\\""}'],
  ['a pair, escaped and raw', '["\\ud83d\\ude00","😀"]'],
  ['U+FFFD, controls, non-characters', '["\ufffd","\\u0001\\u001f","\\uffff"]'],
  ['an escaped backslash before u0000', '"\\\\u0000"'],
  ['an escaped backslash before ud800', '"\\\\ud800"'],
];

describe('strict JSON', () => {
  test.each(refused)('refuses %s', (_, text, why) => {
    expect(() => parseStrictJson(text)).toThrow(StrictJsonError);
    expect(() => parseStrictJson(text)).toThrow(why);
  });

  test.each(read)('reads %s', (_, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  test('takes __proto__ for a member like any other', () => {
    const value = parseStrictJson('{"__proto__":{"admin":true},"a":{"__proto__":null}}') as Record<string, object>;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value.admin).toBeUndefined();
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test('lets U+0000 pass on request, and nothing else', () => {
    expect(parseStrictJson('{"a":"\\u0000"}', { allowNul: true })).toEqual({ a: '\0' });
    expect(() => parseStrictJson('{"a":"\\ud800"}', { allowNul: true })).toThrow(/surrogate/);
    expect(() => parseStrictJson('{"a":1,"a":"\\u0000"}', { allowNul: true })).toThrow(/twice/);
  });

  test('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, stringUnit: 'binary' }), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        fc.pre(!text.includes('\\u0000'));
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  test('sees any member that is written twice', () => {
    const key = fc.string({ unit: 'grapheme' });
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1 }), value, fc.nat(), (object, other, pick) => {
        const members = Object.entries(object).map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`);
        const [again] = Object.keys(object).slice(pick % members.length);
        members.splice(pick % (members.length + 1), 0, `${JSON.stringify(again)}:${JSON.stringify(other)}`);
        expect(() => parseStrictJson(`{${members.join()}}`)).toThrow(/twice/);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['depth', '['.repeat(2_000_000)],
    ['quotes', `"${'\\"'.repeat(1_000_000)}"`],
    ['backslashes', `"${'\\'.repeat(2_000_000)}"`],
    ['open strings', '"'.repeat(2_000_000)],
    ['members', `{${'"a":1,'.repeat(400_000)}"a":1}`],
  ])('is not held up by 2 MB of %s', (_, text) => {
    const started = performance.now();
    try {
      parseStrictJson(text);
    } catch (error) {
      expect(error).toBeInstanceOf(StrictJsonError);
    }
    // Linear: milliseconds. Anything quadratic would take minutes.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
