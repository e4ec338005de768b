// What was deleted is gone from the disk: no byte of it stands in the database's files after a checkpoint.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openReals, type Real } from './real.ts';

const MARK = 'UNSAIDMARKER';
/** Long enough for overflow pages, so that freed pages count too. */
const body = (mark: string) => `${mark} `.repeat(600);

const bytesOf = (house: Real): Buffer => {
  if (house.fresh.location.kind !== 'sqlite') throw new Error('not SQLite');
  const folder = dirname(house.fresh.location.file);
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
};

const until = async (what: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await what()) return;
    await wait(50);
  }
  throw new Error('it did not come to pass');
};

test('a deleted post leaves no byte, on a board and on a plank, here and on a peer', async () => {
  await using town = await openReals({ instances: 2 });
  const [a, b] = [town.house(0), town.house(1)];
  for (const house of [a, b]) await house.app.start();
  const [admin, bram] = [await a.admin(), await a.join('bram')];
  await a.create('/api/v1/boards', { slug: 'talk', title: 'Talk', text: '', visibility: 'public' }, admin);
  const names: string[] = [];
  for (const place of ['/api/v1/boards/talk', '/api/v1/planks/open-elections']) {
    const headers = { 'idempotency-key': `key-${place}` };
    const start = { title: `${MARK} title`, body: body(MARK) };
    const made = await a.call('POST', `${place}/threads`, { body: start, token: bram, headers });
    expect(made.status).toBe(201);
    const thread = String(made.json.name);
    const reply = String((await a.create(`/api/v1/threads/${thread}/posts`, { body: body(MARK) }, bram)).name);
    await a.call('PATCH', `/api/v1/posts/${reply}`, { body: { body: `${body(MARK)} once more` }, token: bram });
    names.push(thread, reply);
  }
  const shared = names.filter((name) => name.includes('@'));
  await until(async () => {
    for (const name of shared) if ((await b.call('GET', `/api/v1/posts/${name}`)).status !== 200) return false;
    return true;
  });
  // Read by visitors, so that cards and caches are filled.
  for (const name of names) for (const house of [a, b]) await house.call('GET', `/api/v1/threads/${name}/posts`);
  expect(bytesOf(a).includes(MARK)).toBe(true);
  expect(bytesOf(b).includes(MARK)).toBe(true);

  for (const name of names) expect((await a.call('DELETE', `/api/v1/posts/${name}`, { token: bram })).status).toBe(204);
  await until(async () => {
    for (const name of shared)
      if ((await b.call('GET', `/api/v1/posts/${name}`)).json.state !== 'deleted') return false;
    return true;
  });
  for (const house of [a, b]) {
    for (const name of names) expect((await house.call('GET', `/api/v1/posts/${name}`)).text).not.toContain(MARK);
    // Closing folds the log into the database, as a checkpoint does.
    await house.stop();
    expect(bytesOf(house).includes(MARK)).toBe(false);
  }
});
