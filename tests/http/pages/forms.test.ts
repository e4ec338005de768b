// Forms prove that they come with a page of ours which this very browser was shown.
import { expect, test } from 'vitest';
import { TOKEN_FIELD } from '../../../src/http/pages/form-token.ts';
import { createBrowser } from '../browser.ts';
import { openForum } from '../forum.ts';
import { password } from '../house.ts';
import { pagesOf } from '../page-base.ts';

const tokenIn = (html: string): string => new RegExp(`name="${TOKEN_FIELD}" value="([^"]+)"`).exec(html)?.[1] ?? '';

test('a form without the token of its browser is not taken', async () => {
  await using h = await openForum({ routes: pagesOf });
  await h.join('ada');
  const [ada, eve] = [createBrowser(h.call, h.publicUrl), createBrowser(h.call, h.publicUrl)];
  const own = tokenIn((await ada.get('/sign-in')).text);
  const foreign = tokenIn((await eve.get('/sign-in')).text);
  expect(own).toMatch(/^[\w-]{32}$/);
  expect(foreign).not.toBe(own);
  const enter = (token: string) => ada.post('/sign-in', { name: 'ada', password, [TOKEN_FIELD]: token });
  for (const token of ['', foreign, `${own}x`, own.slice(1), 'ß'.repeat(16)]) {
    const refused = await enter(token);
    expect([token, refused.status, refused.set]).toEqual([token, 403, '']);
    expect(refused.text).toContain('out of date');
  }
  expect((await enter(own)).status).toBe(303);

  const signedIn = tokenIn((await ada.get('/')).text);
  expect(signedIn).not.toBe(own);
  const write = (token: string) => ada.post('/boards/garden/new', { title: 'T', body: 'x', [TOKEN_FIELD]: token });
  // What this browser was given before it signed in is good no more.
  for (const token of ['', foreign, own]) expect([token, (await write(token)).status]).toEqual([token, 403]);
  expect((await write(signedIn)).status).toBe(303);
  expect((await h.call('GET', '/api/v1/boards/garden/threads')).json.items).toHaveLength(1);
});

test('a page with a visitor’s form is for that browser alone; the others are for everybody', async () => {
  await using h = await openForum({ routes: pagesOf });
  const visitor = createBrowser(h.call, h.publicUrl);
  const form = await visitor.get('/sign-in');
  expect(form.set).toMatch(/^koinon-form=[\w-]{32}; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(form.headers.get('cache-control')).toBe('no-store');
  expect(tokenIn((await visitor.get('/sign-in')).text)).toBe(tokenIn(form.text));
  for (const path of ['/', '/boards/garden', '/search?q=beans', '/boards/none']) {
    const page = await visitor.get(path);
    expect([path, page.set, tokenIn(page.text)]).toEqual([path, '', '']);
  }
});

test('what is wrong is named, linked and marked, in the reader’s language', async () => {
  await using h = await openForum({ routes: pagesOf });
  await h.join('ada');
  const ada = createBrowser(h.call, h.publicUrl, 'fr');
  await ada.post('/sign-in', { name: 'ada', password });
  const again = await ada.post('/boards/garden/new', { title: ' ', body: 'typed' });
  expect(again.status).toBe(400);
  expect(again.text).toContain('La demande enfreint une règle');
  expect(again.text).toContain('<a href="#title">Dans le champ « Titre »</a>');
  expect(again.text).toMatch(/<input id="title"[^>]* aria-describedby="problem" aria-invalid="true"/);
});
