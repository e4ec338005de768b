// Images over HTTP: sent as bytes, shown by posts, served to whoever may read such a post and to nobody else.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/base/hash.ts';
import { openReals, type Real } from '../hostile/real.ts';
import { declaredPng, gpsJpeg, noise, scriptGif } from '../support/images.ts';
import { until } from '../support/timers.ts';

const UPLOADS = '/api/v1/me/uploads';

const send = (house: Real, token: string, body: Uint8Array, type = 'image/png') =>
  house.call('POST', UPLOADS, { body, token, headers: { 'content-type': type } });
const bytesOf = async (house: Real, path: string, token?: string) => {
  const response = await fetch(`http://127.0.0.1:${house.port}${path}`, {
    headers: { connection: 'close', ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};
const filesIn = (house: Real): string[] => {
  const folder = join(house.folder, 'uploads');
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((path) => path.split('/').at(-1) ?? '')
        .filter((name) => name.length > 2)
        .sort()
    : [];
};

const openHouse = async () => {
  const town = await openReals({ start: true });
  const house = town.house();
  const admin = await house.admin();
  for (const [slug, visibility] of [
    ['garden', 'public'],
    ['cellar', 'members'],
  ])
    await house.create('/api/v1/boards', { slug, title: slug, text: '', visibility }, admin);
  return { town, house, admin, ada: await house.join('ada'), [Symbol.asyncDispose]: () => town[Symbol.asyncDispose]() };
};

test('a photo is sent, named with its text, seen by all, and gone with the post', async () => {
  await using world = await openHouse();
  const { house, ada } = world;
  const sent = await send(house, ada, await gpsJpeg(), 'image/jpeg');
  expect(sent.status).toBe(201);
  const { id } = sent.json as { id: string };
  expect(sent.json).toMatchObject({ url: `/uploads/${id}`, type: 'image/webp', width: 1_920, height: 2_560 });
  expect(filesIn(house)).toEqual([id, `${id}.small`]);
  // Nobody else's yet.
  expect((await bytesOf(house, `/uploads/${id}`)).status).toBe(404);
  expect((await bytesOf(house, `/uploads/${id}`, ada)).status).toBe(200);
  for (const attachment of [{ upload: id }, { upload: id, alt: ' ' }, { upload: id, alt: 'x', decorative: true }]) {
    const refused = await house.call('POST', '/api/v1/boards/garden/threads', {
      body: { title: 'T', body: 'b', attachments: [attachment] },
      token: ada,
    });
    expect([refused.status, refused.json.field]).toEqual([400, 'attachments.0.alt']);
  }
  const attachments = [{ upload: id, alt: '', decorative: true }];
  const key = { 'idempotency-key': 'once' };
  const body = { title: 'T', body: 'b', attachments };
  const post = await house.call('POST', '/api/v1/boards/garden/threads', { body, token: ada, headers: key });
  expect(post.status).toBe(201);
  const again = await house.call('POST', '/api/v1/boards/garden/threads', { body, token: ada, headers: key });
  expect([again.status, again.text]).toEqual([201, post.text]);

  const whole = await bytesOf(house, `/uploads/${id}`);
  expect(whole.status).toBe(200);
  expect(sha256(whole.bytes)).toBe(id);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/webp',
    'content-length': String(whole.bytes.length),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'content-disposition': 'inline',
    'cache-control': 'no-cache',
    etag: `"${id}"`,
  });
  const { exif, xmp, icc } = await sharp(whole.bytes).metadata();
  expect([exif, xmp, icc]).toEqual([undefined, undefined, undefined]);
  const small = await bytesOf(house, `/uploads/${id}/thumbnail`);
  expect((await sharp(small.bytes).metadata()).width).toBe(640);
  const same = await house.call('GET', `/uploads/${id}`, { headers: { 'if-none-match': `W/"x", "${id}"` } });
  expect([same.status, same.text]).toEqual([304, '']);
  expect((await house.call('HEAD', `/uploads/${id}`)).status).toBe(200);
  const page = await house.call('GET', `/threads/${post.json.name}`);
  expect(page.text).toMatch(
    new RegExp(`<a href="/uploads/${id}"[^>]*><img src="/uploads/${id}/thumbnail" alt=""[^>]*loading="lazy"`),
  );
  expect(page.headers.get('content-security-policy')).toContain("img-src 'self'");

  expect((await house.call('DELETE', `/api/v1/posts/${post.json.name}`, { token: ada })).status).toBe(204);
  expect((await house.call('GET', `/uploads/${id}`, { headers: { 'if-none-match': `"${id}"` } })).status).toBe(404);
  await until(() => filesIn(house).length === 0);
});

test('an image of a members-only board is for members, also by its tag, and no peer gets it', async () => {
  await using world = await openHouse();
  const { house, ada, town } = world;
  const { id } = (await send(house, ada, await noise(90, 60).png().toBuffer())).json as { id: string };
  const body = { title: 'T', body: 'b', attachments: [{ upload: id, alt: 'shutmark' }] };
  await house.create('/api/v1/boards/cellar/threads', body, ada);
  const bo = await house.join('bo');
  const shown = await bytesOf(house, `/uploads/${id}`, bo);
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
  for (const path of [`/uploads/${id}`, `/uploads/${id}/thumbnail`]) {
    expect((await bytesOf(house, path)).status).toBe(404);
    expect((await house.call('GET', path, { headers: { 'if-none-match': `"${id}", "${id}-small"` } })).status).toBe(
      404,
    );
  }
  expect(town.houses).toHaveLength(1);
  for (const path of [
    '/uploads/..%2f..%2fgovernance.jwk',
    '/uploads/x',
    `/uploads/${'A'.repeat(43)}`,
    `/uploads/${id}/x`,
  ])
    expect((await house.call('GET', path, { token: bo })).status).toBe(404);
});

test.each([
  [
    'an SVG with script',
    415,
    async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
  ],
  ['a page that says it is a picture', 415, async () => Buffer.from('<!doctype html><script>1</script>')],
  ['a picture that is cut off', 400, async () => (await noise(200, 200).png().toBuffer()).subarray(0, 900)],
  ['a bomb', 413, async () => declaredPng(50_000, 50_000, Buffer.alloc(100))],
  ['more than 8 MiB', 413, async () => Buffer.alloc(8 * 1024 * 1024 + 1)],
] as const)('%s is refused with %d, and nothing is kept', async (_, status, make) => {
  await using world = await openHouse();
  const { house, ada } = world;
  const answer = await send(house, ada, await make());
  expect([answer.status, answer.json.status]).toEqual([status, status]);
  expect(
    (await house.call('POST', UPLOADS, { body: Buffer.from('x'), headers: { 'content-type': 'image/png' } })).status,
  ).toBe(401);
  expect((await send(house, ada, Buffer.from('x'), 'image/svg+xml')).status).toBe(415);
  expect(filesIn(house)).toEqual([]);
  expect(house.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('what is called one thing and is another is what it is; a polyglot becomes a picture', async () => {
  await using world = await openHouse();
  const { house, ada } = world;
  const sent = await send(house, ada, scriptGif(), 'image/png');
  expect(sent.json).toMatchObject({ type: 'image/webp' });
  const [file = ''] = filesIn(house);
  const stored = readFileSync(join(house.folder, 'uploads', file.slice(0, 2), file.slice(2, 4), file)).toString(
    'latin1',
  );
  expect(stored).toMatch(/^RIFF....WEBP/s);
  expect(stored).not.toContain('alert');
});

test('limits are the admin’s to set; a member sees how much room is left', async () => {
  await using world = await openHouse();
  const { house, ada, admin } = world;
  const first = await house.call('GET', UPLOADS, { token: ada });
  expect(first.json).toMatchObject({ items: [], next: null, used: 0, quota: 50 * 1024 * 1024 });
  const set = await house.call('PATCH', '/api/v1/instance', {
    body: { uploadQuota: 1_000, uploadLimit: 5_000 },
    token: admin,
  });
  expect(set.json).toMatchObject({ uploadQuota: 1_000, uploadLimit: 5_000 });
  const large = await noise(300, 300).png().toBuffer();
  expect((await send(house, ada, large)).status).toBe(413);
  const small = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const { id } = (await send(house, ada, small)).json as { id: string };
  const listed = await house.call('GET', UPLOADS, { token: ada });
  expect(listed.json).toMatchObject({ items: [{ id }], quota: 1_000 });
  expect((await house.call('DELETE', `${UPLOADS}/${id}`, { token: ada })).status).toBe(204);
  expect((await house.call('DELETE', `${UPLOADS}/${id}`, { token: ada })).status).toBe(404);
  await until(() => filesIn(house).length === 0);
});

test('a member who sends many at once is slowed down, and all that was answered is there', async () => {
  await using world = await openHouse();
  const { house, ada } = world;
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, i) =>
      send(
        house,
        ada,
        await noise(900 + i, 700)
          .png()
          .toBuffer(),
      ),
    ),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(201);
  expect(statuses.filter((status) => ![201, 429].includes(status))).toEqual([]);
  for (const { json, status } of answers)
    if (status === 201) expect((await bytesOf(house, `/uploads/${json.id}`, ada)).status).toBe(200);
});
