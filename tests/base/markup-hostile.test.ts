// Whatever somebody writes: only our tags, attributes and addresses come out, and soon.
import fc from 'fast-check';
import sanitize from 'sanitize-html';
import { describe, expect, test } from 'vitest';
import { excerptOf, mentionsIn, renderMarkup } from '../../src/base/markup.ts';
import { codePoint } from '../support/code-point.ts';

const home = { origin: 'greens.example' };
const render = (markdown: string) => renderMarkup(markdown, home);

const NAMES = 'p|blockquote|ul|ol|li|pre|h3|h4|h5|h6|table|thead|tbody|tr|th|td|a|em|strong|s|code';
const OUR_TAGS = new RegExp(
  [
    `</?(?:${NAMES})>`,
    '<[bh]r />',
    '<ol start="[0-9]+">',
    '<a href="/members/[a-z0-9_]{2,32}(?:@[a-z0-9.:~-]+)?" class="mention">',
    '<a href="(?:https?://|mailto:)[^"<>\\s]+"(?: title="[^"<>]*")? rel="nofollow ugc noopener">',
  ].join('|'),
  'gi',
);

/** Two readings of the same output: a grammar that knows our exact tags, and a tolerant HTML parser. */
const expectSafe = (html: string): void => {
  expect(html.replaceAll(OUR_TAGS, '')).not.toMatch(/[<>]/);
  const seen: string[] = [];
  sanitize(html, {
    allowedTags: false,
    allowedAttributes: false,
    allowVulnerableTags: true,
    onOpenTag(name: string, attributes: Record<string, string>) {
      seen.push(name, ...Object.keys(attributes));
      const { href } = attributes;
      if (href !== undefined) expect(href).toMatch(/^(?:https?:\/\/|mailto:|\/members\/)/i);
    },
  });
  const known = new Set([...NAMES.split('|'), 'br', 'hr', 'href', 'title', 'rel', 'class', 'start']);
  expect(seen.filter((name) => !known.has(name))).toEqual([]);
};

describe('addresses that run script, or lead nowhere good', () => {
  const addresses = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'java&#10;script:alert(1)',
    'java&Tab;script:alert(1)',
    '&#106;avascript:alert(1)',
    '&#x6A&#x61;vascript:alert(1)',
    'javascript&colon;alert(1)',
    'javascript\\:alert(1)',
    '\u0001javascript:alert(1)',
    '&#1;javascript:alert(1)',
    '\u00a0javascript:alert(1)',
    '\u200bjavascript:alert(1)',
    '\ufeffjavascript:alert(1)',
    '\uff4aavascript:alert(1)',
    'java\u0000script:alert(1)',
    'javascript://x.example/%0aalert(1)',
    'vbscript:msgbox(1)',
    'data:text/html;base64,PHNjcmlwdD4=',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'data:image/png;base64,AAAA',
    'file:///etc/passwd',
    'blob:https://x.example/1',
    'about:blank',
    'intent://x#Intent;end',
    'view-source:https://x.example',
    '//x.example',
    '\\\\x.example',
    '/\\x.example',
    'https:x.example',
    'https:/x.example',
    'https:\\\\x.example',
    'https:///x.example',
    'mailto:',
    '/members/ada',
    '../up',
    '?a=b',
    '#a',
  ];
  const forms: [string, (address: string) => string][] = [
    ['inline', (a) => `[x](${a})`],
    ['inline in <>', (a) => `[x](<${a}>)`],
    ['image', (a) => `![x](${a})`],
    ['reference', (a) => `[x][r]\n\n[r]: ${a}`],
    ['reference in <>', (a) => `[x]\n\n[x]: <${a}>`],
    ['autolink', (a) => `<${a}>`],
  ];
  test.each(forms)('%s', (_, form) => {
    for (const address of addresses) {
      const html = render(form(address));
      expectSafe(html);
      // `https://x.example` inside another address may become a link of its own.
      const hrefs = [...html.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
      for (const href of hrefs) expect(href, address).toMatch(/^https:\/\/x\.example/);
    }
  });
});

describe('markup of others', () => {
  test.each([
    '<script>alert(1)</script>',
    '<SCRIPT SRC=//x.example></SCRIPT>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<svg onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<math><mi xlink:href="javascript:alert(1)">',
    '<img src=x onerror=alert(1)>',
    '<p style="position:fixed">x</p>',
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<style>*{display:none}</style>',
    '<base href="https://x.example">',
    '<meta http-equiv=refresh content=0>',
    '<form action="https://x.example"><input></form>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<template><xmp><textarea></xmp></textarea>',
    '<!-- --><!--><img src=x onerror=alert(1)>-->',
    '<![CDATA[<img src=x onerror=alert(1)>]]>',
    '<?php alert(1) ?>',
    '</p></div></body></html>',
    '<plaintext>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&amp;lt;img src=x onerror=alert(1)&amp;gt;',
    '```<script>\nalert(1)\n```',
    '```" onmouseover="alert(1)\nx\n```',
    '|<script>|\n|-|\n|<img src=x onerror=alert(1)>|',
    '\u0000<\u0000script>alert(1)</script>',
  ])('%j is shown, not run', (markdown) => {
    const html = render(markdown);
    expectSafe(html);
    expect(html).not.toMatch(/<(?!\/?(?:p|pre|code|table|thead|tbody|tr|th|td)>|a href="https:\/\/x.example"|\/a>)/);
  });

  test('raw HTML stays readable', () => {
    expect(render('<b>x</b> <br>')).toBe('<p>&lt;b&gt;x&lt;/b&gt; &lt;br&gt;</p>\n');
    expect(render('<div>\n\n*x*')).toBe('<p>&lt;div&gt;</p>\n<p><em>x</em></p>\n');
  });

  test.each([
    '[x](https://x.example "a\\" onclick=\\"alert(1)")',
    '[x](https://x.example \'a" onclick="alert(1)\')',
    '[x](https://x.example (a"><script>alert(1)</script>))',
    '[x](https://x.example "&quot;><img src=x onerror=alert(1)>")',
    '[x](https://x.example/"onclick="alert(1))',
    "[x](https://x.example/'onclick='alert(1))",
    '[x](https://x.example/&quot;onclick=&quot;alert(1))',
    '[x](<https://x.example/"> onclick="alert(1)>)',
    '[x](https://x.example/`onclick=alert(1)`)',
    '<https://x.example/"onclick="alert(1)>',
    'https://x.example/"onclick="alert(1)',
    'https://x.example/?a=<script>alert(1)</script>',
    '[x][r]\n\n[r]: https://x.example "a\\"><svg onload=alert(1)>"',
    '![a"onerror="alert(1)](https://x.example/a.png)',
    '[<img src=x onerror=alert(1)>](https://x.example)',
    '@ada"onclick="alert(1)',
    '@ada@x.example"><script>',
  ])('no attribute is broken by %j', (markdown) => expectSafe(render(markdown)));
});

describe('letters that deceive', () => {
  test('a bare address shows the host that is asked', () => {
    expect(render('https://аррӏе.com')).toContain('>https://xn--80ak6aa92e.com</a>');
    expect(render('https://x.example/%E2%80%AEgpj.exe')).toContain('>https://x.example/%E2%80%AEgpj.exe</a>');
    expect(render('https://x.example/%20%20https://bank.example')).toContain('>https://x.example/%20%20https');
  });

  test('overrides of direction are left out', () => {
    expect(render('a\u202eb\u202dc')).toBe('<p>abc</p>\n');
  });

  test('a mention is in ASCII and shows where it leads', () => {
    expect(render('@\u212a\u212a @\u017f\u017f @\u0430da')).not.toContain('/members/');
    expect(render('@ada@gr\u0435ens.example')).not.toContain('/members/ada@gr');
    expect(render('@ada@greens.example.x.example')).toContain('>@ada@greens.example.x.example</a>');
  });
});

describe('texts made to be slow', () => {
  const LENGTH = 40_000;
  /** Of the processor, since other tests may be busy beside this one. */
  const within = <T>(ms: number, act: () => T): T => {
    const before = process.cpuUsage();
    const result = act();
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(ms);
    return result;
  };
  const units =
    '[ ] * _ > ` ~ ! < @ # | \\ & " - ![ []( ]( [a](b [a](<b [a][ `a &# <!-- *_ ~~*_ a**b <[ @ab @aa@a- a@b.co a@ http://'
      .split(' ')
      .concat('https://a.b/ https://a.b/€ https://a.b( mailto:a@b.c/ a\u0300 \u{1f600} \ud800'.split(' '))
      .concat([
        ' ',
        '\n',
        '> ',
        '- ',
        '* * ',
        '1. ',
        '*a ',
        '**a *b ',
        '[a]: b\n',
        '``` ',
        '<a ',
        'a|b\n',
        '    a\n',
        '-\n',
      ]);
  const texts: [string, string][] = [
    ...units.map((unit): [string, string] => [unit, unit.repeat(LENGTH / unit.length)]),
    ['nested links', `${'['.repeat(8000)}a${'](b)'.repeat(8000)}`],
    ['nested images', `${'!['.repeat(6500)}a${'](b)'.repeat(6500)}`],
    ['nested emphasis', `${'*a '.repeat(8000)}${'b*'.repeat(8000)}`],
    ['nested lists', Array.from({ length: 250 }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n')],
    ['lazy quotes', `${'>'.repeat(100)}a\n${'a\n'.repeat(19_000)}`],
    ['long reference', `[a]: https://x.example/${'y'.repeat(19_000)}\n\n${'[a] '.repeat(5000)}`],
    ['long title', `[a]: https://x.example "${'y'.repeat(19_000)}"\n\n${'[a] '.repeat(5000)}`],
    ['wide table', `${'|a'.repeat(200)}\n${'|-'.repeat(200)}\n${'a\n'.repeat(19_000)}`],
    ['wide tables', `${'|a'.repeat(255)}\n${'|-'.repeat(255)}\n${'a\n'.repeat(257)}\n`.repeat(25)],
    ['small tables', `${'|a'.repeat(50)}\n${'|-'.repeat(50)}\n${'a\n'.repeat(4)}\n`.repeat(190)],
    ['tables without end', `${'a|b\n-|-\n'.repeat(4000)}${'a\n'.repeat(4000)}`],
  ];

  test.each(texts)('%j', (_, text) => {
    const html = within(1000, () => render(text));
    expect(html.length).toBeLessThan(15 * LENGTH);
    expectSafe(html);
    within(1000, () => mentionsIn(text));
    within(1000, () => excerptOf(text, 200));
  });

  test.each([
    ['quotes and lists', `${'> '.repeat(60)}${'- '.repeat(60)}a`],
    ['emphasis', `${'*a '.repeat(300)}${'b*'.repeat(300)}`],
  ])('nothing nests deeper than 64: %s', (_, text) => {
    let depth = 0;
    let deepest = 0;
    for (const [tag] of render(text).matchAll(/<\/?[a-z]/g)) {
      depth += tag.startsWith('</') ? -1 : 1;
      deepest = Math.max(deepest, depth);
    }
    expect(deepest).toBeGreaterThan(20);
    expect(deepest).toBeLessThanOrEqual(64);
  });
});

describe('anything at all', () => {
  const shards =
    '[ ] ( ) < > " \' ` * _ ! \\ & # ; : / |- | ``` <!-- javascript: data: https://x.example mailto: @ada @ada@x.example'
      .split(' ')
      .concat('&quot; &#x3c; &lt; <script> </p> <a href=" onclick= [r]: \u0000 \u202e'.split(' '))
      .concat([' ', '\n', '\n\n', '|-|\n', '> ', '- ', '[r]: ']);
  const text = fc.oneof(
    fc.array(fc.oneof(fc.constantFrom(...shards), fc.string({ unit: codePoint, maxLength: 5 })), { maxLength: 40 }),
    fc.array(fc.constantFrom(...shards), { maxLength: 60 }),
    fc.array(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      { maxLength: 60 },
    ),
  );

  test('comes out safe', () => {
    fc.assert(
      fc.property(text, (pieces) => {
        const markdown = pieces.join('');
        const html = render(markdown);
        expectSafe(html);
        // What is safe stays as it is: nothing is left for another pass to take away.
        expect(html.replaceAll(/&(?!(?:amp|lt|gt|quot);)/g, '')).toBe(html);
        for (const { name, host } of mentionsIn(markdown))
          expect(`${name}@${host}`).toMatch(/^[a-z0-9_]+@[a-z0-9.:~-]+$/);
        expect(excerptOf(markdown, 50).length).toBeLessThanOrEqual(50);
      }),
      { numRuns: 3000 },
    );
  });
});
