// What comes in: addresses, methods, types, sizes, fields. What is wrong is told as a problem.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { nothing, ok } from '../../src/http/answer.ts';
import { defineRoute, type Route } from '../../src/http/route.ts';
import { openHouse } from './house.ts';

const routes = (): Route[] => [
  defineRoute({
    method: 'put',
    path: '/things/{name}',
    summary: 'Echo',
    tag: 'things',
    auth: 'none',
    params: z.object({ name: z.string().regex(/^[a-z]+$/) }),
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
    body: z.object({
      title: z.string().min(1).max(5),
      kind: z.enum(['a', 'b']).default('a'),
      tags: z
        .array(z.object({ text: z.string() }))
        .max(2)
        .optional(),
    }),
    answers: { 200: z.object({ name: z.string(), limit: z.number(), title: z.string(), kind: z.string() }) },
    handler: ({ params, query, body }) => ok({ ...params, ...query, title: body.title, kind: body.kind }),
  }),
  defineRoute({
    method: 'post',
    path: '/lines',
    base: '',
    summary: 'Bytes',
    tag: 'things',
    auth: 'own',
    takes: ['application/x-ndjson'],
    bodyLimit: 1024,
    answers: {},
    handler: ({ body }) => ok({ size: body.byteLength }),
  }),
  defineRoute({
    method: 'delete',
    path: '/things/{name}',
    summary: 'Fails',
    tag: 'things',
    auth: 'none',
    params: z.object({ name: z.string() }),
    answers: { 204: null },
    handler: ({ params }) => {
      if (params.name === 'now') throw new Error('the secret cause');
      return params.name === 'later' ? Promise.reject(new Error('the secret cause')) : nothing;
    },
  }),
];

const openThings = (options = {}) => openHouse({ routes, ...options });
const title = { title: 'x' };

test('input is read by its schemas, defaults filled in', async () => {
  await using house = await openThings();
  const { status, json } = await house.call('PUT', '/api/v1/things/one?limit=7&more=1', { body: title });
  expect([status, json]).toEqual([200, { name: 'one', limit: 7, title: 'x', kind: 'a' }]);
});

test('a problem names each field and its rule', async () => {
  await using house = await openThings();
  const put = async (path: string, body: unknown) => house.call('PUT', `/api/v1/things/${path}`, { body });
  const wrong = await put('one', { title: 'too long', kind: 'c', tags: [{ text: 1 }, { text: 'x' }] });
  expect(wrong.headers.get('content-type')).toBe('application/problem+json');
  expect([wrong.status, wrong.json]).toEqual([
    400,
    {
      type: '/api#invalid',
      title: 'The request breaks a rule',
      status: 400,
      code: 'invalid',
      detail: 'title: must be at most 5 characters. kind: must be "a" or "b". tags.0.text: must be of type string.',
      field: 'title',
      errors: [
        { field: 'title', rule: 'must be at most 5 characters.' },
        { field: 'kind', rule: 'must be "a" or "b".' },
        { field: 'tags.0.text', rule: 'must be of type string.' },
      ],
    },
  ]);
  expect((await put('one', {})).json.errors).toEqual([{ field: 'title', rule: 'is missing.' }]);
  expect((await put('one', { title: '' })).json.detail).toBe('title: must be at least 1 character.');
  expect((await put('one', [])).json.detail).toBe('must be of type object.');
  expect((await put('one?limit=0', title)).json).toMatchObject({
    field: 'limit',
    detail: 'limit: must be at least 1.',
  });
  expect((await put('one?limit=many', title)).json.field).toBe('limit');
});

test('what breaks the form of a path is not there', async () => {
  await using house = await openThings();
  const { status, json } = await house.call('PUT', '/api/v1/things/ONE', { body: title });
  expect([status, json.code]).toEqual([404, 'not-found']);
});

test('unknown addresses and methods are problems', async () => {
  await using house = await openThings();
  expect((await house.call('GET', '/api/v1/nothing')).json).toMatchObject({ status: 404, code: 'not-found' });
  expect((await house.call('GET', '/')).json.code).toBe('not-found');
  const wrong = await house.call('GET', '/api/v1/things/one');
  expect([wrong.status, wrong.json.code, wrong.headers.get('allow')]).toEqual([
    405,
    'method-not-allowed',
    'PUT, DELETE',
  ]);
  expect((await house.call('POST', '/api/v1/members/ada')).headers.get('allow')).toBe('GET, HEAD');
  expect((await house.call('OPTIONS', '/api/v1/instance')).status).toBe(405);
});

test('a body has to be JSON, and to say so', async () => {
  await using house = await openThings();
  const put = async (body: string, type: string) =>
    house.call('PUT', '/api/v1/things/one', { body, headers: type ? { 'content-type': type } : {} });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])
    expect([type, (await put('{"title":"x"}', type)).json.code]).toEqual([type, 'unsupported']);
  expect((await put('{"title":"x"}', 'Application/JSON; charset=utf-8')).status).toBe(200);
  for (const body of ['', '{', '{"title":"x"} x', "{'title':'x'}", '\ufeff{"title":"x"}'])
    expect([body, (await put(body, 'application/json')).json.detail]).toEqual([
      body,
      'The body must be JSON in UTF-8.',
    ]);
  const gzip = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  expect((await house.call('PUT', '/api/v1/things/one', { body: '{}', headers: gzip })).status).toBe(415);
});

test('text that no journal takes is refused at the door', async () => {
  await using house = await openThings();
  const put = async (body: string) => (await house.call('PUT', '/api/v1/things/one', { body })).json;
  expect(await put('{"title":"a\\u0000b"}')).toMatchObject({
    code: 'invalid',
    field: 'title',
    detail: 'title: must not hold U+0000.',
  });
  expect((await put('{"title":"\\ud83d"}')).detail).toBe('title: must not hold half of a surrogate pair.');
  expect((await put('{"title":"x","tags":[{"text":"\\uDE00"}]}')).field).toBe('tags.0.text');
  expect((await put('{"title":"\\ud83d\\ude00"}')).title).toBe('😀');
  // Not an escape, but a backslash and what follows it.
  expect((await put('{"title":"x","tags":[{"text":"\\\\u0000"}]}')).title).toBe('x');
  expect((await put(`{"title":${'['.repeat(40)}1${']'.repeat(40)}}`)).detail).toContain('nest');
  expect((await put(`{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).detail).toContain('nest');
  expect((await house.call('PUT', '/api/v1/things/a%00', { body: title })).json.code).toBe('invalid');
  expect((await house.call('PUT', '/api/v1/things/one?limit=%00', { body: title })).json.field).toBe('limit');
});

test('a body that is too large is refused, by what it says or by what it is', async () => {
  await using house = await openThings();
  const big = JSON.stringify({ title: 'x', more: 'y'.repeat(512 * 1024) });
  const said = await house.call('PUT', '/api/v1/things/one', {
    body: big,
    headers: { 'content-length': String(big.length) },
  });
  expect([said.status, said.json.code, said.json.detail]).toEqual([
    413,
    'too-large',
    'The body must be at most 512 KiB.',
  ]);
  const unsaid = await house.call('PUT', '/api/v1/things/one', { body: big });
  expect(unsaid.json.code).toBe('too-large');

  const lines = (body: string) =>
    house.call('POST', '/lines', { body, headers: { 'content-type': 'application/x-ndjson' } });
  expect((await lines('x'.repeat(1024))).json).toEqual({ size: 1024 });
  expect((await lines('x'.repeat(1025))).json.code).toBe('too-large');
  expect((await house.call('POST', '/lines', { body: '{}' })).json.detail).toBe(
    'Send "content-type: application/x-ndjson".',
  );
});

test('__proto__ in a body changes nothing', async () => {
  await using house = await openThings();
  const body = '{"title":"x","__proto__":{"kind":"b"},"constructor":{"prototype":{"kind":"b"}}}';
  expect((await house.call('PUT', '/api/v1/things/one', { body })).json.kind).toBe('a');
  expect(({} as { kind?: string }).kind).toBeUndefined();
});

test('a fault of ours says nothing of its cause, but the log does', async () => {
  const logged: { fields: object; message: string }[] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object, message: string) => void logged.push({ fields, message }),
    child: () => log,
  };
  await using house = await openThings({ log });
  for (const name of ['now', 'later']) {
    const { status, json, text } = await house.call('DELETE', `/api/v1/things/${name}`);
    expect([status, json.code]).toEqual([500, 'internal']);
    expect(text).not.toContain('secret');
  }
  expect(logged).toHaveLength(2);
  expect(logged[0]).toMatchObject({
    message: 'a request failed',
    fields: { method: 'DELETE', err: { message: 'the secret cause' } },
  });
});

test('with checkAnswers an answer that its route does not declare is a fault', async () => {
  const wrong = defineRoute({
    method: 'get',
    path: '/wrong',
    summary: 'Wrong',
    tag: 'things',
    auth: 'none',
    answers: { 200: z.object({ name: z.string() }) },
    handler: () => ok({ name: 1 }),
  });
  await using house = await openHouse({ routes: () => [wrong] });
  expect((await house.call('GET', '/api/v1/wrong')).status).toBe(500);
  await using trusting = await openHouse({ routes: () => [wrong], checkAnswers: false });
  expect((await trusting.call('GET', '/api/v1/wrong')).json).toEqual({ name: 1 });
});
