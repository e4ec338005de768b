// Reads: tags, 304, what is kept for visitors and for whom it never is.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { json, ok } from '../../src/http/answer.ts';
import { defineRoute, type Route } from '../../src/http/route.ts';
import { openHouse } from './house.ts';

const openPage = async (readCache = 100) => {
  const place: { version: number | undefined; text: string; made: number; asked: number; status: number } = {
    version: 1,
    text: 'one',
    made: 0,
    asked: 0,
    status: 200,
  };
  const page = (path: string, later: boolean): Route =>
    defineRoute({
      method: 'get',
      path,
      summary: 'A page',
      tag: 'pages',
      auth: 'none',
      query: z.object({ cursor: z.string().optional() }),
      answers: { 200: z.object({ text: z.string(), for: z.string() }), 404: z.object({}) },
      handler: ({ actor, cached }) => {
        const version = () => {
          place.asked++;
          return place.version;
        };
        const make = () => {
          place.made++;
          return json(place.status, { text: place.text, for: actor.kind === 'member' ? actor.name : 'visitors' });
        };
        return cached(later ? async () => version() : version, later ? async () => make() : make);
      },
    });
  const house = await openHouse({ routes: () => [page('/page', false), page('/later', true)], readCache });
  const get = (headers: Record<string, string> = {}, path = '/api/v1/page') => house.call('GET', path, { headers });
  return { house, place, get, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
};

test('a visitor gets what is kept while its version stays, and never longer', async () => {
  await using t = await openPage();
  const first = await t.get();
  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect(first.headers.get('vary')).toBe('authorization, cookie');
  expect((await t.get()).text).toBe(first.text);
  expect([t.place.made, t.place.asked]).toEqual([1, 2]);
  t.place.text = 'two';
  expect((await t.get()).json.text).toBe('one');
  t.place.version = 2;
  const changed = await t.get();
  expect(changed.json.text).toBe('two');
  expect(changed.headers.get('etag')).not.toBe(first.headers.get('etag'));
  expect(t.place.made).toBe(2);
});

test('the same where the database answers later', async () => {
  await using t = await openPage();
  const get = () => t.get({}, '/api/v1/later');
  expect((await get()).json.text).toBe('one');
  t.place.text = 'two';
  expect((await get()).json.text).toBe('one');
  t.place.version = 2;
  expect((await get()).json.text).toBe('two');
});

test('each path and query is kept apart', async () => {
  await using t = await openPage();
  await t.get();
  t.place.text = 'two';
  expect((await t.get({}, '/api/v1/page?cursor=x')).json.text).toBe('two');
  expect((await t.get()).json.text).toBe('one');
});

test('what a member reads is made for them and never kept', async () => {
  await using t = await openPage();
  await t.get();
  const token = await t.house.join('ada');
  const cookie = `koinon=${await t.house.cookieOf('ada')}`;
  for (const headers of [{ authorization: `Bearer ${token}` }, { cookie }]) {
    const mine = await t.get(headers);
    expect(mine.json.for).toBe('ada');
    expect(mine.headers.get('cache-control')).toBe('private, no-cache');
  }
  expect((await t.get()).json.for).toBe('visitors');
  // Nor does a cookie that is none of ours make a difference.
  expect((await t.get({ cookie: 'theme=dark' })).json.for).toBe('visitors');
  expect(t.place.made).toBe(3);
});

test('what has no version any more is made anew, and refusals are not kept', async () => {
  await using t = await openPage();
  await t.get();
  t.place.version = undefined;
  t.place.text = 'two';
  expect((await t.get()).json.text).toBe('two');
  expect((await t.get()).json.text).toBe('two');
  expect(t.place.made).toBe(3);
  t.place.version = 3;
  t.place.status = 404;
  await t.get();
  t.place.status = 200;
  expect((await t.get()).status).toBe(200);
});

test('who has it already is told so: visitors, members, kept or not', async () => {
  await using t = await openPage();
  const { headers } = await t.get();
  const etag = headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const same = await t.get({ 'if-none-match': condition });
    expect([condition, same.status, same.text, same.headers.get('etag')]).toEqual([condition, 304, '', etag]);
  }
  expect((await t.get({ 'if-none-match': '"other"' })).status).toBe(200);
  expect(t.place.made).toBe(1);

  const authorization = `Bearer ${await t.house.join('ada')}`;
  const mine = (await t.get({ authorization })).headers.get('etag') ?? '';
  expect(mine).not.toBe(etag);
  expect((await t.get({ authorization, 'if-none-match': mine })).status).toBe(304);
  expect((await t.get({ authorization, 'if-none-match': etag })).status).toBe(200);
});

test('nothing is kept where the setting says so, and all is forgotten on demand', async () => {
  await using off = await openPage(0);
  await off.get();
  await off.get();
  expect([off.place.made, off.place.asked]).toEqual([2, 0]);
  await using t = await openPage();
  await t.get();
  t.house.server.forgetReads();
  await t.get();
  expect(t.place.made).toBe(2);
});

test('few are kept of many', async () => {
  await using t = await openPage(2);
  for (const cursor of ['a', 'b', 'c', 'a']) await t.get({}, `/api/v1/page?cursor=${cursor}`);
  expect(t.place.made).toBe(4);
});

test('HEAD answers as GET does, without the body', async () => {
  await using t = await openPage();
  const got = await t.get();
  const head = await t.house.call('HEAD', '/api/v1/page');
  expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', got.headers.get('etag')]);
});

test('HEAD ends a stream that nobody is going to read', async () => {
  let ended = 0;
  const stream = defineRoute({
    method: 'get',
    path: '/stream',
    base: '',
    summary: 'A stream',
    tag: 'pages',
    auth: 'none',
    answers: {},
    handler: () => ({
      status: 200,
      type: 'text/event-stream',
      body: new ReadableStream({ cancel: () => void ended++ }),
      headers: {},
    }),
  });
  await using house = await openHouse({ routes: () => [stream] });
  const head = await house.call('HEAD', '/stream');
  expect([head.status, head.headers.get('content-type'), ended]).toEqual([200, 'text/event-stream', 1]);
});

test('every answer carries the security headers', async () => {
  await using t = await openPage();
  const answers = [
    await t.get(),
    await t.get(),
    await t.house.call('GET', '/nowhere'),
    await t.house.call('POST', '/api/v1/page'),
    await t.house.call('POST', '/api/v1/sessions', { body: 'x' }),
    await t.house.call('GET', '/healthz'),
  ];
  for (const { headers } of answers) {
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
  const page = await t.house.call('GET', '/api');
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
  expect(ok({}).headers).toEqual({});
});
