// Atom feeds: well formed whatever is said, the same for everybody who may read it, nothing for visitors of what is not for them.
import { expect, test } from 'vitest';
import { xml2js } from 'xml-js';
import { createFeedReads } from '../../src/forum/threads/read-feed.ts';
import { feedRoutes } from '../../src/http/api/feeds.ts';
import { atomOf } from '../../src/http/atom.ts';
import { openForum } from './forum.ts';

const api = '/api/v1';
const openFeeds = () =>
  openForum({
    routes: (needs) =>
      feedRoutes({ ...needs, instanceFacts: () => ({ name: 'The Greens' }), feeds: createFeedReads(needs) }),
  });

type Text = { _text?: string; _cdata?: string | string[] };
type Entry = {
  id: Text;
  title: Text;
  content: Text;
  updated: Text;
  author: { name: Text };
  link: { _attributes: { href: string } };
};
const textOf = ({ _text, _cdata }: Text): string => [_cdata ?? _text ?? ''].flat().join('');
const entriesOf = (text: string): Entry[] => {
  const { feed } = xml2js(text, { compact: true }) as { feed: { entry?: Entry | Entry[] } };
  return [feed.entry ?? []].flat();
};

test('a feed of a board, a thread, a member: newest first, kept until something changes', async () => {
  await using h = await openFeeds();
  const ada = await h.join('ada');
  for (const title of ['One', 'Two <b>&amp;</b>']) {
    h.clock.advance(1_000);
    await h.call('POST', `${api}/boards/garden/threads`, {
      token: ada,
      body: { title, body: `See @ada *${title}*` },
    });
  }
  h.clock.advance(1_000);
  await h.call('POST', `${api}/threads/b1/posts`, { token: ada, body: { body: 'A reply' } });
  const board = await h.call('GET', `${api}/boards/garden/feed`);
  expect([board.status, board.headers.get('content-type')]).toEqual([200, 'application/atom+xml; charset=utf-8']);
  const entries = entriesOf(board.text);
  expect(entries.map(({ id }) => textOf(id))).toEqual(['tag:greens.example,2026:b2', 'tag:greens.example,2026:b1']);
  expect(textOf(entries[0]?.title ?? {})).toBe('Two &lt;b&gt;&amp;amp;&lt;/b&gt;');
  expect(textOf(entries[1]?.content ?? {})).toContain('<a href="http://greens.example/members/ada"');
  expect(entries[0]?.link._attributes.href).toBe('http://greens.example/threads/b2?post=b2');
  expect(textOf(entries[0]?.author.name ?? {})).toBe('ada@greens.example');
  const thread = await h.call('GET', `${api}/threads/b1/feed`);
  expect(entriesOf(thread.text).map(({ id }) => textOf(id))).toEqual([
    'tag:greens.example,2026:b3',
    'tag:greens.example,2026:b1',
  ]);
  for (const name of ['ada', 'ada@greens.example'])
    expect(entriesOf((await h.call('GET', `${api}/members/${name}/feed`)).text)).toHaveLength(3);
  // Unchanged, then an edit, then a deletion.
  const etag = board.headers.get('etag') ?? '';
  const again = () => h.call('GET', `${api}/boards/garden/feed`, { headers: { 'if-none-match': etag } });
  expect((await again()).status).toBe(304);
  await h.call('PATCH', `${api}/posts/b1`, { token: ada, body: { body: 'Edited' } });
  const edited = await again();
  expect([edited.status, entriesOf(edited.text).map(({ content }) => textOf(content))[1]]).toEqual([
    200,
    '<p>Edited</p>\n',
  ]);
  await h.call('DELETE', `${api}/posts/b2`, { token: ada });
  expect(entriesOf((await again()).text)).toHaveLength(1);
  expect(entriesOf((await h.call('GET', `${api}/members/ada/feed`)).text)).toHaveLength(2);
  for (const path of ['boards/none', 'planks/garden', 'threads/b99', 'threads/x', 'members/nobody', 'members/a@b@c'])
    expect([path, (await h.call('GET', `${api}/${path}/feed`)).status]).toEqual([path, 404]);
});

test('what is for members alone is in no feed of a visitor, and at once when it becomes so', async () => {
  await using h = await openFeeds();
  const ada = await h.join('ada');
  const cookie = await h.cookieOf('ada');
  for (const board of ['cellar', 'garden'])
    await h.call('POST', `${api}/boards/${board}/threads`, {
      token: ada,
      body: { title: `In the ${board}`, body: 'Mark' },
    });
  for (const path of ['boards/cellar', 'threads/b1']) {
    expect([path, (await h.call('GET', `${api}/${path}/feed`)).status]).toEqual([path, 404]);
    expect((await h.call('GET', `${api}/${path}/feed`, { token: ada })).text).toContain('In the cellar');
    expect((await h.call('GET', `${api}/${path}/feed`, { headers: { cookie: `koinon=${cookie}` } })).status).toBe(200);
    expect((await h.call('GET', `${api}/${path}/feed?token=${ada}`)).status).toBe(404);
  }
  const member = await h.call('GET', `${api}/members/ada/feed`);
  expect([member.text.includes('garden'), member.text.includes('cellar')]).toEqual([true, false]);
  const admin = (
    await h.signIn({ name: 'root_admin', password: 'correct horse battery', kind: 'token', agent: 'test' })
  ).session;
  const token = await h.accessTokens.issue(admin);
  expect((await h.call('GET', `${api}/boards/garden/feed`)).status).toBe(200);
  await h.call('PATCH', `${api}/boards/garden`, { token, body: { visibility: 'members' } });
  expect((await h.call('GET', `${api}/boards/garden/feed`)).status).toBe(404);
  expect((await h.call('GET', `${api}/members/ada/feed`)).text).not.toContain('garden');
  expect((await h.call('GET', `${api}/members/ada/feed`, { token: ada })).text).toContain('cellar');
});

test('nothing that anybody writes breaks the document', async () => {
  const site = { name: 'A & B <c> ]]> "d"', origin: 'greens.example:3000', publicUrl: 'http://greens.example:3000' };
  const at = '2026-01-01T00:00:00.000Z';
  const evil = [
    ']]>',
    ']]]]>>',
    '<![CDATA[',
    '&',
    '&amp;',
    '</entry>',
    '\u0000\u0008\u000b\ufffe\uffff',
    '\ud800',
    '<!--',
    '"\'',
    '𝕏',
  ];
  for (const word of evil) {
    const text = await atomOf({
      title: word,
      path: '/boards/x?a=1&b=2',
      feedPath: '/boards/x/feed',
      site,
      posts: [
        {
          name: '7@reds.example:81',
          thread: 'b1',
          threadTitle: word,
          html: `<p>${word}</p>`,
          author: { name: word, origin: 'x' },
          at,
          editedAt: null,
        },
      ],
    });
    const [entry, ...none] = entriesOf(text);
    expect([word, none]).toEqual([word, []]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
    expect(text.isWellFormed()).toBe(true);
    expect(textOf(entry?.id ?? {})).toBe('tag:reds.example,2026:7/reds.example-81');
    if (/^[\x21-\x7e]+$/.test(word)) expect(textOf(entry?.content ?? {})).toBe(`<p>${word}</p>`);
  }
});
