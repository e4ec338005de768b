// What others say about themselves is read with care: whoever names a URL chooses what we fetch.
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { createClient } from '../../src/federation/net/client.ts';
import { fetchWellKnown } from '../../src/federation/well-known.ts';
import { createSigningKey } from '../../src/journal/keys.ts';
import { serveHttp } from './net/server.ts';

const client = createClient({ ownUrl: 'http://localhost', allowPrivate: false });
afterAll(() => client.close());

const jwk = (fill: number) => createSigningKey(Buffer.alloc(32, fill)).publicJwk;
const documentAt = (url: string) => ({
  software: { name: 'koinon', version: '0.1.0' },
  protocols: [1],
  origin: 'reds.example',
  name: 'The Reds',
  keys: { operations: jwk(1), governance: jwk(2) },
  coalition: sha256('charter') as string | null,
  charter: { v: 1, hash: sha256('charter') } as { v: number; hash: string } | null,
  base: `${url}/federation/v1`,
});
type Document = ReturnType<typeof documentAt>;

const serve = (make: (url: string) => unknown, type = 'application/json', status = 200) => {
  const server = serveHttp(async (request, response) => {
    if (request.url !== '/.well-known/koinon') return response.writeHead(404).end();
    const body = make((await server).url);
    return response
      .writeHead(status, { 'content-type': type })
      .end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  return server;
};

describe('a good document', () => {
  test.each(['', '/', '/some/page?x#y'])('is found from its URL with "%s"', async (path) => {
    await using server = await serve(documentAt);
    const fetched = await fetchWellKnown(client, `${server.url}${path}`);
    expect(fetched).toEqual({ ok: true, document: documentAt(server.url) });
  });

  test('may be that of an instance in no coalition', async () => {
    await using server = await serve((url) => ({ ...documentAt(url), coalition: null, charter: null }));
    expect(await fetchWellKnown(client, server.url)).toMatchObject({ ok: true, document: { coalition: null } });
  });

  test('may say more, which is dropped, and order its keys otherwise', async () => {
    const { x } = jwk(1);
    await using server = await serve(
      (url) => ({
        ...documentAt(url),
        more: 1,
        keys: { operations: { use: 'sig', x, kid: 'k', crv: 'Ed25519', kty: 'OKP' }, governance: jwk(2) },
      }),
      'application/json; charset=utf-8',
    );
    const fetched = await fetchWellKnown(client, server.url);
    if (!fetched.ok) throw new Error(fetched.why);
    expect(JSON.stringify(fetched.document.keys.operations)).toBe(JSON.stringify(jwk(1)));
    expect('more' in fetched.document).toBe(false);
  });
});

describe('a bad document', () => {
  const changed: [string, (document: Document) => unknown, string][] = [
    ['an origin in capitals', (d) => ({ ...d, origin: 'Reds.example' }), 'origin'],
    ['an origin that is a URL', (d) => ({ ...d, origin: 'https://reds.example' }), 'origin'],
    ['no origin', ({ origin: _, ...d }) => d, 'origin'],
    ['no protocol', (d) => ({ ...d, protocols: [] }), 'protocols'],
    ['an RSA key', (d) => ({ ...d, keys: { ...d.keys, governance: { kty: 'RSA' } } }), 'keys.governance.kty'],
    ['a short key', (d) => ({ ...d, keys: { ...d.keys, operations: { ...jwk(1), x: 'AA' } } }), 'keys.operations.x'],
    ['no keys', (d) => ({ ...d, keys: null }), 'keys'],
    ['a coalition of other form', (d) => ({ ...d, coalition: 'x' }), 'coalition'],
    ['charter version 0', (d) => ({ ...d, charter: { v: 0, hash: sha256('') } }), 'charter.v'],
    ['a base that is a path', (d) => ({ ...d, base: '/federation/v1' }), 'base'],
    ['a base that is a file', (d) => ({ ...d, base: 'file:///etc' }), 'base'],
    ['a very long name', (d) => ({ ...d, name: 'x'.repeat(201) }), 'name'],
    ['an array', (d) => [d], 'it is no object'],
    ['null', () => 'null', 'it is no object'],
  ];
  test.each(changed)('with %s', async (_, change, field) => {
    await using server = await serve((url) => change(documentAt(url)));
    const why = `its well-known document breaks a rule: ${field}`;
    expect(await fetchWellKnown(client, server.url)).toEqual({ ok: false, why });
  });

  test.each(['https://mallory.example/federation/v1', 'http://127.0.0.1:1/federation/v1'])(
    'sends calls elsewhere: %s',
    async (base) => {
      await using server = await serve((url) => ({ ...documentAt(url), base }));
      const why = 'its well-known document sends calls elsewhere';
      expect(await fetchWellKnown(client, server.url)).toEqual({ ok: false, why });
    },
  );

  const html = '<!doctype html><title>Hello</title>';
  test.each([
    ['HTML', html, 'text/html', 200, 'its well-known document is not application/json'],
    ['JSON that calls itself HTML', '{}', 'text/html', 200, 'its well-known document is not application/json'],
    ['another JSON type', '{}', 'application/json-seq', 200, 'its well-known document is not application/json'],
    ['HTML that calls itself JSON', html, 'application/json', 200, 'its well-known document is not strict JSON'],
    ['a member twice', '{"a":1,"a":2}', 'application/json', 200, 'its well-known document is not strict JSON'],
    ['depth 1,000', '['.repeat(1000), 'application/json', 200, 'its well-known document is not strict JSON'],
    [
      'no UTF-8',
      Buffer.from([0x22, 0xff, 0x22]),
      'application/json',
      200,
      'its well-known document is not strict JSON',
    ],
    ['404', '{}', 'application/json', 404, 'it answered 404 instead of its well-known document'],
    ['500', html, 'text/html', 500, 'it answered 500 instead of its well-known document'],
    ['64 KiB and more', 'x'.repeat(65_537), 'application/json', 200, 'its answer is larger than 65536 bytes'],
  ])('that is %s', async (_, body, type, status, why) => {
    await using server = await serve(() => body, type, status);
    expect(await fetchWellKnown(client, server.url)).toEqual({ ok: false, why });
  });

  test('that redirects to a good one', async () => {
    await using target = await serve(documentAt);
    await using server = await serveHttp((_, response) =>
      response.writeHead(302, { location: `${target.url}/.well-known/koinon` }).end(),
    );
    const why = 'it redirects (302), and redirects are not followed';
    expect(await fetchWellKnown(client, server.url)).toEqual({ ok: false, why });
    expect(target.connections()).toBe(0);
  });

  test('that never ends', async () => {
    await using server = await serveHttp((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = ' '.repeat(10_000);
      const more = () => {
        while (response.writable && response.write(piece)) {}
      };
      response.on('drain', more);
      more();
    });
    const why = 'its answer is larger than 65536 bytes';
    expect(await fetchWellKnown(client, server.url)).toEqual({ ok: false, why });
  });

  test('from where a public instance does not go', async () => {
    await using server = await serve(documentAt);
    const greens = createClient({ ownUrl: 'https://greens.example', allowPrivate: false });
    for (const url of [server.url, `https://127.0.0.1:${server.port}`, 'https://169.254.169.254', 'no url'])
      expect(await fetchWellKnown(greens, url)).toMatchObject({ ok: false, why: expect.stringMatching(/^refused: /) });
    expect(server.connections()).toBe(0);
    await greens.close();
  });
});
