// What Markdown becomes, whom it mentions, and how a text begins. Attacks are in markup-hostile.test.ts.
import { describe, expect, test } from 'vitest';
import { excerptOf, mentionsIn, renderMarkup } from '../../src/base/markup.ts';

const home = { origin: 'greens.example' };
const render = (markdown: string) => renderMarkup(markdown, home).trim();
const out = (href: string, text: string) => `<a href="${href}" rel="nofollow ugc noopener">${text}</a>`;
const local = (name: string) => `<a href="/members/${name}" class="mention">@${name}</a>`;

describe('rendering', () => {
  test.each([
    ['*a* **b** ~~c~~ `d`', '<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>'],
    ['one\ntwo  \nthree', '<p>one\ntwo<br />\nthree</p>'],
    ['> said\n\nanswered', '<blockquote>\n<p>said</p>\n</blockquote>\n<p>answered</p>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['3. a\n4. b', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['# one\n## two\n###### six', '<h3>one</h3>\n<h4>two</h4>\n<h6>six</h6>'],
    ['```js\n<b>\n```', '<pre><code>&lt;b&gt;\n</code></pre>'],
    ['a\n\n---', '<p>a</p>\n<hr />'],
    ['"quotes" -- (c)', '<p>"quotes" -- (c)</p>'],
    ['', ''],
  ])('%j', (markdown, html) => expect(render(markdown)).toBe(html));

  test('tables, without inline style', () => {
    const html = render('|a|b|\n|:-|-:|\n|1|2|').replaceAll('\n', '');
    expect(html).toBe(
      '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
    );
  });

  test('tables with cells left out', () => {
    expect(render('a|b|c\n-|-|-\n1\n1|2').match(/<td>/g)).toHaveLength(6);
  });

  test.each([
    ['[a](https://x.example/p?q=1&r=2)', out('https://x.example/p?q=1&amp;r=2', 'a')],
    ['[a](https://x.example "b")', '<a href="https://x.example" title="b" rel="nofollow ugc noopener">a</a>'],
    ['[a][r]\n\n[r]: https://x.example', out('https://x.example', 'a')],
    ['<https://x.example>', out('https://x.example', 'https://x.example')],
    ['see https://x.example/a.', `see ${out('https://x.example/a', 'https://x.example/a')}.`],
    ['HTTP://X.example', out('HTTP://X.example', 'HTTP://X.example')],
    ['ada@x.example', out('mailto:ada@x.example', 'ada@x.example')],
    ['https://x.example/Åland', out('https://x.example/%C3%85land', 'https://x.example/Åland')],
  ])('link %j', (markdown, html) => expect(render(markdown)).toBe(`<p>${html}</p>`));

  test.each([
    ['![alt](https://x.example/a.png)', out('https://x.example/a.png', 'alt')],
    ['wow! [alt](https://x.example)', `wow! ${out('https://x.example', 'alt')}`],
    ['wow!<https://x.example>', `wow!${out('https://x.example', 'https://x.example')}`],
    ['wow\\![alt](https://x.example)', `wow!${out('https://x.example', 'alt')}`],
  ])('an image is a link: %j', (markdown, html) => expect(render(markdown)).toBe(`<p>${html}</p>`));

  test.each(['www.x.example', 'README.md', '//x.example/a', 'ftp://x.example', '[a](/members/ada)', '[a](#b)'])(
    'no link: %j',
    (markdown) => expect(render(markdown)).toBe(`<p>${markdown}</p>`),
  );
});

describe('mentions', () => {
  test.each([
    ['@ada', local('ada')],
    ['(@ada), @ben!', `(${local('ada')}), ${local('ben')}!`],
    ["@ada's and *@ben*", `${local('ada')}'s and <em>${local('ben')}</em>`],
    ['@Ada', local('ada')],
    ['@two_words', local('two_words')],
    ['@ada@greens.example', local('ada')],
    ['@ada@libs.example.', `${local('ada@libs.example')}.`],
    ['@ada@localhost:4101: hi', `${local('ada@localhost:4101')}: hi`],
    ['@ada@Libs.Example', local('ada@libs.example')],
  ])('%j', (markdown, html) => expect(render(markdown)).toBe(`<p>${html}</p>`));

  test.each(['`@ada`', '    @ada', '[@ada](https://x.example)', 'https://x.example/@ada', 'https://x.example/?(@ada)'])(
    'not in code or links: %j',
    (markdown) => {
      expect(render(markdown)).not.toContain('/members/');
      expect(mentionsIn(markdown)).toEqual([]);
    },
  );

  test.each([
    'ada@ben',
    'ada@ben.example',
    'mailto:a@ben.example',
    '@types/node',
    '@a',
    '\\@ada',
    '@ada@',
    '@@ada',
    'é@ada',
  ])('not in addresses and the like: %j', (markdown) => {
    expect(render(markdown)).not.toContain('/members/');
    expect(mentionsIn(markdown)).toEqual([]);
  });

  test('a bare name means a member of where it was written', () => {
    const html = renderMarkup('@ada @ben@greens.example', { origin: 'greens.example', from: 'libs.example' });
    expect(html).toBe(`<p>${local('ada@libs.example')} ${local('ben')}</p>\n`);
  });

  test('are the same after rendering, however many texts were rendered meanwhile', () => {
    const texts = Array.from({ length: 300 }, (_, n) => `@ada @member_${n}@x.example\n\n> @cy\n\n\`@ben\``);
    const alone = texts.map((text) => mentionsIn(text));
    for (const text of texts) render(text);
    expect(texts.map((text) => mentionsIn(text))).toEqual(alone);
    expect(alone[7]).toEqual([{ name: 'ada' }, { name: 'member_7', host: 'x.example' }]);
  });

  test('are listed once each, without those in quotes', () => {
    const text = '> @cy said\n\n@ada, @Ada, @ada@x.example, @ADA@X.example:81 and [a](https://x.example) @ben';
    expect(mentionsIn(text)).toEqual([
      { name: 'ada' },
      { name: 'ada', host: 'x.example' },
      { name: 'ada', host: 'x.example:81' },
      { name: 'ben' },
    ]);
  });

  test('are at most 50', () => {
    const text = Array.from({ length: 60 }, (_, index) => `@member${index}`).join(' ');
    expect(mentionsIn(text)).toHaveLength(50);
  });
});

describe('excerpts', () => {
  test('are plain text without quotes', () => {
    const text = '> before\n\n# Title\n\nA *b* `c` [d](https://x.example) @ada &lt;\nnext\n\n```\ncode <x>\n```';
    expect(excerptOf(text, 200)).toBe('Title A b c d @ada < next code <x>');
  });

  test('end between words', () => {
    expect(excerptOf('one two three four', 12)).toBe('one two…');
    expect(excerptOf('one two', 7)).toBe('one two');
    expect(excerptOf('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
  });

  test('split no character', () => {
    expect(excerptOf('😀'.repeat(20), 10)).toBe(`${'😀'.repeat(4)}…`);
  });

  test('of a long text stay short', () => {
    expect(excerptOf('word '.repeat(8000), 100).length).toBeLessThanOrEqual(100);
  });
});
