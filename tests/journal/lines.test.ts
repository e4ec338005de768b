// Lines on the wire: any content unchanged, the quick way and the long way alike, and every fault of the class line.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealEnvelope } from '../../src/journal/envelope.ts';
import { LINE_LENGTH } from '../../src/journal/limits.ts';
import { entryLine, epochLine, evidenceLine, parseLine } from '../../src/journal/lines.ts';
import { codePoint } from '../support/code-point.ts';
import { operations, samplePayload } from './samples.ts';

const { envelope } = sealEnvelope(samplePayload, operations);

describe('a line', () => {
  test('of an entry is what the protocol says', () => {
    expect(entryLine('e', 'held', Buffer.from('{"a":"ü"}'))).toBe('{"envelope":"e","content":"{\\"a\\":\\"ü\\"}"}');
    expect(entryLine('e', 'erased', null)).toBe('{"envelope":"e","content":null,"why":"erased"}');
    expect(entryLine('e', 'none', null)).toBe('{"envelope":"e"}');
    expect(epochLine('s')).toBe('{"epoch":"s"}');
    expect(evidenceLine('a', 'b')).toBe('{"evidence":["a","b"]}');
  });

  test('carries any content unchanged, however it is set out', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 200 }), (content) => {
        const line = entryLine(envelope, 'held', Buffer.from(content));
        expect(line).not.toContain('\n');
        const expected = { ok: true, kind: 'entry', envelope, state: 'held', content };
        expect(parseLine(line)).toEqual(expected);
        expect(parseLine(` ${line.replace('","content":', '" ,"content" : ').replace(/\}$/, ' } ')}`)).toEqual(
          expected,
        );
        expect(parseLine(line.replace('{"envelope"', '{"new":{"a":[1]},"envelope"'))).toEqual(expected);
        const escaped = content.replace(/./gsu, (c) =>
          [...Array(c.length).keys()].map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
        );
        expect(parseLine(`{"envelope":"${envelope}","content":"${escaped}"}`)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test.each(['erased', 'withheld', 'missing'] as const)('says that a content is %s', (why) => {
    const expected = { ok: true, kind: 'entry', envelope, state: why, content: null };
    expect(parseLine(entryLine(envelope, why, null))).toEqual(expected);
  });

  test('of a type without content has none', () => {
    const expected = { ok: true, kind: 'entry', envelope, state: 'none', content: null };
    expect(parseLine(entryLine(envelope, 'none', null))).toEqual(expected);
  });

  test('carries epochs and evidence', () => {
    expect(parseLine(epochLine('a.b.c'))).toEqual({ ok: true, kind: 'epoch', epoch: 'a.b.c' });
    expect(parseLine(evidenceLine('a', 'b'))).toEqual({ ok: true, kind: 'evidence', first: 'a', second: 'b' });
  });

  test('reads an envelope by the rules of JSON, plain or not', () => {
    expect(parseLine('{"envelope":"\\u0041\\"","content":"x"}')).toMatchObject({ envelope: 'A"', content: 'x' });
    expect(parseLine('{"envelope":"\\u0041","content":"x"}')).toMatchObject({ envelope: 'A', content: 'x' });
    expect(parseLine('{"envelope":"a\tb","content":"x"}')).toMatchObject({ ok: false, fault: 'not JSON' });
  });

  const faults: [what: string, text: string, fault: RegExp][] = [
    ['nothing', '', /not JSON/],
    ['no JSON', 'hello', /not JSON/],
    ['half a line', entryLine(envelope, 'held', Buffer.from('{}')).slice(0, -1), /not JSON/],
    ['two lines', `${entryLine('e', 'held', Buffer.from('{}'))}\n${epochLine('s')}`, /not JSON/],
    ['null', 'null', /no object/],
    ['an array', '[{"envelope":"e"}]', /no object/],
    ['a text', '"envelope"', /no object/],
    ['none of the three', '{"more":true}', /exactly one/],
    ['two of the three', '{"envelope":"e","epoch":"s"}', /exactly one/],
    ['inherited names', '{"__proto__":{"envelope":"e"}}', /exactly one/],
    ['an envelope that is no text', '{"envelope":{"a":1}}', /^envelope/],
    ['a content that is no text', '{"envelope":"e","content":{"body":"x"}}', /^content/],
    ['a content that is a number', '{"envelope":"e","content":1}', /^content/],
    ['null without reason', '{"envelope":"e","content":null}', /^why/],
    ['another reason', '{"envelope":"e","content":null,"why":"lost"}', /^why/],
    ['a reason beside a content', '{"envelope":"e","content":"{}","why":"erased"}', /^why/],
    ['a reason alone', '{"envelope":"e","why":"erased"}', /^why/],
    ['an epoch that is no text', '{"epoch":1}', /^epoch/],
    ['evidence of one', '{"evidence":["a"]}', /^evidence/],
    ['evidence of three', '{"evidence":["a","b","c"]}', /^evidence/],
    ['evidence that is no text', '{"evidence":["a",1]}', /^evidence/],
    ['a member twice', '{"envelope":"e","content":"{}","content":"[]"}', /twice/],
    ['an envelope twice', '{"envelope":"e","envelope":"f","content":"{}"}', /twice/],
    ['depth 1,000', `{"envelope":"e","x":${'['.repeat(1000)}${']'.repeat(1000)}}`, /deeper/],
    ['a lone surrogate, escaped', '{"envelope":"e","content":"\\ud800"}', /surrogate/],
    ['a lone surrogate, raw', '{"envelope":"e","content":"\ud800"}', /surrogate/],
    ['a raw U+0000', '{"envelope":"e","content":"\0"}', /not JSON/],
    ['too much', `{"envelope":"e","content":"${'x'.repeat(LINE_LENGTH)}"}`, /too long/],
  ];
  test.each(faults)('is refused: %s', (_, text, fault) => {
    expect(parseLine(text)).toEqual({ ok: false, fault: expect.stringMatching(fault) });
  });
});
