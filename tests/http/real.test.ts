// The same server behind @hono/node-server, on a real socket.
import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { created, ok } from '../../src/http/answer.ts';
import { defineRoute, type Route } from '../../src/http/route.ts';
import { openHouse } from './house.ts';

const echo = (): Route[] => [
  defineRoute({
    method: 'post',
    path: '/echo',
    summary: 'Echo',
    tag: 'test',
    auth: 'none',
    bodyLimit: 64 * 1024,
    body: z.object({ text: z.string() }),
    answers: { 201: z.object({ size: z.int(), address: z.string() }) },
    handler: ({ body, address }) => created({ size: body.text.length, address }),
  }),
  defineRoute({
    method: 'get',
    path: '/page',
    summary: 'Page',
    tag: 'test',
    auth: 'none',
    answers: { 200: z.object({ text: z.string() }) },
    handler: ({ cached }) =>
      cached(
        () => 1,
        () => ok({ text: 'ä'.repeat(100) }),
      ),
  }),
];

const listen = async (options: Parameters<typeof openHouse>[0] = {}) => {
  const house = await openHouse({ routes: echo, ...options });
  const server = createAdaptorServer({ fetch: house.server.fetch, overrideGlobalObjects: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  /** Sends bytes as they are and answers what comes back until `until` says that it is enough. */
  const raw = async (write: (send: (text: string) => void) => void, until: (text: string) => boolean) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    let text = '';
    const done = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        text += chunk;
        if (until(text)) resolve();
      });
      socket.on('close', () => resolve());
    });
    await once(socket, 'connect');
    write((part) => socket.write(part));
    await done;
    socket.destroy();
    return text;
  };

  return {
    house,
    url,
    raw,
    async [Symbol.asyncDispose]() {
      server.close();
      (server as { closeAllConnections?: () => void }).closeAllConnections?.();
      await house[Symbol.asyncDispose]();
    },
  };
};

const post = (url: string, body: BodyInitLike, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/v1/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    duplex: 'half',
  } as RequestInit);
type BodyInitLike = string | ReadableStream<Uint8Array>;

const streamed = (text: string, parts = 7): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      const bytes = new TextEncoder().encode(text);
      const size = Math.ceil(bytes.length / parts);
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });

test('bodies arrive whole, in one piece or streamed', async () => {
  await using t = await listen();
  const body = JSON.stringify({ text: 'ä'.repeat(20_000) });
  for (const sent of [body, streamed(body), streamed(body, 1000)]) {
    const answer = await post(t.url, sent);
    expect([answer.status, await answer.json()]).toEqual([201, { size: 20_000, address: '127.0.0.1' }]);
  }
});

test('a body over the limit is refused, whole or streamed', async () => {
  await using t = await listen();
  const body = JSON.stringify({ text: 'x'.repeat(64 * 1024) });
  for (const sent of [body, streamed(body)]) {
    const answer = await post(t.url, sent);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'too-large']);
  }
});

test('what Content-Length announces is refused before it is sent', async () => {
  await using t = await listen();
  const answer = await t.raw(
    (send) =>
      send(
        'POST /api/v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n',
      ),
    (text) => text.includes('too-large'),
  );
  expect(answer).toContain('HTTP/1.1 413');
  expect(answer.toLowerCase()).toContain('connection: close');
});

test('a body that never ends is cut at the limit', async () => {
  await using t = await listen();
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
  const answer = await t.raw(
    (send) => {
      send(
        'POST /api/v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      for (let i = 0; i < 5; i++) send(chunk);
    },
    (text) => text.includes('too-large'),
  );
  expect(answer).toContain('HTTP/1.1 413');
});

test('who goes away in the middle of a body breaks nothing', async () => {
  await using t = await listen();
  const socket = connect(Number(new URL(t.url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(
    'POST /api/v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"te',
  );
  // Its answer shows that the server has the first part, too.
  expect((await post(t.url, '{"text":"x"}')).status).toBe(201);
  socket.destroy();
  const cut = 'route="/api/v1/echo",status="400"} 1';
  while (!(await (await fetch(`${t.url}/metrics`)).text()).includes(cut)) await setTimeout(10);
});

test('who went away before anybody listened is not waited for', async () => {
  await using house = await openHouse({ routes: echo });
  const incoming = new IncomingMessage(new Socket());
  incoming.headers['content-type'] = 'application/json';
  incoming.destroy();
  await once(incoming, 'close');
  const answer = await house.call('POST', '/api/v1/echo', { body: {}, env: { incoming } });
  expect([answer.status, answer.json.detail]).toEqual([400, 'The body ended before its end.']);
});

test('after a refusal without reading, the connection goes on', async () => {
  await using t = await listen();
  const body = 'y'.repeat(1000);
  const answer = await t.raw(
    (send) => {
      send(`POST /api/v1/nothing HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n${body}`);
      send('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    },
    (text) => text.includes('alive'),
  );
  expect(answer.match(/HTTP\/1\.1 (\d+)/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200']);
});

test('kept answers, 304 and HEAD have the right lengths', async () => {
  await using t = await listen();
  const first = await fetch(`${t.url}/api/v1/page`);
  const text = await first.text();
  const second = await fetch(`${t.url}/api/v1/page`);
  expect(await second.text()).toBe(text);
  expect(second.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  const etag = first.headers.get('etag') ?? '';
  const same = await fetch(`${t.url}/api/v1/page`, { headers: { 'if-none-match': etag } });
  expect([same.status, await same.text()]).toEqual([304, '']);
  const head = await fetch(`${t.url}/api/v1/page`, { method: 'HEAD' });
  expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
});

test('the address is that of the socket, or of a trusted proxy', async () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  await using plain = await listen();
  expect(((await (await post(plain.url, '{"text":"x"}', forwarded)).json()) as { address: string }).address).toBe(
    '127.0.0.1',
  );
  await using proxied = await listen({ trustedProxies: ['127.0.0.0/8'] });
  const answer = await post(proxied.url, '{"text":"x"}', forwarded);
  expect(((await answer.json()) as { address: string }).address).toBe('203.0.113.9');
  expect((await fetch(`${plain.url}/metrics`)).status).toBe(200);
});

test('somebody signs in with a token and with a cookie over the wire', async () => {
  await using t = await listen();
  const token = await t.house.join('ada');
  const me = (headers: Record<string, string>) => fetch(`${t.url}/api/v1/me`, { headers });
  expect((await me({ authorization: `Bearer ${token}` })).status).toBe(200);
  expect((await me({ cookie: `koinon=${await t.house.cookieOf('ada')}` })).status).toBe(200);
  expect((await me({})).status).toBe(401);
});
