// Searching, by everybody who may: what is found, what is not, how it is paged, and what a bad query is told.
import { expect, test } from 'vitest';
import { searchPosts } from '../../src/forum/search/search-posts.ts';
import { searchRoutes } from '../../src/http/api/search.ts';
import { type Forum, openForum } from './forum.ts';
import { addPlank, origin } from './plank-rows.ts';

const api = '/api/v1';
const open = (options: { searchLimit?: number } = {}) =>
  openForum({ ...options, routes: (needs) => searchRoutes({ searchPosts: searchPosts(needs) }) });

const ask = async (
  h: Forum,
  q: string,
  more: { token?: string; sort?: string; cursor?: string; limit?: number } = {},
) => {
  const { token, ...rest } = more;
  const given = Object.entries(rest).map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams([['q', q], ...given] as [string, string][]);
  return h.call('GET', `${api}/search?${query}`, token ? { token } : {});
};
const names = async (h: Forum, q: string, more: Parameters<typeof ask>[2] = {}): Promise<string[]> => {
  const answer = await ask(h, q, more);
  expect(answer.status, `${q}: ${answer.text}`).toBe(200);
  return answer.json.items.map((item: { name: string }) => item.name);
};

const start = async (h: Forum, token: string, title: string, body: string, slug = 'garden'): Promise<string> => {
  h.clock.advance(1000);
  const answer = await h.call('POST', `${api}/boards/${slug}/threads`, { token, body: { title, body } });
  expect(answer.status, answer.text).toBe(201);
  return answer.json.name;
};
const reply = async (h: Forum, token: string, thread: string, body: string): Promise<string> => {
  h.clock.advance(1000);
  const answer = await h.call('POST', `${api}/threads/${thread}/posts`, { token, body: { body } });
  expect(answer.status, answer.text).toBe(201);
  return answer.json.name;
};

test('words, phrases, beginnings, exclusions; case and accents do not matter', async () => {
  await using h = await open();
  const ada = await h.join('ada');
  const one = await start(h, ada, 'Café', 'The Résumé of a *late* summer. ÅNGSTRÖM');
  const two = await reply(h, ada, one, 'summer late, and a resume');
  const three = await reply(h, ada, one, 'Nothing of the sort: re\u0301sume\u0301, zusätzlich ΣΤΟΙΧΕΙΟΝ');
  expect((await names(h, 'resume')).sort()).toEqual([one, two, three]);
  expect((await names(h, 'RÉSUMÉ')).sort()).toEqual([one, two, three]);
  expect(await names(h, 'cafe')).toEqual([one]);
  expect(await names(h, 'angstrom')).toEqual([one]);
  expect(await names(h, 'στοιχειον')).toEqual([three]);
  expect(await names(h, '"late summer"')).toEqual([one]);
  expect(await names(h, '“summer late”')).toEqual([two]);
  expect((await names(h, 'late summer')).sort()).toEqual([one, two]);
  expect((await names(h, 'resume -late')).sort()).toEqual([three]);
  expect((await names(h, 'resume -"summer late"')).sort()).toEqual([one, three]);
  expect(await names(h, 'zusatz*')).toEqual([three]);
  expect(await names(h, 'zusatz')).toEqual([]);
  // A word of the title and one of the body.
  expect(await names(h, 'cafe summer')).toEqual([one]);
  // Not across the two.
  expect(await names(h, '"cafe the"')).toEqual([]);
});

test('titles weigh more; time is the other way to sort', async () => {
  await using h = await open();
  const ada = await h.join('ada');
  const titled = await start(h, ada, 'Turnips', 'What do you do with them?');
  const said = await start(h, ada, 'Soup', `${'Something else entirely. '.repeat(4)}A turnips is in it.`);
  expect(await names(h, 'turnips')).toEqual([titled, said]);
  expect(await names(h, 'turnips', { sort: 'time' })).toEqual([said, titled]);
});

test('operators: author, in, from, before, after, and their exclusion', async () => {
  await using h = await open();
  const [ada, bo] = [await h.join('ada'), await h.join('bo')];
  await addPlank(h, 'elections', 'public', 7);
  const far = `7@${origin}`;
  const one = await start(h, ada, 'Marker', 'the marker');
  const two = await reply(h, bo, one, 'marker too');
  expect((await names(h, 'marker')).sort()).toEqual([far, one, two].sort());
  expect(await names(h, 'marker author:ada')).toEqual([one]);
  expect(await names(h, 'marker AUTHOR:@Ada@greens.example')).toEqual([one]);
  expect(await names(h, `author:rosa@${origin}`)).toEqual([far]);
  expect(await names(h, 'author:rosa')).toEqual([]);
  expect(await names(h, 'marker -author:ada in:garden')).toEqual([two]);
  expect(await names(h, 'marker in:elections')).toEqual([far]);
  expect(await names(h, `from:${origin}`)).toEqual([far]);
  expect((await names(h, 'from:greens.example')).sort()).toEqual([one, two]);
  expect(await names(h, `marker -from:greens.example`)).toEqual([far]);
  expect(await names(h, 'marker in:nowhere')).toEqual([]);
  const today = new Date(h.clock.now());
  const day = (plus: number) => new Date(today.getTime() + plus * 86_400_000).toISOString().slice(0, 10);
  expect(await names(h, `marker before:${day(-400)}`)).toEqual([]);
  expect((await names(h, `marker after:${day(0)} before:${day(1)}`)).length).toBeGreaterThan(0);
  expect(await names(h, `marker after:${day(1)}`)).toEqual([]);
  const both = await names(h, `marker before:${day(1)} after:${day(-400)}`, { sort: 'time' });
  expect(both.sort()).toEqual([far, one, two].sort());
});

test('a hit says where it stands, and quotes what is around it in parts', async () => {
  await using h = await open();
  const ada = await h.join('ada');
  const one = await start(
    h,
    ada,
    'Beans & peas',
    `> quoted\n\n${'Long before it. '.repeat(30)}Here <b>are</b> the *French* beans, sown late. ${'And after. '.repeat(40)}`,
  );
  const { json } = await ask(h, 'french sown');
  const [hit] = json.items;
  expect(hit).toMatchObject({
    name: one,
    thread: one,
    title: 'Beans & peas',
    place: { kind: 'board', slug: 'garden' },
    author: { name: 'ada', origin: 'greens.example' },
    withdrawn: null,
    link: `/threads/${one}?post=${one}#${one}`,
  });
  const text = hit.snippet.map((part: { text: string }) => part.text).join('');
  expect(text).toContain('Here <b>are</b> the French beans, sown late.');
  expect(text.startsWith('…')).toBe(true);
  expect(text.endsWith('…')).toBe(true);
  expect(text.length).toBeLessThan(300);
  expect(hit.snippet.filter((part: { hit: boolean }) => part.hit)).toEqual([
    { text: 'French', hit: true },
    { text: 'sown', hit: true },
  ]);
});

test('visitors never find what is for members', async () => {
  await using h = await open();
  const ada = await h.join('ada');
  await addPlank(h, 'elections', 'members', 7);
  const shut = await start(h, ada, 'Secretword', 'marker secretword', 'cellar');
  const seen = await start(h, ada, 'Plain', 'marker');
  for (const sort of ['relevance', 'time']) {
    expect(await names(h, 'marker', { sort })).toEqual([seen]);
    expect((await names(h, 'marker', { sort, token: ada })).sort()).toEqual([`7@${origin}`, shut, seen].sort());
    for (const q of [
      'secretword',
      'secret*',
      'author:ada in:cellar',
      'in:elections',
      `from:${origin}`,
      'secretword -plain',
    ])
      expect(await names(h, q, { sort }), q).toEqual([]);
    expect(await names(h, 'author:ada', { sort })).toEqual([seen]);
  }
  // At once when a board is shut, and when it is opened again; archived ones stay.
  const admin = await h.call('POST', `${api}/sessions`, {
    body: { name: 'root_admin', password: 'correct horse battery' },
  });
  const token = admin.json.accessToken;
  await h.call('PATCH', `${api}/boards/garden`, { token, body: { visibility: 'members' } });
  expect(await names(h, 'marker')).toEqual([]);
  await h.call('PATCH', `${api}/boards/garden`, { token, body: { visibility: 'public', state: 'archived' } });
  expect(await names(h, 'marker')).toEqual([seen]);
});

test('an edit replaces what was found, a delete takes it away', async () => {
  await using h = await open();
  const ada = await h.join('ada');
  const one = await start(h, ada, 'First title', 'before');
  const two = await reply(h, ada, one, 'before as well');
  await h.call('PATCH', `${api}/posts/${one}`, { token: ada, body: { title: 'Second heading', body: 'afterwards' } });
  expect(await names(h, 'before')).toEqual([two]);
  expect(await names(h, 'title')).toEqual([]);
  expect(await names(h, 'heading afterwards')).toEqual([one]);
  await h.call('PATCH', `${api}/posts/${one}`, { token: ada, body: { body: 'before' } });
  expect((await names(h, 'before')).sort()).toEqual([one, two]);
  expect(await names(h, 'afterwards')).toEqual([]);
  expect((await h.call('DELETE', `${api}/posts/${two}`, { token: ada })).status).toBe(204);
  expect(await names(h, 'before')).toEqual([one]);
  expect((await h.call('DELETE', `${api}/posts/${one}`, { token: ada })).status).toBe(204);
  for (const q of ['before', 'heading', 'author:ada', 'in:garden']) expect(await names(h, q)).toEqual([]);
});

test.each(['relevance', 'time'])('pages by %s show each hit once, whatever is said meanwhile', async (sort) => {
  await using h = await open();
  const ada = await h.join('ada');
  const one = await start(h, ada, 'Start', 'common words here');
  const all = [one];
  // Many that rank alike, and some that do not.
  for (let n = 0; n < 23; n++)
    all.push(await reply(h, ada, one, n % 5 === 0 ? `common ${'other '.repeat(n)}` : 'common words'));
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 20; page++) {
    const answer = await ask(h, 'common', { sort, limit: 4, ...(cursor ? { cursor } : {}) });
    expect(answer.status).toBe(200);
    seen.push(...answer.json.items.map((item: { name: string }) => item.name));
    cursor = answer.json.next;
    if (!cursor) break;
    await reply(h, ada, one, `a common newcomer ${page}`);
  }
  expect(cursor).toBeNull();
  expect(seen.toSorted()).toEqual(all.toSorted());
  if (sort === 'time') expect(seen).toEqual(all.toReversed());
});

test('a bad query is told its rule; a strange one finds nothing and breaks nothing', async () => {
  await using h = await open();
  const ada = await h.join('ada');
  const one = await start(h, ada, 'Title', 'AND body OR NEAR not');
  const bad = [
    '',
    '   ',
    '-only',
    '"',
    '&&& !!!',
    'a*',
    'in:no_slug',
    'author:x',
    'author:a@b@c',
    'from:no/host',
    'before:2026-02-30',
    'word before:tomorrow',
    'before:2026-01-01',
    '-before:2026-01-01 x',
    'x'.repeat(301),
    'x'.repeat(10_000),
    'word '.repeat(17),
  ];
  for (const q of bad) {
    const answer = await ask(h, q);
    expect(answer.status, q).toBe(400);
    expect(answer.json).toMatchObject({ code: 'invalid', field: 'q' });
    expect(answer.json.detail).toMatch(/^q: /);
  }
  expect((await h.call('GET', `${api}/search`)).status).toBe(400);
  expect((await h.call('GET', `${api}/search?q=a%00b`)).status).toBe(400);
  const strange = [
    'title:x',
    'body : x',
    'facets:p1',
    '{title}:x',
    'NEAR(a b, 2)',
    'a NEAR/2 b',
    '^title',
    'x + y',
    "'; drop table post; --",
    '"a" * "b"',
    'a" OR "b',
    '\\',
    "x') OR 1=1 --",
    'a & !b | (c)',
    "'a':*",
    'x <-> y',
    'p:1',
    'rowid',
    '𞤀𞤁',
    'हिन्दी',
    '日本語',
    '🌻 flower',
    '*',
    'body**',
    '\u202ex',
  ];
  for (const q of strange) {
    const answer = await ask(h, q, { token: ada });
    expect([200, 400], `${q}: ${answer.text}`).toContain(answer.status);
    if (answer.status === 200 && !/body|title/.test(q)) expect(answer.json.items, q).toEqual([]);
  }
  // Words that are operators elsewhere are words here.
  expect(await names(h, 'and OR near NOT')).toEqual([one]);
  expect(await names(h, 'title body')).toEqual([one]);
  for (const cursor of [
    'x',
    'WzFd',
    Buffer.from('["time",1,0,1]').toString('base64url'),
    Buffer.from('["relevance",1,"x",1]').toString('base64url'),
  ])
    expect((await ask(h, 'title', { cursor })).json).toMatchObject({ code: 'invalid', field: 'cursor' });
});

test('searches have a limit of their own', async () => {
  await using h = await open({ searchLimit: 2 });
  for (const status of [200, 200, 429]) expect((await ask(h, 'word')).status).toBe(status);
  expect((await h.call('GET', `${api}/boards`)).status).toBe(200);
});
