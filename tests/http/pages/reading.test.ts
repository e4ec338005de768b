// The pages that are read, as a browser without JavaScript gets them.
import { brotliDecompressSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { operator } from '../../../src/forum/policy/actor.ts';
import { createBrowser } from '../browser.ts';
import { openForum } from '../forum.ts';
import { password } from '../house.ts';
import { pagesOf } from '../page-base.ts';
import { addPlank, origin } from '../plank-rows.ts';

const api = '/api/v1';

const open = async () => {
  const h = await openForum({ routes: pagesOf, heldBy: { version: () => 1, of: () => ({ by: 5, of: 6 }) } });
  const browser = (language?: string) => createBrowser(h.call, h.publicUrl, language);
  return {
    ...h,
    browser,
    /** A member's program and browser. */
    async person(name: string, language?: string) {
      const token = await h.join(name);
      const own = browser(language);
      await own.post('/sign-in', { name, password });
      const create = async (path: string, body: object): Promise<string> => {
        const answer = await h.call('POST', `${api}${path}`, { token, body });
        expect([path, answer.status]).toEqual([path, 201]);
        return answer.json.name;
      };
      return { ...own, token, create };
    },
  };
};

const textOf = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

test('the front page shows what is new to everybody, and what is unread to whom it concerns', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  const bo = await h.person('bo', 'de');
  const start = await ada.create('/boards/garden/threads', { title: 'Beans', body: 'x' });
  await ada.create('/boards/cellar/threads', { title: 'Wine', body: 'x' });
  await h.call('PUT', `${api}/boards/garden/follow`, { token: bo.token, body: {} });
  h.clock.advance(1000);
  await ada.create(`/threads/${start}/posts`, { body: 'In May' });
  const visitor = (await h.browser().get('/')).text;
  expect(visitor).toContain('<h2 id="latest">What is new</h2>');
  expect(visitor).toContain('Beans');
  expect(visitor).not.toMatch(/Wine|id="unread"/);
  const own = (await bo.get('/')).text;
  expect(own).toMatch(/<h2 id="unread">Ungelesen<\/h2>.*Beans.*<h2 id="latest">Was neu ist<\/h2>.*Wine/s);
  expect(own).toMatch(/href="\/threads\/b1\?at=unread#b\d"[^>]*>\d neu</);
  expect((await bo.get('/unread')).text).toContain('Beans');
  expect((await h.browser().get('/unread')).location).toBe('/sign-in?next=%2Funread');
});

test('a place is listed in every order, and says nothing of one that is empty', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  for (const sort of ['active', 'new', 'top', 'unread']) {
    const empty = await ada.get(`/boards/garden?sort=${sort}`);
    expect([sort, empty.status]).toEqual([sort, 200]);
    expect(empty.text).toMatch(/Nobody has started a thread yet|You have read everything/);
  }
  await ada.create('/boards/garden/threads', { title: 'Beans', body: 'x' });
  for (const query of ['sort=active', 'sort=new', 'sort=top', 'sort=top&since=week', 'sort=bridging&since=year']) {
    const page = await h.browser('es').get(`/boards/garden?${query}`);
    expect([query, page.status]).toEqual([query, 200]);
    expect(page.text).toContain('Beans');
  }
  expect((await h.browser('es').get('/boards/garden?sort=top')).text).toContain('aria-current="page">Mejores<');
  expect((await h.browser().get('/boards/garden?sort=unread')).status).toBe(401);
  expect((await h.browser().get('/boards/garden?sort=wrong')).status).toBe(400);
});

test('what is unread is marked, jumped to, and read by a button', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  const bo = await h.person('bo');
  const start = await ada.create('/boards/garden/threads', { title: 'Beans', body: 'x' });
  expect((await bo.get('/boards/garden')).text).toContain('>1 new<');
  const unread = await bo.get(`/threads/${start}`);
  expect(unread.text).toMatch(/<article id="b1" class="unread"/);
  expect(unread.text).toContain('href="/threads/b1?at=unread#b1"');
  const read = await bo.post(`/threads/${start}/read`, { upTo: 'all' });
  expect([read.status, read.location]).toEqual([303, `/threads/${start}`]);
  expect((await bo.get(`/threads/${start}`)).text).not.toMatch(/class="unread"|at=unread/);
  const back = await bo.post('/acts', { unread: 'b1' });
  expect(back.status).toBe(303);
  expect((await bo.get(`/threads/${start}?at=unread`)).text).toContain('class="unread"');
  await bo.post('/boards/garden/read', {});
  expect((await bo.get('/boards/garden')).text).not.toContain('>1 new<');
  expect((await h.browser().get(`/threads/${start}?at=unread`)).status).toBe(200);
  expect((await h.browser().post(`/threads/${start}/read`, {})).status).toBe(401);
});

test('a thread as a tree goes on branch by branch, and posts keep their address', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  const start = await ada.create('/boards/garden/threads', { title: 'Beans', body: 'x' });
  let parent = start;
  for (let depth = 1; depth <= 9; depth++)
    parent = await ada.create(`/threads/${start}/posts`, { body: `deep-${depth}`, parent });
  const tree = (await h.browser('fr').get(`/threads/${start}?view=tree`)).text;
  expect(tree).toContain('deep-5');
  expect(tree).not.toContain('deep-9');
  const [, onward = ''] = /<a href="([^"]+)">Continuer cette branche/.exec(tree) ?? [];
  const branch = (await h.browser('fr').get(onward.replaceAll('&amp;', '&'))).text;
  expect(branch).toContain('deep-9');
  expect(branch).toContain('Voici une branche du fil.');
  const link = await h.browser().get(`/posts/${parent}`);
  expect([link.status, link.location]).toEqual([303, `/threads/${start}?post=${parent}#${parent}`]);
  expect((await h.browser().get(link.location)).text).toContain(`id="${parent}"`);
  expect((await h.browser().get('/posts/b99')).status).toBe(404);
});

test('what a post said before is shown with what changed, until it is deleted', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  const start = await ada.create('/boards/garden/threads', { title: 'Beans', body: 'We sow in <April>' });
  h.clock.advance(60_000);
  await h.call('PATCH', `${api}/posts/${start}`, { token: ada.token, body: { body: 'We sow in May' } });
  expect((await h.browser().get(`/threads/${start}`)).text).toContain(`href="/posts/${start}/revisions"`);
  const history = (await h.browser('de').get(`/posts/${start}/revisions`)).text;
  expect(history).toContain('<del>');
  expect(history).toMatch(/<ins>[^<]*May/);
  expect(history).toContain('&lt;April&gt;');
  expect(history).not.toContain('<April>');
  expect(history).toContain('Was sich änderte');
  expect((await h.browser().get(`/posts/${start}/revisions?to=999`)).status).toBe(404);
  await h.call('DELETE', `${api}/posts/${start}`, { token: ada.token });
  const gone = await h.browser('de').get(`/posts/${start}/revisions`);
  expect(gone.text).not.toMatch(/April|May/);
});

test('search finds, marks, links to the very post, and says what is wrong with a query', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  await ada.create('/boards/garden/threads', { title: 'Beans', body: 'When do we sow <b>beans</b> here?' });
  await ada.create('/boards/cellar/threads', { title: 'Secret', body: 'beans in the cellar' });
  const found = (await h.browser().get('/search?q=beans')).text;
  expect(found).toContain('<mark>beans</mark>');
  expect(found).toContain('href="/threads/b1?post=b1#b1"');
  expect(found).not.toMatch(/Secret|cellar|<b>beans/);
  expect((await ada.get('/search?q=beans&sort=time')).text).toContain('Secret');
  const none = await h.browser('fr').get('/search?q=zzz');
  expect(none.text).toContain('Rien n’a été trouvé.');
  const wrong = await h.browser('de').get('/search?q=before%3A2026-02-30');
  expect([wrong.status, wrong.text.includes('href="#q"')]).toEqual([400, true]);
  expect(wrong.text).toContain('Die Anfrage verletzt eine Regel');
  expect((await h.browser().get('/search')).text).toContain('How to search');
});

test('a member has a page, here and from elsewhere, with what the reader may read', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  await h.call('PATCH', `${api}/me`, { token: ada.token, body: { displayName: 'Ada <L>', bio: 'I & garden' } });
  expect((await h.browser().get('/members/ada')).text).toContain('Nothing here that you may read.');
  await ada.create('/boards/garden/threads', { title: 'Beans', body: 'open words' });
  await ada.create('/boards/cellar/threads', { title: 'Wine', body: 'shut words' });
  const page = (await h.browser('es').get('/members/ada')).text;
  expect(page).toContain('Ada &lt;L&gt;');
  expect(page).toContain('I &amp; garden');
  expect(page).toContain('open words');
  expect(page).not.toMatch(/Wine|shut words/);
  expect((await ada.get('/members/ada')).text).toContain('shut words');
  // What visitors get is kept, and never longer than it is so.
  const visitor = h.browser();
  expect((await visitor.get('/members/ada')).text).toContain('open words');
  await h.call('PATCH', `${api}/me`, { token: ada.token, body: { displayName: 'Ada Lake' } });
  expect((await visitor.get('/members/ada')).text).toContain('<h1 dir="auto">Ada Lake</h1>');
  await h.call('DELETE', `${api}/posts/b1`, { token: ada.token });
  expect((await visitor.get('/members/ada')).text).not.toContain('open words');
  await addPlank(h, 'elections', 'public', 7);
  const rosa = (await h.browser().get(`/members/rosa%40${encodeURIComponent(origin)}`)).text;
  expect(rosa).toContain(`Member of ${origin}.`);
  expect(rosa).toContain('Plank-marker');
  for (const none of ['nobody', 'rosa', 'nobody@reds.example', 'a@b@c', '%40'])
    expect([none, (await h.browser().get(`/members/${none}`)).status]).toEqual([none, 404]);
});

test('a post of a plank says who holds it; hidden people are hidden until asked for', async () => {
  await using h = await open();
  const bo = await h.person('bo');
  await addPlank(h, 'elections', 'public', 7);
  const path = `/threads/${encodeURIComponent(`7@${origin}`)}`;
  expect((await h.browser('de').get(path)).text).toContain('auf 5 von 6 Instanzen');
  await h.call('PUT', `${api}/me/hidden/${encodeURIComponent(`rosa@${origin}`)}`, { token: bo.token });
  const hidden = (await bo.get(path)).text;
  expect(hidden).not.toContain('Plank-marker');
  expect(hidden).toContain('You hide its author.');
  const shown = (await bo.get(`${path}?show=hidden`)).text;
  expect(shown).toContain('Plank-marker');
});

test('a thread page of 20 posts is light', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  const start = await ada.create('/boards/garden/threads', { title: 'Beans', body: 'x' });
  const last = { name: start };
  for (let n = 0; n < 19; n++)
    last.name = await ada.create(`/threads/${start}/posts`, { body: `Words of ${n}`, parent: last.name });
  for (const reader of [h.browser(), ada]) {
    const { text } = await reader.get(`/threads/${start}`);
    expect(text.match(/<article /g)).toHaveLength(20);
    expect(Buffer.byteLength(text) - Buffer.byteLength(textOf(text))).toBeLessThanOrEqual(40_000);
    for (const [, address = ''] of text.matchAll(/(?:src|href|action)="([^"]*)"/g))
      expect(address).toMatch(/^(?:\/(?!\/)|[#?])/);
  }
});

test('languages do not mix, from memory or not, and each has its tag', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  await ada.create('/boards/garden/threads', { title: 'Beans', body: 'x' });
  const seen = new Map<string, string>();
  for (let round = 0; round < 2; round++)
    for (const [language, said] of [
      ['en', 'Start a thread'],
      ['de', 'Thread beginnen'],
      ['es', 'Abrir un hilo'],
      ['fr', 'Ouvrir un fil'],
      ['ar', 'Start a thread'],
    ] as const) {
      const page = await h.browser(language).get('/boards/garden');
      expect(page.text).toContain(said);
      expect(page.headers.get('vary')).toBe('authorization, cookie, accept-language, accept-encoding');
      const tag = page.headers.get('etag') ?? '';
      expect(seen.get(language) ?? tag).toBe(tag);
      seen.set(language, tag);
    }
  expect(seen.get('de')).not.toBe(seen.get('fr'));
  const same = await h.call('GET', '/boards/garden', {
    headers: { accept: 'text/html', 'accept-language': 'de', 'if-none-match': seen.get('de') ?? '' },
  });
  expect([same.status, same.headers.get('vary')]).toEqual([
    304,
    'authorization, cookie, accept-language, accept-encoding',
  ]);
  const other = await h.call('GET', '/boards/garden', {
    headers: { accept: 'text/html', 'accept-language': 'fr', 'if-none-match': seen.get('de') ?? '' },
  });
  expect(other.status).toBe(200);
  const reader = h.browser('de');
  const chosen = await reader.post('/language', { language: 'es', next: '/boards/garden' });
  expect([chosen.status, chosen.location]).toEqual([303, '/boards/garden']);
  expect((await reader.get('/boards/garden')).text).toContain('Abrir un hilo');
  expect((await h.browser().post('/language', { language: 'es', next: '//evil.example' })).location).toBe('/');
  expect((await h.browser().post('/language', { language: 'tlh' })).status).toBe(400);
  expect((await h.browser().post('/language', { language: 'es' }, { origin: 'http://evil.example' })).status).toBe(403);
});

test('what visitors get from memory comes packed, and a member’s page does not', async () => {
  await using h = await open();
  const ada = await h.person('ada');
  const start = await ada.create('/boards/garden/threads', { title: 'Beans', body: 'sow '.repeat(2_000) });
  const ask = (headers: Record<string, string> = {}) =>
    h.server.fetch(
      new Request(`${h.publicUrl}/threads/${start}`, { headers: { 'accept-encoding': 'gzip, br', ...headers } }),
    );
  const plain = await (await ask({ 'accept-encoding': 'identity' })).text();
  const packed = await vi.waitFor(async () => {
    const answer = await ask();
    expect(answer.headers.get('content-encoding')).toBe('br');
    return answer;
  });
  const bytes = Buffer.from(await packed.arrayBuffer());
  expect(brotliDecompressSync(bytes).toString()).toBe(plain);
  expect(bytes.length).toBeLessThan(plain.length / 4);
  const tag = packed.headers.get('etag') ?? '';
  expect((await ask({ 'if-none-match': tag })).status).toBe(304);
  expect((await ask({ 'accept-encoding': 'identity' })).headers.get('etag')).not.toBe(tag);
  expect((await ask({ cookie: ada.cookie })).headers.get('content-encoding')).toBeNull();
});

test('the instance speaks its own language to who asks for none, looks as it was told, and errors speak the reader’s', async () => {
  await using h = await open();
  await h.describeInstance(operator, { language: 'fr', colour: '#1a6b3c', description: 'Nous <ici>' });
  const front = (await h.browser().get('/')).text;
  expect(front).toContain('<html lang="fr" dir="ltr">');
  expect(front).toContain('href="/assets/colour/1a6b3c"');
  expect(front).toContain('Nous &lt;ici&gt;');
  expect((await h.browser('de').get('/boards/none')).text).toContain('<h1>Nicht hier</h1>');
  expect((await h.browser().get('/boards/none')).text).toContain('<h1>Introuvable ici</h1>');
});
