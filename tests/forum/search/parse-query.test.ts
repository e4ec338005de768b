// The language of the search field: whatever is written is read or refused by its rule, and nothing of it is left as an operator.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/base/errors.ts';
import { foldWord, wordsIn } from '../../../src/base/words.ts';
import { parseQuery } from '../../../src/forum/search/parse-query.ts';
import { snippetOf } from '../../../src/forum/search/snippet.ts';
import { codePoint } from '../../support/code-point.ts';

const words = (text: string) => parseQuery(text).terms.map((term) => term.words.join(' '));

test('words, phrases, beginnings, exclusions, operators', () => {
  expect(parseQuery('Big "Red DOG" runn* -cat author:ada in:garden -from:reds.example:4101')).toEqual({
    terms: [
      { words: ['big'], written: 'Big', prefix: false },
      { words: ['red', 'dog'], written: 'Red DOG', prefix: false },
      { words: ['runn'], written: 'runn', prefix: true },
    ],
    not: [{ words: ['cat'], written: 'cat', prefix: false }],
    traits: [
      { kind: 'author', name: 'ada', origin: '' },
      { kind: 'in', slug: 'garden' },
    ],
    notTraits: [{ kind: 'from', origin: 'reds.example:4101' }],
    since: undefined,
    until: undefined,
  });
  expect(parseQuery('a after:2026-01-01 after:2026-02-01 before:2026-03-01 before:2026-04-01')).toMatchObject({
    since: Date.UTC(2026, 1, 1),
    until: Date.UTC(2026, 2, 1),
  });
  expect(words('title:x e-mail it’s "open end')).toEqual(['title x', 'e mail', 'it s', 'open end']);
});

const pieces = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: codePoint }),
    fc.constantFrom(
      '"',
      '“',
      '-',
      '*',
      ':',
      '(',
      ')',
      ' OR ',
      ' NEAR(',
      'author:',
      'in:',
      'before:',
      '2026-01-01',
      'title:',
      "'",
      '\\',
      '\u0000',
      '^',
      '+',
      '{',
      '}',
      ' ada ',
    ),
  ),
  { maxLength: 12 },
);
const query = pieces.map((parts) => parts.join(''));

describe('any text at all', () => {
  test('is read, or refused by a rule that names q', () => {
    fc.assert(
      fc.property(query, (text) => {
        try {
          parseQuery(text);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(error).toMatchObject({ code: 'invalid', field: 'q' });
          expect(error.message).toMatch(/^q: /);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('leaves letters, digits and marks alone, so that no quote ends early', () => {
    fc.assert(
      fc.property(query, (text) => {
        try {
          const { terms, not } = parseQuery(`ada ${text}`);
          for (const term of [...terms, ...not]) {
            expect(term.words.length).toBeGreaterThan(0);
            for (const word of term.words) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
            expect(term.written).toMatch(/^[\p{L}\p{N}\p{M} ]+$/u);
          }
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('folds to the same when it is folded again, and stands where it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const { folded, from, to } of wordsIn(text)) {
          expect(foldWord(folded)).toBe(folded);
          expect(foldWord(text.slice(from, to))).toBe(folded);
        }
      }),
    );
  });

  test('gives a short snippet', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('ada', 'Ada ada', '\n\n', '> '))),
        (parts) => {
          const snippet = snippetOf(parts.join(' '), parseQuery('ada').terms);
          expect(snippet.map(({ text }) => text).join('').length).toBeLessThanOrEqual(320);
          for (const { text, hit } of snippet) if (hit) expect(foldWord(text)).toContain('ada');
        },
      ),
    );
  });
});
