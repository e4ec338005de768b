// The short way through the sanitiser: it answers what the sanitiser answers, or nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkTo, sanitiseMarkup } from '../../src/base/markup.ts';
import { parseMarkup, parser } from '../../src/base/markup-parse.ts';
import { settleMarkup } from '../../src/base/markup-settle.ts';

const render = (markdown: string): string => {
  const env = { home: { origin: 'greens.example', from: 'club.example' } };
  return parser.renderer.render(parseMarkup(markdown, env), parser.options, env);
};
const settle = (html: string) => settleMarkup(html, linkTo);

describe('what posts are made of is settled', () => {
  test.each([
    'Plain words, "quoted", with <tags> & ampersands.',
    '# Heading\n\n**bold** *soft* ~~gone~~ `code` and\\\na break\n\n---\n\n> quoted\n>\n> > twice',
    '- one\n- two\n  1. three\n  2. four\n\n7. seven\n8. eight',
    'See https://example.org/a?b=c#d, [this](https://example.org/(x)) and <mailto:ada@example.org>.',
    'Ask @ada, @bo@club.example and @eve@greens.example.',
    '| a | b |\n| :-- | --: |\n| 1 | 2 |\n\n```js\nif (a < b && c > d) "x";\n```\n\n    four',
  ])('%j', (markdown) => {
    const html = render(markdown);
    expect(settle(html)).toBe(sanitiseMarkup(html));
  });
});

test.each([
  '<script>alert(1)</script>',
  '<p onclick="x">a</p>',
  '<P>a</P>',
  '<p>a',
  '<p>a</em></p>',
  '<p><em>a</p></em>',
  'a > b',
  '<p>&nbsp;</p>',
  '<p>&amp</p>',
  '<a href="javascript:alert(1)">a</a>',
  '<a href="//x.example">a</a>',
  '<a href="/up">a</a>',
  '<a href="https://x.example" onclick="x">a</a>',
  '<a href="https://x.example/&quot;">a</a>',
  '<a href="https://x.example" title="a">a</a>',
  '<a>a</a>',
  '<ol start="1" class="x"><li>a</li></ol>',
  '<img src=x>',
  '<!-- a -->',
  '<toString>a</toString>',
  `${'<blockquote>'.repeat(49)}a${'</blockquote>'.repeat(49)}`,
])('%j is left to the sanitiser', (html) => {
  expect(settle(html)).toBeUndefined();
});

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  fc.constantFrom(
    '\n\n',
    '\n',
    '- ',
    '1. ',
    '> ',
    '```',
    '`',
    '**',
    '*',
    '~~',
    '# ',
    '| a | b |\n|---|:-:|\n| c | d |\n',
    '---\n',
  ),
  fc.constantFrom(
    '[a](https://x.example)',
    '[a](https://x.example "t")',
    '<https://x.example/ä>',
    '@ada',
    '@ada@b.example',
    '![i](http://i.example/i.png)',
  ),
  fc.constantFrom(
    '&amp;',
    '&quot;',
    '&#0;',
    '&nbsp;',
    '<b>',
    '</p>',
    '"',
    "'",
    '&',
    '<',
    '>',
    '\\',
    '\u0000',
    '\u202e',
    '    ',
  ),
);

test('whatever is written, both ways answer the same', () => {
  let short = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
      const html = render(pieces.join(''));
      const settled = settle(html);
      if (settled === undefined) return;
      short += 1;
      expect(settled).toBe(sanitiseMarkup(html));
    }),
    { numRuns: 2_000 },
  );
  expect(short).toBeGreaterThan(500);
});

// Without <p>, which a parser ends where another block begins: our renderer never puts one into another.
test('tags put together at random are settled as the sanitiser would, or not at all', () => {
  const tag = fc.constantFrom(
    '<em>',
    '</em>',
    '<br>',
    '<hr>',
    '<ol start="3">',
    '</ol>',
    '<li>',
    '</li>',
    '<td style="text-align:left">',
    '</td>',
    '<a href="https://x.example">',
    '</a>',
    '<code class="a">',
    '</code>',
    'text',
    '&lt;',
    '&quot;',
  );
  fc.assert(
    fc.property(fc.array(tag, { maxLength: 12 }), (tags) => {
      const html = tags.join('');
      const settled = settle(html);
      if (settled !== undefined) expect(settled).toBe(sanitiseMarkup(html));
    }),
    { numRuns: 2_000 },
  );
});
