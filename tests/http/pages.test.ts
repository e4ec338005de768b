// The pages as a browser without JavaScript uses them: links and forms.
import { expect, test } from 'vitest';
import { checkFirstRun, openFirstRun } from '../../src/forum/identity/first-run.ts';
import { setRole } from '../../src/forum/identity/set-role.ts';
import { operator } from '../../src/forum/policy/actor.ts';
import { firstRunRoutes } from '../../src/http/pages/admin/first-run-routes.ts';
import type { PageBase } from '../../src/http/pages/page-needs.ts';
import { createBrowser } from './browser.ts';
import { adminToken, type ForumOptions, openForum } from './forum.ts';
import { password } from './house.ts';
import { pagesOf, plainPageBase } from './page-base.ts';
import { addPlank, origin } from './plank-rows.ts';

const open = async (options: ForumOptions = {}) => {
  let base: PageBase | undefined;
  const h = await openForum({
    ...options,
    missing: (failure, asked) => (base as PageBase).failed(failure, asked),
    routes: (needs) => {
      base = plainPageBase(needs, 'The <Greens>');
      const check = (token: string) => checkFirstRun(needs.db.read, token);
      return [...pagesOf(needs, base), ...firstRunRoutes({ ...needs, ...needs.people, ...base, checkFirstRun: check })];
    },
  });
  const browser = (language?: string) => createBrowser(h.call, h.publicUrl, language);
  const enter = async (name: string) => {
    await h.join(name);
    const person = browser();
    await person.post('/sign-in', { name, password });
    return person;
  };
  return { ...h, browser, enter };
};

const walls = (answer: { headers: { get(name: string): string | null }; text: string }) => {
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  expect(answer.text).toMatch(/^<!doctype html>\n<html lang="en" dir="ltr">/);
  expect(answer.text).not.toMatch(/<script>|<style| style=| on[a-z]+=|javascript:/i);
};

test('a person signs in, starts a thread, replies, signs out', async () => {
  await using h = await open();
  await h.join('ada');
  const ada = h.browser();
  const front = await ada.get('/');
  walls(front);
  expect(front.text).toContain('href="/sign-in?next=%2F"');
  const asked = await ada.get('/boards/garden/new');
  expect([asked.status, asked.location]).toEqual([303, '/sign-in?next=%2Fboards%2Fgarden%2Fnew']);
  walls(await ada.get(asked.location));

  const signedIn = await ada.post('/sign-in', { name: 'ada', password, next: '/boards/garden/new' });
  expect([signedIn.status, signedIn.location]).toEqual([303, '/boards/garden/new']);
  expect(signedIn.set).toMatch(/^koinon=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const form = await ada.get('/boards/garden/new');
  walls(form);
  expect(form.text).toContain('Signed in as ada');
  expect((await ada.get('/sign-in?next=/boards/garden')).location).toBe('/boards/garden');

  const started = await ada.post('/boards/garden/new', { title: 'Beans', body: 'When do we *sow*?\r\nSoon' });
  expect([started.status, started.location]).toEqual([303, '/threads/b1']);
  const thread = await ada.get(started.location);
  walls(thread);
  expect(thread.text).toContain('<h1 dir="auto">Beans</h1>');
  expect(thread.text).toContain('<em>sow</em>');
  expect(thread.text).toMatch(/@ada@greens\.example/);
  expect((await h.call('GET', '/api/v1/posts/b1')).json.body).toBe('When do we *sow*?\nSoon');

  const replied = await ada.post('/threads/b1', { body: 'In May', parent: 'b1' });
  expect([replied.status, replied.location]).toEqual([303, '/posts/b2']);
  expect((await ada.get('/posts/b2')).location).toBe('/threads/b1?post=b2#b2');
  expect((await ada.get('/threads/b1?parent=b2')).text).toContain('name="parent" value="b2"');
  const list = await ada.get('/boards/garden');
  walls(list);
  expect(list.text).toMatch(/href="\/threads\/b1" dir="auto">Beans<.*2 posts/s);

  const out = await ada.post('/sign-out', {});
  expect([out.status, out.location, out.set.includes('Max-Age=0')]).toEqual([303, '/', true]);
  expect((await ada.get('/threads/b1')).text).toContain('Sign in</a> to reply');
});

test('signing out ends the session, not only the cookie', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  const { cookie } = ada;
  expect((await h.call('GET', '/', { headers: { cookie } })).text).toContain('Signed in as ada');
  await ada.post('/sign-out', {});
  expect((await h.call('GET', '/', { headers: { cookie } })).text).not.toContain('Signed in as ada');
});

test('planks stand before boards, and visitors see no board for members', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  const [asVisitor, asMember] = [await h.browser().get('/'), await ada.get('/')];
  expect(asVisitor.text).toMatch(/<h2[^>]*>Planks<[\s\S]*<h2[^>]*>Boards</);
  expect(asVisitor.text).toContain('href="/boards/garden"');
  expect(asVisitor.text).not.toContain('cellar');
  expect(asMember.text).toContain('href="/boards/cellar"');
  await ada.post('/boards/cellar/new', { title: 'Wine-marker', body: 'Red-marker' });
  for (const path of ['/boards/cellar', '/threads/b1', '/boards/cellar?sort=new', '/threads/b1?parent=b1']) {
    expect((await ada.get(path)).status, path).toBe(200);
    const answer = await h.browser().get(path);
    expect(answer.status, path).toBe(404);
    walls(answer);
    // Beside the address that was asked for.
    expect(answer.text.replaceAll(path, '').replaceAll(encodeURIComponent(path), '')).not.toMatch(/marker|cellar/);
  }
  expect((await h.browser().get('/')).text).not.toMatch(/marker|cellar/);
});

test('what another site sends is not done', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  await ada.post('/boards/garden/new', { title: 'T', body: 'x' });
  const forms = [
    ['/boards/garden/new', { title: 'Evil', body: 'x' }],
    ['/threads/b1', { body: 'Evil' }],
    ['/sign-out', {}],
    ['/sign-in', { name: 'ada', password }],
    ['/first-run', { name: 'eve', password, token: 'x' }],
  ] as const;
  const senders: Record<string, string>[] = [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site', origin: h.publicUrl },
    { 'sec-fetch-site': 'same-site' },
    {},
  ];
  for (const [path, form] of forms)
    for (const headers of senders) {
      for (const person of [ada, h.browser()]) {
        const answer = await person.post(path, form, headers);
        expect(answer.status, `${path} ${JSON.stringify(headers)}`).toBe(403);
        expect(answer.set).toBe('');
        walls(answer);
      }
    }
  expect((await ada.get('/boards/garden')).text).not.toContain('Evil');
  expect((await ada.get('/')).text).toContain('Signed in as ada');
});

test('a wrong password is told, and nothing typed leads elsewhere', async () => {
  await using h = await open();
  await h.join('ada');
  const person = h.browser();
  const wrong = await person.post('/sign-in', { name: '"><b>ada', password: 'wrong-marker', next: '/boards/garden' });
  expect([wrong.status, wrong.set]).toEqual([401, '']);
  walls(wrong);
  expect(wrong.text).toContain('Name or password is wrong.');
  expect(wrong.text).toContain('value="&quot;&gt;&lt;b&gt;ada"');
  expect(wrong.text).toContain('value="/boards/garden"');
  expect(wrong.text).not.toContain('wrong-marker');
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    '/a\nb',
  ]) {
    expect((await person.get(`/sign-in?next=${encodeURIComponent(next)}`)).text, next).toContain(
      'name="next" value="/"',
    );
    const answer = await h.browser().post('/sign-in', { name: 'ada', password, next });
    expect([answer.status, answer.location], next).toEqual([303, '/']);
  }
});

test('a form that breaks a rule comes back with what was typed', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  const none = await ada.post('/boards/garden/new', { title: ' ', body: '</textarea><b>typed' });
  expect(none.status).toBe(400);
  walls(none);
  expect(none.text).toContain('role="alert"');
  expect(none.text).toContain('&lt;/textarea&gt;&lt;b&gt;typed');
  await ada.post('/boards/garden/new', { title: 'T', body: 'x' });
  const long = await ada.post('/threads/b1', { body: 'a'.repeat(40_001) });
  expect(long.status).toBe(400);
  expect(long.text).toContain('aaa');
  const astray = await ada.post('/threads/b1', { body: 'typed', parent: 'b99' });
  expect([astray.status, astray.text.includes('typed')]).toEqual([400, true]);
  expect((await ada.post('/boards/none/new', { title: 'T', body: 'x' })).status).toBe(404);
  expect((await ada.post('/threads/b99', { body: 'x' })).status).toBe(404);
  expect((await h.browser().post('/threads/b1', { body: 'x' })).status).toBe(401);
  expect((await h.browser().get('/threads/b1')).text).toContain('Sign in</a> to reply');
  await h.call('PATCH', '/api/v1/boards/garden', { token: await adminToken(h), body: { state: 'archived' } });
  const closed = await ada.post('/threads/b1', { body: 'too late' });
  expect([closed.status, closed.text.includes('takes no new posts')]).toEqual([409, true]);
  expect((await h.browser().get('/threads/b1')).text).toContain('takes no new posts');
});

test('what people write and how they call themselves is text, never markup of ours', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  const bad = '<img src=x onerror=alert(1)>"\'&';
  await ada.post('/boards/garden/new', {
    title: bad,
    body: `${bad}\n\n[a](javascript:alert(1)) <script>alert(1)</script>`,
  });
  for (const path of ['/', '/boards/garden', '/threads/b1']) {
    const answer = await ada.get(path);
    expect(answer.text, path).not.toMatch(/<img|<script>|href="javascript|<Greens>/);
    expect(answer.headers.get('content-security-policy'), path).toContain("default-src 'none'");
  }
  expect((await ada.get('/threads/b1')).text).toContain('&lt;img src=x');
});

test('deleted posts stand as placeholders', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  await ada.post('/boards/garden/new', { title: 'Beans', body: 'start-marker' });
  await ada.post('/threads/b1', { body: 'reply-marker' });
  const { session } = await h.signIn({ name: 'ada', password, kind: 'token', agent: 'test' });
  const token = await h.accessTokens.issue(session);
  const visitor = h.browser();
  expect((await visitor.get('/threads/b1')).text).toContain('reply-marker');
  await h.call('DELETE', '/api/v1/posts/b2', { token });
  const after = await visitor.get('/threads/b1');
  expect(after.text).toContain('Deleted by its author.');
  expect(after.text).not.toContain('reply-marker');
  await h.call('DELETE', '/api/v1/posts/b1', { token });
  for (const path of ['/threads/b1', '/boards/garden']) {
    const { text } = await visitor.get(path);
    expect(text, path).toContain('A thread whose start is gone');
    expect(text, path).not.toMatch(/marker|Beans/);
  }
});

test('the first admin comes in by the link that was printed, once', async () => {
  await using h = await open({ admin: false });
  const token = await openFirstRun({ db: h.db, chance: h.chance })(operator);
  if (!token) throw new Error('no token');
  const person = h.browser();
  expect((await person.get('/first-run?token=wrong')).status).toBe(410);
  expect((await person.get('/first-run')).status).toBe(410);
  walls(await person.get(`/first-run?token=${token}`));
  const weak = await person.post('/first-run', { instance: 'Reds', name: 'Root!', password: 'x', token });
  expect([weak.status, weak.set]).toEqual([400, '']);
  const nameless = await person.post('/first-run', { instance: ' ', name: 'rosa', password, token });
  expect([nameless.status, nameless.set]).toEqual([400, '']);
  expect((await h.browser().get('/')).text).toContain('<h1 dir="auto">The &lt;Greens&gt;</h1>');
  const made = await person.post('/first-run', { instance: 'Reds', name: 'rosa', password, token });
  expect([made.status, made.location]).toEqual([303, '/admin']);
  expect((await person.get('/')).text).toContain('Signed in as rosa');
  expect((await h.browser().get('/')).text).toContain('<h1 dir="auto">Reds</h1>');
  expect((await h.browser().get(`/first-run?token=${token}`)).status).toBe(410);
  expect((await h.browser().post('/first-run', { name: 'eve', password, token })).status).toBe(410);
});

test('what is not here says so as a page, to browsers', async () => {
  await using h = await open();
  const visitor = h.browser();
  for (const path of ['/nothing', '/threads/b99', '/threads/x', '/boards/Nope!', '/planks/none', '/boards/none/new']) {
    const answer = await visitor.get(path);
    if (path.endsWith('/new')) expect(answer.status).toBe(303);
    else {
      expect(answer.status, path).toBe(404);
      walls(answer);
    }
  }
  expect((await visitor.get('/threads/b99?cursor=x')).status).toBe(404);
  expect((await visitor.get('/boards/garden?cursor=x')).status).toBe(400);
  expect((await visitor.get('/api/v1/nothing')).headers.get('content-type')).toBe('application/problem+json');
  expect((await h.call('GET', '/nothing')).headers.get('content-type')).toBe('application/problem+json');
});

test('a reply in a long thread is seen where its writer is sent', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  await ada.post('/boards/garden/new', { title: 'Long', body: 'x' });
  for (let n = 2; n <= 50; n++) await ada.post('/threads/b1', { body: `n${n}` });
  const replied = await ada.post('/threads/b1', { body: 'last-marker' });
  const [path = '', anchor] = (await ada.get(replied.location)).location.split('#');
  expect(anchor).toBe('b51');
  expect((await ada.get(path)).text).toContain('last-marker');
  const first = await ada.get('/threads/b1');
  expect(first.text).not.toContain('last-marker');
  const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first.text) ?? [];
  expect((await ada.get(next.replaceAll('&amp;', '&'))).text).toContain('last-marker');
});

test('the stylesheet is served by us, kept for good, and named by every page', async () => {
  await using h = await open();
  const [, path = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec((await h.browser().get('/')).text) ?? [];
  const sheet = await h.call('GET', path);
  expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  expect(sheet.headers.get('cache-control')).toContain('immutable');
  expect(sheet.text).toContain('prefers-color-scheme:dark');
  expect(sheet.text).not.toMatch(/url\(|@import/);
});

test('a visitor gets a kept page only while it is what the database holds', async () => {
  await using h = await open();
  const ada = await h.enter('ada');
  const visitor = h.browser();
  await ada.post('/boards/garden/new', { title: 'One', body: 'x' });
  const etag = (await visitor.get('/boards/garden')).headers.get('etag') ?? '';
  const again = await h.call('GET', '/boards/garden', { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  await ada.post('/boards/garden/new', { title: 'Two', body: 'x' });
  expect((await visitor.get('/boards/garden')).text).toContain('Two');
  expect((await visitor.get('/')).text).toContain('2 threads');
});

test('a post of a plank says where its author is at home, and who holds it', async () => {
  await using h = await open({ heldBy: { version: () => 1, of: () => ({ by: 2, of: 3 }) } });
  await addPlank(h, 'elections', 'public', 7);
  const visitor = h.browser();
  expect((await visitor.get('/')).text).toContain('href="/planks/elections"');
  const list = await visitor.get('/planks/elections');
  walls(list);
  const [, path = ''] = /href="(\/threads\/[^"]+)"/.exec(list.text) ?? [];
  const thread = await visitor.get(path);
  walls(thread);
  expect(thread.text).toContain(`@rosa@${origin}`);
  expect(thread.text).toContain('on 2 of 3 instances');
});

test('an author of another instance never passes for one of ours: the host stands with every name', async () => {
  await using h = await open();
  await h.join('rosa');
  await setRole(h)(operator, { name: 'rosa', role: 'admin' });
  await addPlank(h, 'elections', 'public', 7);
  const visitor = h.browser();
  const list = await visitor.get('/planks/elections');
  const [, path = ''] = /href="(\/threads\/[^"]+)"/.exec(list.text) ?? [];
  for (const page of [list, await visitor.get(path)]) {
    expect(page.text.match(/class="author"/g)).toHaveLength(1);
    expect(page.text).toMatch(
      new RegExp(`<strong dir="auto">Rosa</strong>\\s*<span class="quiet" dir="ltr">\\s*@rosa@${origin}\\s*</span>`),
    );
  }
  const threads = await h.call('GET', '/api/v1/planks/elections/threads');
  const posts = await h.call('GET', `/api/v1/threads/7@${origin}/posts`);
  for (const { json } of [threads, posts]) expect(json.items[0].author).toMatchObject({ name: 'rosa', origin });
});

test('instances on one machine keep their cookies apart', async () => {
  await using h = await open({ publicUrl: 'http://localhost:4101' });
  const ada = await h.enter('ada');
  expect(ada.cookie).toMatch(/^koinon-4101=/);
  expect((await ada.get('/')).text).toContain('Signed in as ada');
  const [, secret = ''] = ada.cookie.split('=');
  const elsewhere = { cookie: `koinon-4100=x; koinon=${secret}; koinon-4101=y` };
  expect((await h.call('GET', '/', { headers: elsewhere })).text).not.toContain('Signed in as');
});
