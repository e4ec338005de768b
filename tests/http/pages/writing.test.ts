// Writing by the pages, as a browser without script does: preview, drafts, images, changes, votes, follows, bookmarks.
import { expect, test } from 'vitest';
import { TOKEN_FIELD } from '../../../src/http/pages/form-token.ts';
import { openReals, password, type Real } from '../../hostile/real.ts';
import { gpsJpeg } from '../../support/images.ts';
import { createBrowser } from '../browser.ts';

const board = async (house: Real) => {
  await house.create('/api/v1/boards', { slug: 'garden', title: 'The garden' }, await house.admin());
};

const enter = async (house: Real, name: string, language?: string) => {
  await house.join(name);
  const browser = createBrowser(house.call, `http://${house.origin}`, language);
  const signedIn = await browser.post('/sign-in', { name, password, next: '/' });
  expect(signedIn.status).toBe(303);
  const follow = async (path: string) => {
    let answer = await browser.get(path);
    while (answer.status === 303) answer = await browser.get(answer.location.replace(/#.*/, ''));
    return answer;
  };
  return { ...browser, follow };
};

test('a preview, a draft, and what was written', async () => {
  await using houses = await openReals({ start: true });
  const house = houses.house();
  await board(house);
  const ada = await enter(house, 'ada');
  const text = { title: 'Beans', body: 'When do we **sow**?' };
  const shown = await ada.post('/boards/garden/new', { ...text, preview: 'yes' });
  expect(shown.status).toBe(200);
  expect(shown.text).toMatch(/class="preview"[\s\S]*<strong>sow<\/strong>/);
  expect(shown.text).toContain('value="Beans"');

  expect((await ada.post('/boards/garden/new', { ...text, keep: 'yes' })).text).toContain('Kept as a draft');
  expect((await ada.get('/boards/garden/new')).text).toMatch(/When do we \*\*sow\*\*\?<\/textarea>/);
  const drafts = await ada.get('/drafts');
  expect(drafts.text).toContain('href="/boards/garden/new"');
  expect(drafts.text).toContain('Beans');

  const started = await ada.post('/boards/garden/new', text);
  expect([started.status, started.location]).toEqual([303, '/threads/b1']);
  expect((await ada.get('/drafts')).text).toContain('You have no drafts.');
  expect((await ada.get('/boards/garden/new')).text).not.toContain('sow');

  const refused = await ada.post('/boards/garden/new', { title: '', body: 'Nobody loses this' });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('Nobody loses this');
  expect(refused.text).toContain('href="#title"');
});

test('a quote begins an answer; an answer, a change, a deletion', async () => {
  await using houses = await openReals({ start: true });
  const house = houses.house();
  await board(house);
  const ada = await enter(house, 'ada', 'de');
  await ada.post('/boards/garden/new', { title: 'Beans', body: 'In *May*.' });
  expect((await ada.get('/threads/b1?quote=b1')).text).toMatch(/&gt; In \*May\*\./);
  const said = await ada.post('/threads/b1', { body: 'In June', parent: 'b1' });
  expect(said.location).toBe('/posts/b2');
  expect((await ada.follow('/posts/b2')).text).toContain('In June');

  const form = await ada.get('/posts/b2/edit');
  expect(form.text).toContain('In June</textarea>');
  expect((await ada.post('/posts/b2/edit', { body: 'In July' })).location).toBe('/posts/b2');
  expect((await ada.follow('/posts/b2')).text).toContain('In July');
  expect((await ada.get('/posts/b2/revisions')).text).toMatch(/<del[^>]*>[^<]*June/);

  const bo = await enter(house, 'bo');
  for (const path of ['/posts/b2/edit', '/posts/b2/delete']) expect((await bo.get(path)).status).toBe(403);
  expect((await bo.post('/posts/b2/edit', { body: 'Mine now' })).status).toBe(403);
  expect((await bo.post('/posts/b2/delete', {})).status).toBe(403);

  const asked = await ada.get('/posts/b2/delete');
  expect(asked.text).toContain('Diesen Beitrag löschen?');
  expect((await ada.post('/posts/b2/delete', {})).location).toBe('/posts/b2');
  expect((await ada.follow('/posts/b2')).text).not.toContain('In July');
});

test('an image goes with a post, once it says what it shows', async () => {
  await using houses = await openReals({ start: true });
  const house = houses.house();
  await board(house);
  const ada = await enter(house, 'ada');
  const origin = `http://${house.origin}`;
  const send = async (fields: Record<string, string>, image?: Uint8Array) => {
    const token = new RegExp(`name="${TOKEN_FIELD}" value="([^"]+)"`).exec(
      (await ada.get('/boards/garden/new')).text,
    )?.[1];
    const form = new FormData();
    form.append(TOKEN_FIELD, token ?? '');
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    if (image) form.append('image', new Blob([image]), 'x.jpg');
    const request = new Request('http://form.invalid', { method: 'POST', body: form });
    return house.call('POST', '/boards/garden/new', {
      body: new Uint8Array(await request.arrayBuffer()),
      headers: { 'content-type': request.headers.get('content-type') ?? '', cookie: ada.cookie, origin },
    });
  };
  const text = { title: 'Look', body: 'Here' };
  const added = await send({ ...text, add: 'yes' }, await gpsJpeg());
  expect(added.status).toBe(200);
  const id = /name="alt-([\w-]{43})"/.exec(added.text)?.[1] ?? '';
  expect(added.text).toContain(`/uploads/${id}/thumbnail`);

  const silent = await send({ ...text, [`alt-${id}`]: '' });
  expect(silent.status).toBe(400);
  expect(silent.text).toContain(`name="alt-${id}"`);
  const said = await send({ ...text, [`alt-${id}`]: 'A bean' });
  expect([said.status, said.headers.get('location')]).toEqual([303, '/threads/b1']);
  expect((await ada.get('/threads/b1')).text).toMatch(new RegExp(`src="[^"]*${id}[^"]*" alt="A bean"`));
  expect((await ada.get('/posts/b1/edit')).text).toContain('value="A bean"');

  const nothing = await send({ ...text, add: 'yes' }, Buffer.from('<svg onload="alert(1)"/>'));
  expect([nothing.status, nothing.text.includes('name="alt-')]).toEqual([415, false]);
  expect(nothing.text).toContain('value="Look"');
});

test('votes, follows, bookmarks, and whom one hides', async () => {
  await using houses = await openReals({ start: true });
  const house = houses.house();
  await board(house);
  const [ada, bo] = [await enter(house, 'ada'), await enter(house, 'bo', 'fr')];
  await ada.post('/boards/garden/new', { title: 'Beans', body: 'In May.' });
  expect((await ada.get('/threads/b1')).text).not.toContain('name="up"');
  expect((await bo.get('/threads/b1')).text).toContain('name="up" value="b1"');
  expect((await bo.post('/acts', { up: 'b1' })).location).toBe('/posts/b1');
  expect((await bo.get('/threads/b1')).text).toMatch(/name="none" value="b1"[^>]*aria-pressed="true"/);
  expect((await house.call('GET', '/api/v1/posts/b1')).json.votes).toMatchObject({ up: 1, down: 0 });
  expect((await bo.post('/acts', { sideways: 'b1' })).status).toBe(400);
  expect((await bo.post('/acts', { up: 'b9999' })).status).toBe(404);
  expect((await ada.post('/acts', { up: 'b1' })).status).toBe(403);

  expect((await bo.post('/threads/b1/follow', { level: 'muted' })).location).toBe('/threads/b1');
  expect((await bo.get('/threads/b1')).text).toMatch(/value="muted" checked/);
  expect((await bo.post('/boards/garden/follow', { level: 'every' })).location).toBe('/boards/garden');
  expect((await bo.get('/boards/garden')).text).toMatch(/value="every" checked/);
  await bo.post('/boards/garden/follow', { level: 'none' });
  expect((await bo.get('/boards/garden')).text).toMatch(/value="none" checked/);

  expect((await bo.post('/acts', { bookmark: 'b1' })).location).toBe('/posts/b1');
  await bo.post('/posts/b1/bookmark', { note: 'For May' });
  expect((await bo.get('/bookmarks')).text).toMatch(/In May\.[\s\S]*value="For May"/);
  await bo.post('/posts/b1/bookmark', { drop: 'yes' });
  expect((await bo.get('/bookmarks')).text).not.toContain('In May.');

  await bo.post('/acts', { 'hide-member': 'b1' });
  expect((await bo.get('/threads/b1')).text).not.toContain('In May.');
});

test('what somebody is told of, and that they have read it', async () => {
  await using houses = await openReals({ start: true });
  const house = houses.house();
  await board(house);
  const [ada, bo] = [await enter(house, 'ada'), await enter(house, 'bo')];
  await ada.post('/boards/garden/new', { title: 'Beans & <peas>', body: 'In May?' });
  await bo.post('/threads/b1', { body: 'In June, @ada' });
  await expect.poll(async () => (await ada.get('/notifications')).text).toContain('Beans &amp; &lt;peas&gt;');
  const list = await ada.get('/notifications');
  expect(list.text).toContain('href="/posts/b2"');
  const upTo = /name="upTo" value="(\d+)"/.exec(list.text)?.[1] ?? '';
  expect((await ada.post('/notifications/read', { upTo })).location).toBe('/notifications');
  expect((await ada.get('/notifications')).text).not.toContain('name="upTo"');
  const visitor = createBrowser(house.call, `http://${house.origin}`);
  for (const path of ['/notifications', '/bookmarks', '/drafts'])
    expect((await visitor.get(path)).location).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
});
