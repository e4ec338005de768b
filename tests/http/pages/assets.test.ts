// Style, script and colour: small, ours, and readable on both grounds.
import { Script } from 'node:vm';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { codingOf } from '../../../src/http/packed.ts';
import { contrast, readable, rgbOf } from '../../../src/http/pages/colour.ts';
import { SCRIPT } from '../../../src/http/pages/script.ts';
import { STYLE } from '../../../src/http/pages/style.ts';
import { openForum } from '../forum.ts';
import { pagesOf } from '../page-base.ts';

const LIMIT = 15_000;

test('style and script are at most 15 kB each, and load nothing', () => {
  expect(Buffer.byteLength(STYLE)).toBeLessThanOrEqual(LIMIT);
  expect(Buffer.byteLength(SCRIPT)).toBeLessThanOrEqual(LIMIT);
  expect(STYLE).not.toMatch(/@import|url\(|\/\*/);
  // Its parts go together: no name twice, nothing left that ties them.
  expect(() => new Script(SCRIPT)).not.toThrow();
  expect(SCRIPT).not.toMatch(/https?:|innerHTML|eval\(|new Function/);
});

test('an asset is sent packed as the browser takes it, and kept for good', async () => {
  await using h = await openForum({ routes: pagesOf });
  const front = (await h.call('GET', '/', { headers: { accept: 'text/html' } })).text;
  for (const [, path = ''] of front.matchAll(/(?:href|src)="(\/assets\/(?:style|script)[^"]+)"/g)) {
    const ask = (accepted?: string) =>
      h.server.fetch(
        new Request(`${h.publicUrl}${path}`, { headers: accepted ? { 'accept-encoding': accepted } : {} }),
      );
    const [plain, br, gzip] = [await ask(), await ask('gzip, br'), await ask('gzip')];
    const text = await plain.text();
    expect(brotliDecompressSync(await br.arrayBuffer()).toString()).toBe(text);
    expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(text);
    expect([plain, br, gzip].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'br', 'gzip']);
    expect(br.headers.get('cache-control')).toContain('immutable');
    expect(br.headers.get('vary')).toBe('accept-encoding');
  }
  expect([codingOf('br;q=0, gzip;q=1.0'), codingOf('identity'), codingOf('')]).toEqual(['gzip', undefined, undefined]);
});

test('any colour becomes one that can be read', async () => {
  const grounds = [rgbOf('f3f3ee'), rgbOf('21211e')];
  for (const hex of ['000000', 'ffffff', 'ffff00', '1a6b3c', 'ff0000', '0000ff', '808080'])
    for (const ground of grounds) expect(contrast(readable(rgbOf(hex), ground), ground), hex).toBeGreaterThan(4.5);
  await using h = await openForum({ routes: pagesOf });
  const sheet = await h.call('GET', '/assets/colour/1a6b3c');
  expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  for (const bad of ['1A6B3C', '1a6b3', 'red', '1a6b3c%7D'])
    expect((await h.call('GET', `/assets/colour/${bad}`)).status, bad).toBe(404);
});
