// Two instances: what is uploaded on one and named on a plank is shown by both, erased by both; what a board shows stays home.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/base/hash.ts';
import { openReals, type Real, tokenFor } from '../../hostile/real.ts';
import { plank } from '../../support/coalition.ts';
import { gpsJpeg, noise } from '../../support/images.ts';
import { until } from '../../support/timers.ts';

const filesIn = (house: Real): string[] => {
  const folder = join(house.folder, 'uploads');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split('/').at(-1) ?? '')
    .filter((name) => name.length >= 43);
};
const send = async (house: Real, token: string, body: Uint8Array, type: string): Promise<string> => {
  const answer = await house.call('POST', '/api/v1/me/uploads', { body, token, headers: { 'content-type': type } });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return String(answer.json.id);
};
const imagesOf = async (house: Real, name: string): Promise<Record<string, unknown>[]> => {
  const { json } = await house.call('GET', `/api/v1/posts/${encodeURIComponent(name)}`);
  return (json.attachments ?? []) as Record<string, unknown>[];
};

test('an image on a plank is shown by both, changes with the post, and is erased by both', async () => {
  await using town = await openReals({ instances: 2, scribes: [], start: true });
  const [a, b] = [town.house(0), town.house(1)];
  const ada = await a.join('ada');
  const id = await send(a, ada, await gpsJpeg(), 'image/jpeg');
  const { name } = await a.create(
    '/api/v1/planks/open-elections/threads',
    { title: 'T', body: 'b', attachments: [{ upload: id, alt: 'A polling station' }] },
    ada,
  );
  const shown =
    (house: Real, index = 0) =>
    async () =>
      (await imagesOf(house, String(name)))[index]?.url !== null;
  expect((await imagesOf(a, String(name)))[0]).toMatchObject({ id, url: `/uploads/${id}` });
  await until(async () => (await imagesOf(b, String(name))).length === 1 && (await shown(b)()));
  expect(await imagesOf(b, String(name))).toEqual(await imagesOf(a, String(name)));
  expect((await b.call('GET', `/threads/${encodeURIComponent(String(name))}`)).text).toContain(
    'alt="A polling station"',
  );
  for (const house of [a, b]) {
    const response = await fetch(`http://${house.origin}/uploads/${id}`, { headers: { connection: 'close' } });
    expect(response.headers.get('content-type')).toBe('image/webp');
    expect(sha256(new Uint8Array(await response.arrayBuffer()))).toBe(id);
    const small = await fetch(`http://${house.origin}/uploads/${id}/thumbnail`, { headers: { connection: 'close' } });
    expect((await small.arrayBuffer()).byteLength).toBeGreaterThan(100);
  }

  // A second one beside it; the edit says nothing of the first but its new text.
  const other = await send(a, ada, await noise(100, 80).png().toBuffer(), 'image/png');
  const edited = await a.call('PATCH', `/api/v1/posts/${encodeURIComponent(String(name))}`, {
    body: {
      attachments: [
        { upload: other, alt: 'Noise' },
        { upload: id, alt: 'The station' },
      ],
    },
    token: ada,
  });
  expect(edited.json.attachments).toMatchObject([{ id: other }, { id, alt: 'The station' }]);
  await until(async () => (await imagesOf(b, String(name))).length === 2 && (await shown(b)()));
  expect(await imagesOf(b, String(name))).toEqual(await imagesOf(a, String(name)));
  await a.call('PATCH', `/api/v1/posts/${encodeURIComponent(String(name))}`, { body: { body: 'c' }, token: ada });
  expect((await imagesOf(a, String(name))).map(({ id }) => id)).toEqual([other, id]);

  expect(filesIn(a)).toHaveLength(4);
  expect(filesIn(b)).toHaveLength(4);
  expect((await a.call('DELETE', `/api/v1/posts/${encodeURIComponent(String(name))}`, { token: ada })).status).toBe(
    204,
  );
  expect((await a.call('GET', `/uploads/${id}`, { token: ada })).status).toBe(404);
  await until(async () => filesIn(a).length === 0 && filesIn(b).length === 0);
  expect((await b.call('GET', `/uploads/${id}`)).status).toBe(404);
  for (const house of [a, b]) expect(house.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('peers get what an entry on a plank names, with a token of their own, and nothing of boards', async () => {
  await using town = await openReals({
    planks: [plank('open-elections'), plank('inside', { audience: 'members' })],
    start: true,
  });
  const house = town.house();
  const [x] = town.scribes;
  if (!x) throw new Error('no scribe');
  const admin = await house.admin();
  const ada = await house.join('ada');
  await house.create('/api/v1/boards', { slug: 'garden', title: 'Garden', text: '', visibility: 'public' }, admin);
  const picture = async (width: number) => send(house, ada, await noise(width, 40).png().toBuffer(), 'image/png');
  const [shared, inside, onBoard, waiting] = [
    await picture(50),
    await picture(60),
    await picture(70),
    await picture(80),
  ];
  const show = (path: string, upload: string) =>
    house.create(`/api/v1/${path}/threads`, { title: 'T', body: 'b', attachments: [{ upload, alt: 'x' }] }, ada);
  const post = await show('planks/open-elections', shared);
  await show('planks/inside', inside);
  await show('boards/garden', onBoard);

  const pathOf = (digest: string) => `/federation/v1/blobs/${digest}`;
  const get = async (digest: string, changes: object = {}) => {
    const token = await tokenFor(house, x, pathOf(digest), '', { method: 'GET', ...changes });
    const response = await fetch(`http://${house.origin}${pathOf(digest)}`, {
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
    });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  };
  const answer = await get(shared);
  expect([answer.status, sha256(answer.bytes)]).toEqual([200, shared]);
  expect(answer.headers.get('content-type')).toBe('application/octet-stream');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(sha256((await get(inside)).bytes)).toBe(inside);
  // A visitor sees the one on the open plank, not the one inside.
  expect((await house.call('GET', `/uploads/${inside}`)).status).toBe(404);
  expect((await house.call('GET', `/uploads/${shared}`)).status).toBe(200);
  for (const digest of [onBoard, waiting, sha256('nothing')]) expect((await get(digest)).status).toBe(404);
  for (const path of ['x', '../governance.jwk', `${shared}x`, shared.slice(1)])
    expect((await get(path)).status).toBe(404);

  // No token, one of a member, one for another call, one used before.
  expect((await house.call('GET', pathOf(shared))).status).toBe(401);
  expect((await house.call('GET', pathOf(shared), { token: ada })).status).toBe(401);
  expect((await get(shared, { method: 'POST' })).status).toBe(401);
  expect((await get(shared, { url: `http://${house.origin}${pathOf(inside)}` })).status).toBe(401);
  const token = await tokenFor(house, x, pathOf(shared), '', { method: 'GET' });
  expect((await house.call('GET', pathOf(shared), { token })).status).toBe(200);
  expect((await house.call('GET', pathOf(shared), { token })).status).toBe(401);

  await house.call('DELETE', `/api/v1/posts/${encodeURIComponent(String(post.name))}`, { token: ada });
  expect((await get(shared)).status).toBe(404);
  const lines = JSON.stringify(house.log.lines);
  expect(lines).not.toContain(onBoard);
  expect(readFileSync(join(house.folder, 'governance.jwk'), 'utf8')).toContain('OKP');
});
