import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../src/federation/net/client.ts';
import { serveHttp, serveTcp } from './server.ts';

let client: Client;
beforeEach(() => {
  client = createClient({ ownUrl: 'http://localhost:3000', allowPrivate: false });
});
afterEach(() => client.close());

const get = (url: string, limits: { maxBytes?: number; timeoutMs?: number } = {}) =>
  client.request({ method: 'GET', url, maxBytes: 1000, timeoutMs: 2000, ...limits });
const why = async (...args: Parameters<typeof get>): Promise<string> => {
  const answer = await get(...args);
  return answer.ok ? `answered ${answer.status}` : answer.why;
};

describe('an honest server', () => {
  test('is heard', async () => {
    await using server = await serveHttp((request, response) => {
      const { method, url, headers } = request;
      response.setHeader('x-twice', ['a', 'b']);
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () =>
        response.end(JSON.stringify({ method, url, encoding: headers['accept-encoding'], body })),
      );
    });
    const answer = await client.request({
      method: 'POST',
      url: `${server.url}/a/b?c=d`,
      headers: { 'accept-encoding': 'gzip' },
      body: Buffer.from('hällo'),
      maxBytes: 1000,
      timeoutMs: 2000,
    });
    if (!answer.ok) throw new Error(answer.why);
    expect(answer.status).toBe(200);
    expect(answer.headers['x-twice']).toBe('a, b');
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual({
      method: 'POST',
      url: '/a/b?c=d',
      encoding: 'identity',
      body: 'hällo',
    });
  });

  test('keeps its connection, and refusals are answers too', async () => {
    await using server = await serveHttp((_, response) => response.writeHead(401).end('no'));
    for (let i = 0; i < 20; i++) expect(await get(server.url)).toMatchObject({ ok: true, status: 401 });
    expect(server.connections()).toBeLessThanOrEqual(2); // a spare one is opened if the first is not yet at rest
  });

  test('may answer exactly maxBytes, in pieces', async () => {
    await using server = await serveHttp((_, response) => {
      response.write('x'.repeat(600));
      setTimeout(() => response.end('y'.repeat(400)), 20);
    });
    const answer = await get(server.url);
    expect(answer.ok && answer.body.length).toBe(1000);
    expect(await why(server.url, { maxBytes: 999 })).toBe('its answer is larger than 999 bytes');
  });
});

describe('a hostile server', () => {
  test.each([301, 302, 303, 307, 308])('redirects with %i: not followed', async (status) => {
    await using target = await serveHttp((_, response) => response.end('secret'));
    await using server = await serveHttp((_, response) => response.writeHead(status, { location: target.url }).end());
    expect(await why(server.url)).toBe(`it redirects (${status}), and redirects are not followed`);
    expect(target.connections()).toBe(0);
  });

  test('says that its answer is huge: none of it is read', async () => {
    await using server = await serveHttp((_, response) => {
      response.writeHead(200, { 'content-length': 1e12 });
      response.write('x');
    });
    expect(await why(server.url)).toBe('its answer is larger than 1000 bytes');
  });

  test('never ends: it is cut off, and the connection with it', async () => {
    let sent = 0;
    let close: () => void = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    await using server = await serveHttp((_, response) => {
      const piece = Buffer.alloc(1000, 'x');
      const more = () => {
        while (response.writable && response.write(piece)) sent += piece.length;
      };
      response.on('drain', more);
      response.on('close', close);
      more();
    });
    expect(await why(server.url, { maxBytes: 50_000 })).toBe('its answer is larger than 50000 bytes');
    await closed;
    expect(sent).toBeLessThan(20_000_000); // what fits into socket buffers
  });

  test('sends a zip bomb: not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000));
    await using server = await serveHttp((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await why(server.url)).toBe('its answer is compressed, unasked');
  });

  test('sends one header that never ends', async () => {
    await using server = await serveTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx-long: ');
      const timer = setInterval(() => socket.write('x'.repeat(4096)), 1);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await why(server.url)).toBe('its headers are too large (UND_ERR_HEADERS_OVERFLOW)');
  });

  test('sends headers without end', async () => {
    await using server = await serveTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write(`x-many: ${'x'.repeat(100)}\r\n`.repeat(10)), 1);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await why(server.url)).toBe('its headers are too large (UND_ERR_HEADERS_OVERFLOW)');
  });

  test('drips its body, never silent for long: the whole call has an end', async () => {
    await using server = await serveHttp((_, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(timer));
    });
    expect(await why(server.url, { timeoutMs: 200 })).toBe('no complete answer in time');
  });

  test('falls silent in its body', async () => {
    const impatient = createClient({ ownUrl: 'http://localhost', allowPrivate: false, idleTimeoutMs: 100 });
    await using server = await serveHttp((_, response) => void response.write('x'));
    const answer = await impatient.request({ method: 'GET', url: server.url, maxBytes: 1000, timeoutMs: 20_000 });
    expect(answer).toEqual({ ok: false, why: 'the answer stopped coming (UND_ERR_BODY_TIMEOUT)' });
    await impatient.close();
  });

  test('takes the call and says nothing', async () => {
    await using server = await serveTcp(() => {});
    expect(await why(server.url, { timeoutMs: 100 })).toBe('no complete answer in time');
    const impatient = createClient({ ownUrl: 'http://localhost', allowPrivate: false, idleTimeoutMs: 100 });
    const answer = await impatient.request({ method: 'GET', url: server.url, maxBytes: 1000, timeoutMs: 20_000 });
    expect(answer).toEqual({ ok: false, why: 'no answer in time (UND_ERR_HEADERS_TIMEOUT)' });
    await impatient.close();
  });

  test('announces an answer for ever (103)', async () => {
    await using server = await serveTcp((socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n'), 5);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await why(server.url, { timeoutMs: 200 })).toBe('no complete answer in time');
  });

  test('never finishes the TLS handshake', async () => {
    await using server = await serveTcp(() => {});
    const impatient = createClient({ ownUrl: 'http://localhost', allowPrivate: false, connectTimeoutMs: 100 });
    const url = `https://127.0.0.1:${server.port}/`;
    const answer = await impatient.request({ method: 'GET', url, maxBytes: 1000, timeoutMs: 20_000 });
    expect(answer).toEqual({ ok: false, why: 'no connection in time (UND_ERR_CONNECT_TIMEOUT)' });
    await impatient.close();
  });

  test('speaks plain HTTP where HTTPS was asked for', async () => {
    await using server = await serveHttp((_, response) => response.end('hello'));
    expect(await why(`https://127.0.0.1:${server.port}/`)).toMatch(/TLS is not in order/);
  });

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', /does not speak HTTP|call failed/],
    [
      'a shorter body than it says',
      'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc',
      /closed the connection|shorter/,
    ],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd',
      /does not speak HTTP|shorter/,
    ],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', /closed|failed/],
    ['nothing', '', /closed the connection/],
  ])('sends %s', async (_, bytes, text) => {
    await using server = await serveTcp((socket) => socket.once('data', () => socket.end(bytes)));
    expect(await why(server.url)).toMatch(text);
  });

  test('names a header __proto__', async () => {
    await using server = await serveTcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n__proto__: evil\r\ncontent-length: 0\r\n\r\n')),
    );
    const answer = await get(server.url);
    expect(answer.ok && Object.getPrototypeOf(answer.headers)).toBe(null);
    expect(({} as Record<string, unknown>).evil).toBeUndefined();
  });

  test('is not there, or has no name', async () => {
    let gone = '';
    {
      await using server = await serveHttp(() => {});
      gone = server.url;
    }
    expect(await why(gone)).toBe('nobody listens there (ECONNREFUSED)');
    expect(await why('not a url')).toBe('refused: not a URL');
  });

  test('does not keep others waiting: its connections are few', async () => {
    await using slow = await serveHttp(() => {});
    await using quick = await serveHttp((_, response) => response.end('hi'));
    const stuck = Array.from({ length: 20 }, () => why(slow.url, { timeoutMs: 500 }));
    expect(await get(quick.url)).toMatchObject({ ok: true, status: 200 });
    expect(new Set(await Promise.all(stuck))).toEqual(new Set(['no complete answer in time']));
    expect(slow.connections()).toBeLessThanOrEqual(12);
  });

  test('cannot hold up a stop', async () => {
    await using server = await serveHttp(() => {});
    const call = why(server.url, { timeoutMs: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await client.close();
    expect(await call).toContain('this instance is stopping');
  });
});
