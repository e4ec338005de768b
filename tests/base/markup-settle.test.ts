// The sanitiser has the last word on every post. Where HTML is known to stand as the sanitiser writes it, it is not asked:
// then it would have answered the same bytes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderUnsettled } from '../../src/base/markup.ts';
import { isSettled, sanitizeHtml, settleHtml } from '../../src/base/markup-settle.ts';

const unsettled = (markdown: string) => renderUnsettled(markdown, { origin: 'greens.example', from: 'reds.example' });

const markdownPieces = fc.constantFrom(
  ...[
    'a',
    'b c',
    '\n',
    '\n\n',
    '    ',
    '> ',
    '- ',
    '1. ',
    '7) ',
    '# ',
    '***',
    '---',
    '*',
    '**',
    '_',
    '~~',
    '`',
    '```\n',
    '```js\n',
  ],
  ...[
    '| a | b |\n| - | :-: |\n| c | d |\n',
    '[x](https://x.example/?a=1&b=2)',
    '[x](https://x.example "t")',
    '[x](/members/ada)',
  ],
  ...[
    '<https://x.example/ä>',
    'https://x.example/(a)',
    '![x](https://x.example)',
    '[x]: https://x.example\n',
    '[x](javascript:1)',
  ],
  ...[
    '@ada',
    '@ada@blues.example',
    'mailto:a@b.c',
    '&',
    '&amp;',
    '&copy;',
    '&#0;',
    '<',
    '>',
    '"',
    "'",
    '\\',
    '\0',
    '\r',
    'é',
    '\u2028',
  ],
  ...['<b>', '</p>', '<!--', '-->', '<a href="https://x.example">', '[', ']', '(', ')', '!', '|', '\ud800'],
);
const markdown = fc.array(markdownPieces, { maxLength: 40 }).map((pieces) => pieces.join(''));

const tags = ['p', 'blockquote', 'ul', 'ol', 'li', 'pre', 'h3', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'];
const phrases = ['a', 'em', 'strong', 's', 'code'];
const htmlPieces = fc.constantFrom(
  ...[...tags, ...phrases, 'b', 'script', 'svg', 'xmp', 'P'].flatMap((name) => [`<${name}>`, `</${name}>`]),
  ...[
    '<br />',
    '<hr />',
    '<br>',
    '<hr>',
    '<hr/>',
    '</br>',
    '<br / >',
    '<ol start="2">',
    '<ol start="x">',
    '<p class="x">',
  ],
  ...[
    '<a href="https://x.example/" rel="nofollow ugc noopener">',
    '<a href="https://x.example/">',
    '<a href="//x.example">',
  ],
  ...['<a href="https:///x.example" rel="nofollow ugc noopener">', '<a href="https:/x" rel="nofollow ugc noopener">'],
  ...[
    '<a href="HTTPS://x.example" rel="nofollow ugc noopener">',
    '<a href="mailto:a@b.c" rel="nofollow ugc noopener">',
  ],
  ...['<a href="https://x.example/&amp;copy;" rel="nofollow ugc noopener">', '<a href="/members/ada" class="mention">'],
  ...['<a href="https://x.example/&copy=1" rel="nofollow ugc noopener">', '<a href="/members/Ada" class="mention">'],
  ...['<a href="javascript:1" rel="nofollow ugc noopener">', '<a href="https://x.example" rel="nofollow" onclick="x">'],
  ...[
    'a',
    ' ',
    '\n',
    '&amp;',
    '&lt;',
    '&gt;',
    '&quot;',
    '&copy;',
    '&',
    '<',
    '>',
    '"',
    "'",
    '=',
    '/',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '\0',
    '\r',
  ],
);
const whole = (inner: fc.Arbitrary<string>, names: readonly string[]) =>
  fc.tuple(fc.constantFrom(...names), inner).map(([name, text]) => `<${name}>${text}</${name}>`);
/** Often whole, and often nearly so. */
const html = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: markdown.map((text) => sanitizeHtml(unsettled(text))) },
      { weight: 2, arbitrary: whole(whole(fc.constantFrom('', 'a'), [...tags, ...phrases]), [...tags, ...phrases]) },
      { weight: 1, arbitrary: fc.array(htmlPieces, { maxLength: 6 }).map((pieces) => pieces.join('')) },
    ),
    { maxLength: 4 },
  )
  .chain((parts) => {
    const text = parts.join('');
    return fc
      .tuple(fc.nat(text.length), fc.nat(3), fc.oneof(fc.constant(''), htmlPieces))
      .map(([at, gone, piece]) => text.slice(0, at) + piece + text.slice(at + gone));
  });

describe('what is known to be settled', () => {
  test('is what the sanitiser leaves as it is', () => {
    let settled = 0;
    fc.assert(
      fc.property(html, (text) => {
        if (!isSettled(text)) return;
        settled += 1;
        expect(sanitizeHtml(text)).toBe(text);
      }),
      { numRuns: 20_000 },
    );
    expect(settled).toBeGreaterThan(2_000);
  });

  test('makes no difference to any post', () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const rendered = unsettled(text);
        expect(settleHtml(rendered)).toBe(sanitizeHtml(rendered));
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    'Plain words, and "quoted" ones: 1 < 2 & 3 > 2.',
    'Two\nlines  \nand a break',
    '# A heading\n\n> quoted\n\n- one\n- two **strong** *and* ~~not~~\n\n7. seven\n\n---',
    'A [link](https://example.org/a?b=1&c=2), https://example.org/ä and a@example.org',
    'For @ada and @eve@blues.example: `code`',
    '```\ncode <b>\n```',
    '| a | b |\n| --- | --- |\n| c | d |',
  ])('includes ordinary posts: %j', (text) => {
    expect(isSettled(unsettled(text))).toBe(true);
  });

  test.each([
    '<script>alert(1)</script>',
    '<p onclick="alert(1)">x</p>',
    '<p><img src=x onerror=alert(1)></p>',
    '<p><a href="javascript:alert(1)">x</a></p>',
    '<p><a href="javascript:alert(1)" rel="nofollow ugc noopener">x</a></p>',
    '<p><a href="https://x.example">x</a></p>',
    '<p><a href="https://x.example\\@y.example" rel="nofollow ugc noopener">x</a></p>',
    '<p><a href="https:///x.example" rel="nofollow ugc noopener">x</a></p>',
    '<p><a href="https://x.example" rel="nofollow ugc noopener" target="x">x</a></p>',
    '<p><a href="https://x.example"rel="nofollow ugc noopener">x</a></p>',
    '<p><a href="/members/ada/../x" class="mention">x</a></p>',
    '<p>&#106;</p>',
    '<p>x',
    'x</p>',
    '<p><p>x</p></p>',
    '<em><p>x</em></p>',
    '<p>a > b</p>',
    '<!-- x -->',
    '<P>x</P>',
    `${'<blockquote>'.repeat(51)}${'</blockquote>'.repeat(51)}`,
  ])('does not include %j', (text) => {
    expect(isSettled(text)).toBe(false);
  });
});
