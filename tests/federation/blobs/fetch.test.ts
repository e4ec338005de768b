// Images that come from peers: from whoever has them, looked at before anybody sees them, asked for again where nobody has them.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/base/hash.ts';
import { createBlobFiles } from '../../../src/delivery/files/blob-files.ts';
import { createImages } from '../../../src/delivery/images/prepare-image.ts';
import { findSharedBlob } from '../../../src/federation/blobs/blob-store.ts';
import { type BlobNeeds, fetchBlobs } from '../../../src/federation/blobs/fetch-blobs.ts';
import { noteFailure } from '../../../src/federation/sync/peer-store.ts';
import { visitor } from '../../../src/forum/policy/actor.ts';
import { cardOfPost } from '../../../src/forum/threads/read-posts.ts';
import { findImage } from '../../../src/forum/uploads/find-image.ts';
import { dropGoneFiles, tidyFiles } from '../../../src/forum/uploads/tidy-files.ts';
import { ALICE, openFold } from '../../forum/planks/fold.ts';
import { declaredPng, noise } from '../../support/images.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { seededChance } from '../../support/time.ts';

type Answer = Uint8Array | string;

const openReader = async (dailyBytes = 1e9) => {
  const fold = await openFold();
  const { home } = fold;
  const folder = mkdtempSync(join(scratchFolder(), 'koinon-blobs-'));
  const files = createBlobFiles(folder, seededChance('blobs'));
  const asked: string[] = [];
  /** What peers answer: bytes, or why not. */
  const has = new Map<string, Answer>();
  const needs: BlobNeeds = {
    ...home,
    files,
    images: createImages(),
    dailyBytes,
    async fetchBlob(peer, digest, maxBytes) {
      asked.push(peer.origin);
      const answer = has.get(`${peer.origin} ${digest}`) ?? has.get(peer.origin) ?? 'it answered 404';
      if (typeof answer === 'string') return { ok: false, why: answer, away: answer === 'silence' };
      // As the client does (tests/federation/net/client.test.ts).
      return answer.length > maxBytes ? { ok: false, why: 'larger', away: true } : { ok: true, value: answer };
    },
  };
  fold.x.describe(ALICE, 'alice');
  await fold.arrive([fold.x.epochLine, ...fold.x.written.map(({ line }) => line)]);
  const fetch = fetchBlobs(needs);
  return {
    ...fold,
    files,
    has,
    asked,
    fetch: () => fetch(fold.coalition.id),
    async tidy() {
      await tidyFiles({ ...home, files })();
      await dropGoneFiles({ ...home, files })();
    },
    /** An entry of x that names an image; its name. */
    async show(digest: string, more: object = {}): Promise<string> {
      const image = { digest, type: 'image/png', size: 20_000, width: 90, height: 60, alt: 'leeks', ...more };
      const entry = fold.x.write(
        'thread.started',
        { plank: 'open-elections', author: ALICE },
        { title: 'T', body: 'b', attachments: [image] },
      );
      await fold.arrive([entry.line]);
      return entry.name;
    },
    async card(name: string) {
      const post = await fold.post(name);
      const card = post && (await cardOfPost(home.db.read, home.origin, post.id));
      return (JSON.parse(card ?? '{}') as { attachments?: Record<string, unknown>[] }).attachments?.[0];
    },
    find: (digest: string) => findImage(home)(visitor, digest),
    async [Symbol.asyncDispose]() {
      await fold[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const picture = () => noise(90, 60).png().toBuffer();

test('it is pending until it is here; then the post shows it, and peers get it', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const digest = sha256(bytes);
  const name = await reader.show(digest, { size: bytes.length });
  expect(await reader.card(name)).toMatchObject({
    id: digest,
    url: null,
    thumbnail: null,
    pending: true,
    alt: 'leeks',
  });
  await expect(reader.find(digest)).rejects.toMatchObject({ code: 'not-found' });
  const before = await reader.thread(name);
  reader.has.set('x.example', bytes);
  expect(await reader.fetch()).toBe(1);
  expect(reader.asked).toEqual(['x.example']);
  expect(await reader.card(name)).toEqual({
    ...{ id: digest, url: `/uploads/${digest}`, thumbnail: `/uploads/${digest}/thumbnail`, type: 'image/png' },
    ...{ size: bytes.length, width: 90, height: 60, alt: 'leeks' },
  });
  expect((await reader.thread(name))?.version).toBeGreaterThan(before?.version ?? 0);
  expect(await reader.find(digest)).toEqual({ type: 'image/png', open: true });
  expect(await findSharedBlob(reader.home.db.read, digest)).toBe(true);
  // Once is enough; folded anew it is here still.
  expect(await reader.fetch()).toBe(0);
  await reader.settled();
  expect(await reader.fetch()).toBe(0);
  expect(await reader.card(name)).toMatchObject({ url: `/uploads/${digest}` });
});

test('where its origin is silent others are asked; where nobody has it, again and again, ever more rarely', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const digest = sha256(bytes);
  const name = await reader.show(digest, { size: bytes.length });
  for (let turn = 0; turn < 12; turn++) {
    expect(await reader.fetch()).toBe(0);
    reader.home.clock.advance(5_000);
  }
  expect(new Set(reader.asked)).toEqual(new Set(['x.example', 'y.example', 'z.example']));
  expect(reader.asked.length / 3).toBeLessThan(7);
  expect(reader.asked.filter((_, i) => i % 3 === 0)).not.toContain('y.example');
  reader.has.set('z.example', bytes);
  reader.home.clock.advance(15 * 60_000);
  expect(await reader.fetch()).toBe(1);
  expect(await reader.card(name)).toMatchObject({ url: `/uploads/${digest}` });
});

test('a peer that is known to be away is not asked', async () => {
  await using reader = await openReader();
  const { home, coalition } = reader;
  await reader.show(sha256('nowhere'));
  const at = home.clock.now();
  await home.db.write((tx) =>
    noteFailure(tx, { coalition: coalition.id, origin: 'x.example', at, next: at + 60_000, why: 'away' }),
  );
  await reader.fetch();
  expect(reader.asked.sort()).toEqual(['y.example', 'z.example']);
});

test('other bytes than the digest says are refused, told to admins, and asked of the next', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const digest = sha256(bytes);
  const name = await reader.show(digest, { size: bytes.length });
  reader.has.set('x.example', await noise(90, 50).png().toBuffer());
  for (const origin of ['y.example', 'z.example']) reader.has.set(origin, bytes);
  expect(await reader.fetch()).toBe(1);
  expect(await reader.card(name)).toMatchObject({ url: `/uploads/${digest}` });
  expect((await reader.home.peers()).find(({ origin }) => origin === 'x.example')).toMatchObject({
    refused: 1,
    refused_why: expect.stringContaining('digest'),
  });
});

test.each([
  ['a page', async () => Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['an SVG', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ['a picture cut off', async () => (await picture()).subarray(0, 2_000)],
  ['a bomb', async () => declaredPng(60_000, 60_000, Buffer.alloc(10))],
] as const)('%s under its right digest is kept from everybody, and not asked for again', async (_, make) => {
  await using reader = await openReader();
  const bytes = await make();
  const digest = sha256(bytes);
  const name = await reader.show(digest, { size: bytes.length });
  reader.has.set('x.example', bytes);
  expect(await reader.fetch()).toBe(1);
  expect(await reader.card(name)).toMatchObject({ url: null, thumbnail: null, refused: true });
  await expect(reader.find(digest)).rejects.toMatchObject({ code: 'not-found' });
  expect(await findSharedBlob(reader.home.db.read, digest)).toBe(false);
  expect(await reader.files.has(digest)).toBe(false);
  reader.home.clock.advance(3600_000);
  expect(await reader.fetch()).toBe(0);
  expect(reader.asked).toHaveLength(1);
});

test('an entry that states another type or size than the bytes have shows nothing; an honest one beside it does', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const digest = sha256(bytes);
  const liar = await reader.show(digest, { type: 'image/jpeg' });
  const honest = await reader.show(digest, { size: bytes.length, width: 7, height: 7 });
  reader.has.set('x.example', bytes);
  await reader.fetch();
  expect(await reader.card(liar)).toMatchObject({ url: null, refused: true });
  // How large it is shown is read from the bytes.
  expect(await reader.card(honest)).toMatchObject({ url: `/uploads/${digest}`, width: 90, height: 60 });
});

test('more bytes than any entry states are not taken', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const name = await reader.show(sha256(bytes), { size: bytes.length - 1 });
  reader.has.set('x.example', bytes);
  expect(await reader.fetch()).toBe(0);
  expect(await reader.card(name)).toMatchObject({ pending: true });
});

test('what is erased while it is on its way is not kept; what was here goes', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const digest = sha256(bytes);
  const name = await reader.show(digest, { size: bytes.length });
  const [seq = 0] = name.split('@').map(Number);
  reader.has.set('x.example', bytes);
  await reader.fetch();
  expect(await reader.files.has(digest)).toBe(true);
  await reader.arrive([reader.x.remove(name, [[seq, seq]]).line]);
  expect(await reader.card(name)).toBeUndefined();
  await expect(reader.find(digest)).rejects.toMatchObject({ code: 'not-found' });
  expect(await findSharedBlob(reader.home.db.read, digest)).toBe(false);
  await reader.tidy();
  expect(await reader.files.has(digest)).toBe(false);

  const other = await noise(50, 50).png().toBuffer();
  const gone = await reader.show(sha256(other), { size: other.length });
  const [last = 0] = gone.split('@').map(Number);
  await reader.arrive([reader.x.remove(gone, [[last, last]]).line]);
  reader.asked.length = 0;
  await reader.fetch();
  expect(reader.asked).toEqual([]);
});

test('a file that was lost is asked for again', async () => {
  await using reader = await openReader();
  const bytes = await picture();
  const digest = sha256(bytes);
  const name = await reader.show(digest, { size: bytes.length });
  reader.has.set('x.example', bytes);
  await reader.fetch();
  await reader.files.drop(digest);
  await reader.tidy();
  expect(await reader.card(name)).toMatchObject({ pending: true });
  expect(await reader.fetch()).toBe(1);
  expect(await reader.files.has(digest)).toBe(true);
});

test('an origin that names too much waits for the next day; the others do not', async () => {
  await using reader = await openReader(1);
  const [one, two] = [await picture(), await noise(91, 60).png().toBuffer()];
  for (const bytes of [one, two]) {
    reader.has.set(`x.example ${sha256(bytes)}`, bytes);
    await reader.show(sha256(bytes), { size: bytes.length });
  }
  expect(await reader.fetch()).toBe(1);
  reader.home.clock.advance(3600_000);
  expect(await reader.fetch()).toBe(0);
  reader.home.clock.advance(24 * 3600_000);
  expect(await reader.fetch()).toBe(1);
});

test('a peer that keeps us waiting is asked once in a turn, however much it names', async () => {
  await using reader = await openReader();
  for (let i = 0; i < 5; i++) await reader.show(sha256(`nowhere ${i}`));
  reader.has.set('x.example', 'silence');
  const bytes = await picture();
  const name = await reader.show(sha256(bytes), { size: bytes.length });
  reader.has.set(`y.example ${sha256(bytes)}`, bytes);
  expect(await reader.fetch()).toBe(1);
  expect(reader.asked.filter((origin) => origin === 'x.example')).toHaveLength(1);
  expect(await reader.card(name)).toMatchObject({ url: `/uploads/${sha256(bytes)}` });
});

test('what is here already, from a board or an upload, is not asked for; a damaged file is', async () => {
  await using reader = await openReader();
  const [one, two] = [await picture(), await noise(80, 60).png().toBuffer()];
  await reader.files.keep(sha256(one), one, one);
  await reader.files.keep(sha256(two), one, one);
  await reader.show(sha256(one), { size: one.length });
  await reader.show(sha256(two), { size: two.length });
  reader.has.set(`x.example ${sha256(two)}`, two);
  expect(await reader.fetch()).toBe(2);
  expect(reader.asked).toEqual(['x.example']);
  expect(sha256((await (await reader.files.open(sha256(two), 'whole'))?.read()) ?? '')).toBe(sha256(two));
});
