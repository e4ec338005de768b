// What filters find in a text: as it is read, however it is written.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownText } from '../../../src/base/markup.ts';
import { addressesIn, pathOf } from '../../../src/forum/automation/addresses.ts';
import { beginsOf, glance } from '../../../src/forum/automation/glance.ts';
import { compileFilters, foldPattern } from '../../../src/forum/automation/match.ts';
import { readWords } from '../../../src/forum/automation/read-words.ts';
import { reached, untouched } from './ways-round.ts';

const found = (kind: 'words' | 'link', pattern: string, body: string, ...plain: string[]): boolean =>
  compileFilters([{ id: 1, kind, pattern: foldPattern(kind, pattern) ?? '' }])({ body, plain }).length === 1;

test('titles and what stands for images are read, apart from the words', () => {
  expect(found('words', 'cheap watches', 'Look!', '', 'Cheap watches on a table')).toBe(true);
  expect(found('words', 'cheap watches', 'Look!', 'CHEAP WATCHES')).toBe(true);
  expect(found('link', 'shop.example', 'Look!', '', 'A sign: shop.example')).toBe(true);
  // In markup the title would take the address away, and with it what hides behind an escape.
  const body = 'https://shop.example "a&amp;b"';
  expect(found('link', 'shop.example', body, '[x]:')).toBe(true);
  expect(found('words', 'cheap', 'A &amp; b', '[cheap]: https://a.example')).toBe(true);
  expect(found('words', 'cheap', 'A &amp; b', 'c\\heap')).toBe(false);
});

test('words are found in any case and with any accents, whole and in their order', () => {
  for (const text of ['CHEAP watches!', 'chéap\nWÄTCHES', 'che\u200bap *watches*', 'Buy "cheap, watches"'])
    expect(found('words', 'Cheap Watches', text), text).toBe(true);
  for (const text of ['cheapwatches', 'watches cheap', 'cheap old watches', ''])
    expect(found('words', 'Cheap Watches', text), text).toBe(false);
});

test('links are found by their host and the beginning of their path', () => {
  for (const text of [
    'https://shop.example/x',
    '[a](HTTP://WWW.Shop.Example:80)',
    'see shop.example.',
    '<//shop.example?a=1>',
  ])
    expect(found('link', 'https://shop.example/', text), text).toBe(true);
  for (const text of [
    'https://myshop.example',
    'https://shop.example.org',
    'shop example',
    'https://x.org/shop.example',
  ])
    expect(found('link', 'shop.example', text), text).toBe(false);
  expect(found('link', 'shop.example/sale', 'https://shop.example/sale/1')).toBe(true);
  expect(found('link', 'shop.example/sale', 'https://shop.example/about')).toBe(false);
  expect(found('link', 'bücher.example', 'https://xn--bcher-kva.example/')).toBe(true);
});

test('what is read counts, not how it is written', () => {
  for (const [cases, expected] of [
    [reached, true],
    [untouched, false],
  ] as const)
    for (const [kind, pattern, texts] of cases)
      for (const text of texts) expect.soft(found(kind, pattern, text), `${pattern} in ${text}`).toBe(expected);
});

test('what a glance passes over has nothing in it', () => {
  const patterns = [
    ...['a', 'ab', 'cheap watches', 'b a', '7', 'uber', '\u4e2d'].map((pattern) => ['words', pattern] as const),
    ...['shop.example', 'x.y', 'shop.example/a', 'a.a', 'b\u00fc.de'].map((pattern) => ['link', pattern] as const),
  ].map(([kind, pattern], id) => ({ id, kind, pattern: foldPattern(kind, pattern) ?? '' }));
  const match = compileFilters(patterns);
  const inText = (text: string): number[] => {
    const words = ` ${readWords(text).join(' ')} `;
    const addresses = addressesIn(text);
    const linked = (pattern: string): boolean => {
      const [host = '', ...path] = pattern.split('/');
      return addresses.some((one) => `.${one.host}`.endsWith(`.${host}`) && pathOf(one).startsWith(path.join('/')));
    };
    const has = ({ kind, pattern }: (typeof patterns)[number]) =>
      kind === 'words' ? words.includes(` ${pattern} `) : linked(pattern);
    return patterns.filter(has).map(({ id }) => id);
  };
  const words =
    'a Ab cheap CHEAP watches 7 b \u00dcber \u4e2d\u4e2d \u4e2d caf\u00e9 B\u00dc.de \u00adab \u0430b \uff21';
  const addresses = 'shop.example x.y. https://Shop.example/a .. b. http://a@x.y:80 %78.y //shop.example%2f';
  const between = [...' \n,.-\t/*~[])\\@\u00a0\u2013\u200b', '', '. ', '**', '&#46;', '&shy;', '](', ': '];
  const text = fc
    .array(fc.tuple(fc.constantFrom(...words.split(' '), ...addresses.split(' ')), fc.constantFrom(...between)), {
      maxLength: 8,
    })
    .map((pairs) => pairs.flat().join(''));
  const none = beginsOf([], []);
  fc.assert(
    fc.property(text, (one) => {
      const got = new Set(match({ body: one, plain: [] }));
      const shown = new Set(inText(shownText(one)));
      expect(got, one).toEqual(glance(one, none).marked ? shown : new Set(inText(one)));
      // What an address shows of characters that nobody sees is their numbers.
      if (!one.includes('.')) for (const id of shown) expect(got, one).toContain(id);
    }),
    { numRuns: 5_000 },
  );
});

test('a text made to be slow is read in time', () => {
  const patterns = Array.from({ length: 500 }, (_, id) => ({ id, kind: 'words' as const, pattern: `a b c ${id}` }));
  const match = compileFilters([...patterns, { id: 501, kind: 'link', pattern: 'shop.example' }]);
  // Of the processor: other work on the machine is not what is asked about.
  const from = process.cpuUsage();
  for (const text of ['a-'.repeat(20_000), 'a.'.repeat(20_000), '/'.repeat(40_000), '@.'.repeat(20_000)])
    match({ body: text, plain: [text] });
  const { user, system } = process.cpuUsage(from);
  expect((user + system) / 1_000).toBeLessThan(2_000);
});
