// A member's archive: everything that they said and that is kept of them, nothing that others said; made in the background.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { buildArchives } from '../../src/app/archives.ts';
import { archivedFiles, archivedManifest, type archivedPost } from '../../src/forum/identity/archive-shape.ts';
import { ARCHIVE_MS } from '../../src/forum/identity/archive-store.ts';
import { openReals, password, type Real } from '../hostile/real.ts';
import { until } from '../real/patience.ts';

const api = '/api/v1';
type Post = z.infer<typeof archivedPost>;

const fetchZip = async (house: Real, path: string, token: string): Promise<Record<string, Uint8Array>> => {
  const response = await fetch(`http://${house.origin}${api}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="koinon-/);
  return unzipSync(new Uint8Array(await response.arrayBuffer()));
};

const ask = async (house: Real, token: string): Promise<string> => {
  const send = () =>
    house.call('POST', `${api}/me/exports`, { token, headers: { 'idempotency-key': token.slice(-20) } });
  const asked = await send();
  expect([asked.status, asked.json.state]).toEqual([202, 'waiting']);
  expect((await send()).json).toEqual(asked.json);
  return String(asked.json.id);
};

const whenReady = (house: Real, token: string): Promise<boolean> =>
  until('the archive is ready', async () => {
    const { items } = (await house.call('GET', `${api}/me/exports`, { token })).json as { items: { state: string }[] };
    return items[0]?.state === 'ready';
  });

const folderOf = (house: Real): string => join(house.folder, 'exports');

test('an archive holds what its shapes say: own words in all revisions, from boards and planks, and no others', async () => {
  await using town = await openReals({ start: true });
  const a = town.house();
  const [admin, ada, bo] = [await a.admin(), await a.join('ada'), await a.join('bo')];
  for (const visibility of ['public', 'members'])
    await a.create(`${api}/boards`, { slug: visibility, title: 'A board', visibility }, admin);
  const image = await a.call('POST', `${api}/me/uploads`, {
    body: readFileSync(fileURLToPath(new URL('../http/files/shed.png', import.meta.url))),
    headers: { 'content-type': 'image/png' },
    token: ada,
  });
  expect(image.status).toBe(201);
  const theirs = await a.create(`${api}/boards/members/threads`, { title: 'Bo wrote', body: 'Bo wrote this' }, bo);
  const mine = await a.create(`${api}/threads/${theirs.name}/posts`, { body: 'Ada said one' }, ada);
  await a.call('PATCH', `${api}/posts/${mine.name}`, { body: { body: 'Ada said two' }, token: ada });
  const plank = `${api}/planks/open-elections/threads`;
  const spoken = await a.create(plank, { title: 'Ada asks', body: 'Ada asks this' }, ada);
  await a.create(`${api}/threads/${spoken.name}/posts`, { body: 'Bo wrote more' }, bo);
  await a.call('PUT', `${api}/posts/${theirs.name}/vote`, { body: { value: 1 }, token: ada });
  await a.call('PUT', `${api}/me/drafts/one`, {
    body: { for: { kind: 'thread', name: theirs.name }, body: 'Ada begins' },
    token: ada,
  });
  for (const path of ['/me/export', '/me/exports/nonsense'])
    expect((await a.call('GET', `${api}${path}`, { token: ada })).status).toBe(404);
  const id = await ask(a, ada);
  const soon = await a.call('POST', `${api}/me/exports`, { token: ada });
  expect([soon.status, Number(soon.headers.get('retry-after')) > 3600]).toEqual([429, true]);
  await whenReady(a, ada);

  const files = await fetchZip(a, `/me/exports/${id}`, ada);
  expect(Object.keys(await fetchZip(a, '/me/export', ada))).toEqual(Object.keys(files));
  const read = (path: string) => JSON.parse(strFromU8(files[path] ?? new Uint8Array()));
  for (const [name, shape] of Object.entries(archivedFiles)) shape.parse(read(`${name}.json`));
  const [upload] = read('uploads.json') as { id: string; type: string; size: number }[];
  const path = `uploads/${upload?.id}.${upload?.type.slice(6)}`;
  expect(files[path]?.length).toBe(upload?.size);
  delete files[path];
  expect(Object.keys(files).sort()).toEqual(
    Object.keys(archivedFiles)
      .map((name) => `${name}.json`)
      .sort(),
  );
  const manifest = archivedManifest.parse(read('manifest.json'));
  expect(manifest).toMatchObject({ origin: a.origin, member: 'ada' });
  for (const { path: one, bytes } of manifest.files)
    if (one !== path) expect([one, files[one]?.length]).toEqual([one, bytes]);
  expect(manifest.files.find(({ path }) => path === 'posts.json')?.items).toBe(2);
  const [reply, start] = read('posts.json') as Post[];
  expect(reply).toMatchObject({ name: mine.name, thread: theirs.name, parent: theirs.name, body: 'Ada said two' });
  expect(reply?.earlier.map(({ body }) => body)).toEqual(['Ada said one']);
  expect(start).toMatchObject({ name: spoken.name, title: 'Ada asks', place: { kind: 'plank' }, earlier: [] });
  const link = new URL(reply?.url ?? '');
  expect((await a.call('GET', `${link.pathname}${link.search}`, { token: ada })).text).toContain('Ada said two');
  expect(read('writing.json').drafts).toHaveLength(1);
  expect(read('votes.json')).toMatchObject([{ post: theirs.name, value: 1 }]);
  const everything = Object.values(files)
    .map((bytes) => strFromU8(bytes))
    .join();
  expect(everything).not.toContain('Bo wrote');
  expect(everything).not.toContain('argon2');

  // Nobody else's, not an admin's either.
  for (const token of [bo, admin]) expect((await a.call('GET', `${api}/me/exports/${id}`, { token })).status).toBe(404);
  expect((await a.call('GET', `${api}/me/exports/${id}`)).status).toBe(401);
  const [file = ''] = readdirSync(folderOf(a));
  expect(statSync(join(folderOf(a), file)).mode & 0o777).toBe(0o600);
  expect(statSync(folderOf(a)).mode & 0o777).toBe(0o700);

  await a.call('DELETE', `${api}/me`, { body: { password, posts: 'keep' }, token: ada });
  expect(readdirSync(folderOf(a))).toEqual([]);
});

test('what a stop cut short is begun anew; after a week an archive is gone', async () => {
  await using town = await openReals();
  const a = town.house();
  const ada = await a.join('ada');
  const id = await ask(a, ada);
  const archives = (now?: number) =>
    buildArchives({ ...a.app.core, ...(now === undefined ? {} : { clock: { now: () => now } }), dataDir: a.folder });
  await archives().make(AbortSignal.abort());
  expect(existsSync(folderOf(a))).toBe(false);
  // Half of one, as a crash leaves it.
  const part = join(folderOf(a), `${id}.zip.part`);
  mkdirSync(folderOf(a));
  writeFileSync(part, 'half');
  await a.restart();
  await a.app.start();
  await whenReady(a, ada);
  expect(existsSync(part)).toBe(false);
  writeFileSync(join(folderOf(a), 'stranger.zip'), 'of nobody');
  await archives().sweep();
  expect(readdirSync(folderOf(a)).sort()).toEqual([`${id}.zip`]);
  expect(Object.keys(await fetchZip(a, '/me/export', ada))).toContain('posts.json');
  const later = a.app.core.clock.now() + ARCHIVE_MS + 1;
  await archives(later).sweep();
  expect(readdirSync(folderOf(a))).toEqual([]);
  expect((await a.call('GET', `${api}/me/exports/${id}`, { token: ada })).status).toBe(404);
});

test('an archive that fails is tried three times, leaves nothing behind, and another one may be asked for', async () => {
  await using town = await openReals();
  const a = town.house();
  const ada = await a.join('ada');
  await ask(a, ada);
  const bad = {
    name: 'bad',
    forget: async () => {},
    export: async () => {
      throw new Error('this part is broken');
    },
  };
  const archives = buildArchives({ ...a.app.core, dataDir: a.folder }, [bad]);
  for (let tries = 0; tries < 3; tries++) await archives.make(new AbortController().signal);
  expect(readdirSync(folderOf(a))).toEqual([]);
  const listed = (await a.call('GET', `${api}/me/exports`, { token: ada })).json.items as { state: string }[];
  expect(listed.map(({ state }) => state)).toEqual(['failed']);
  await ask(a, await a.signIn('ada'));
});
