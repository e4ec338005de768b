import { buildConnector } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../../src/federation/net/client.ts';
import { createConnector, guardedLookup, type Resolve } from '../../../src/federation/net/connector.ts';
import { createGuard } from '../../../src/federation/net/guard.ts';
import { serveHttp, serveTcp } from './server.ts';

const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** Answers the next list of addresses on each look-up, the last one for ever. */
const answering = (...lists: string[][]) => {
  const asked: string[] = [];
  const resolve: Resolve = (hostname, _, callback) => {
    const list = lists[Math.min(asked.length, lists.length - 1)] ?? [];
    asked.push(hostname);
    const addresses = list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    setImmediate(() => callback(null, addresses));
  };
  return { asked, resolve };
};

const clientAt = (ownUrl: string, resolve: Resolve, allowPrivate = false) => {
  const client = createClient({ ownUrl, allowPrivate, resolve });
  clients.push(client);
  return async (url: string): Promise<string> => {
    const answer = await client.request({ method: 'GET', url, maxBytes: 1000, timeoutMs: 2000 });
    return answer.ok ? Buffer.from(answer.body).toString() : answer.why;
  };
};

describe('a public instance', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['10.1.2.3', 'private'],
    ['fd12::1', 'private'],
    ['169.254.169.254', 'not an address for instances'],
    ['0.0.0.0', 'not an address for instances'],
    ['64:ff9b::7f00:1', 'not an address for instances'],
  ])('pointed to %s by a name: nothing is sent', async (address, text) => {
    await using server = await serveTcp(() => {});
    const { asked, resolve } = answering([address]);
    const call = clientAt('https://greens.example', resolve);
    expect(await call(`https://evil.example:${server.port}/`)).toMatch(new RegExp(`^refused: evil.example: .*${text}`));
    expect(asked).toEqual(['evil.example']);
    expect(server.connections()).toBe(0);
  });

  test('pointed there by an address: refused without any look-up', async () => {
    await using server = await serveTcp(() => {});
    const { asked, resolve } = answering(['1.1.1.1']);
    const call = clientAt('https://greens.example', resolve);
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', 'localhost'])
      expect(await call(`https://${host}:${server.port}/`)).toMatch(/^refused: /);
    expect(await call(`http://evil.example:${server.port}/`)).toBe('refused: plain HTTP: use HTTPS');
    expect(asked).toEqual([]);
    expect(server.connections()).toBe(0);
  });

  test('whose private peers are allowed still speaks no plain HTTP to public addresses', async () => {
    const { resolve } = answering(['1.1.1.1']);
    const call = clientAt('https://greens.example', resolve, true);
    expect(await call('http://reds.example/')).toContain('plain HTTP to the public address 1.1.1.1');
  });

  test('hears of a name without addresses', async () => {
    const call = clientAt('https://greens.example', answering([]).resolve);
    expect(await call('https://reds.example/')).toBe('refused: reds.example: it has no address');
  });
});

describe('a name with several addresses', () => {
  const guard = createGuard({ ownUrl: 'https://greens.example', allowPrivate: false });
  const look = (resolve: Resolve, all: boolean) =>
    new Promise((done) => guardedLookup(guard, 'https:', resolve)('x.example', { all }, (...got) => done(got)));

  test('is called at those that are allowed, and only there', async () => {
    const mixed = answering(['10.0.0.1', '1.1.1.1', '::1', '2606:4700::1']);
    const allowed = [
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ];
    expect(await look(mixed.resolve, true)).toEqual([null, allowed]);
    expect(await look(mixed.resolve, false)).toEqual([null, '1.1.1.1', 4]);
  });

  test('is refused with reasons if none is', async () => {
    const [error] = (await look(answering(['10.0.0.1', '127.0.0.1']).resolve, true)) as [Error];
    expect(error.message).toContain('10.0.0.1 is a private address');
    expect(error.message).toContain('127.0.0.1 is a loopback address');
  });

  test('reaches a real server through the allowed one', async () => {
    await using server = await serveHttp((_, response) => response.end('hello'));
    const call = clientAt('http://localhost', answering(['10.0.0.1', '169.254.169.254', '127.0.0.1']).resolve);
    expect(await call(`http://b.example:${server.port}/`)).toBe('hello');
  });
});

describe('a name that resolves differently each time', () => {
  test('is asked once a connection, and each answer is judged', async () => {
    await using server = await serveHttp((_, response) =>
      response.writeHead(200, { connection: 'close' }).end('hello'),
    );
    const rebinding = answering(['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1'], ['169.254.169.254']);
    const call = clientAt('http://localhost', rebinding.resolve);
    const url = `http://b.example:${server.port}/`;
    expect(await call(url)).toBe('hello');
    expect(await call(url)).toContain('10.0.0.1 is a private address');
    expect(await call(url)).toBe('hello');
    expect(await call(url)).toContain('169.254.169.254 is not an address for instances');
    expect(rebinding.asked).toHaveLength(4);
    expect(server.connections()).toBe(2);
  });
});

describe('the connector itself', () => {
  type Options = Parameters<ReturnType<typeof createConnector>>[0];
  const failureOf = (connect: ReturnType<typeof createConnector>, options: Options) =>
    new Promise((done) => connect(options, (...[failure]) => done(failure)));

  test('a socket that got elsewhere than the guard was told is dropped before anything is sent', async () => {
    const heard: string[] = [];
    await using server = await serveTcp((socket) => socket.on('data', (data) => heard.push(data.toString())));
    const guard = createGuard({ ownUrl: 'https://greens.example', allowPrivate: true });
    const astray = () => {
      const connect = buildConnector({});
      return (options: Parameters<typeof connect>[0], callback: Parameters<typeof connect>[1]) =>
        connect({ ...options, hostname: '127.0.0.1' }, callback);
    };
    const connect = createConnector({ guard, timeoutMs: 1000, build: astray as unknown as typeof buildConnector });
    const error = await failureOf(connect, { hostname: 'b.example', protocol: 'http:', port: `${server.port}` });
    expect(String(error)).toContain('127.0.0.1 is a loopback address');
    expect(heard).toEqual([]);
  });

  test('knocks at no address that is refused, whoever asks', async () => {
    await using server = await serveTcp(() => {});
    const guard = createGuard({ ownUrl: 'https://greens.example', allowPrivate: false });
    const connect = createConnector({ build: buildConnector, guard, timeoutMs: 1000 });
    for (const protocol of ['http:', 'https:'])
      for (const hostname of ['127.0.0.1', '[::ffff:127.0.0.1]', '::ffff:7f00:1', 'localhost']) {
        const error = await failureOf(connect, { hostname, protocol, port: `${server.port}` });
        expect(String(error)).toContain('is a loopback address');
      }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.connections()).toBe(0);
  });
});
