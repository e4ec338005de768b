// The worst thing that can happen to an honest instance, with real processes: it comes back from a backup, and nobody sees a fork.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import { ADMIN, createAdmin, found, openCoalition } from '../real/coalition.ts';
import { CHARTER, createInstance, type Instance } from '../real/instance.ts';
import { call, type Member, join as register, signIn } from '../real/member.ts';
import { until } from '../real/patience.ts';
import { reservePorts } from '../real/ports.ts';
import { expectSame } from '../real/same.ts';
import { scratchFolder } from '../support/scratch.ts';

const scratch = mkdtempSync(join(scratchFolder(), 'koinon-restore-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const newFolder = () => join(scratch, `f${++folders}`);

const THREADS = '/planks/open-elections/threads';
const say = (member: Member, title: string) => member.create(THREADS, { title, body: `${title}, at length.` });
const titles = async ({ url }: Instance): Promise<string[]> => {
  const { json } = await call(url, 'GET', `${THREADS}?limit=100&sort=new`);
  return (json.items as { title: string }[]).map(({ title }) => title).sort();
};
const untilAllHave = (instances: readonly Instance[], title: string) =>
  Promise.all(
    instances.map((one) => until(`"${title}" on ${one.url}`, async () => (await titles(one)).includes(title))),
  );
/** The same instance on another data folder. */
const elsewhere = (was: Instance, env: Record<string, string> = {}): Instance =>
  createInstance({ port: was.port, folder: newFolder(), env: { SYNC_INTERVAL: '1000', ...env } });
const forksOn = async ({ url }: Instance): Promise<unknown[]> => {
  const { json } = await call(url, 'GET', '/peers');
  return (json.items as { forked: unknown }[]).map(({ forked }) => forked).filter((forked) => forked !== null);
};

test('killed, restored elsewhere: all it said is back, it speaks in epoch 2; restored once more, in epoch 3; with its key alone, in epoch 4', async () => {
  await using coalition = await openCoalition();
  const [a, b, c] = coalition.instances;
  const bea = await register(b.url, 'bea');
  await say(bea, 'Before');
  await untilAllHave([a, b, c], 'Before');
  const backup = newFolder();
  expect(await b.run(['backup', backup])).toContain('It holds all keys');
  await expect(b.run(['backup', backup])).rejects.toThrow(/is not empty/);

  const lost = ['After 1', 'After 2', 'After 3'];
  for (const title of lost) await say(bea, title);
  for (const title of lost) await untilAllHave([a, c], title);
  await b.stop('SIGKILL');

  const again = elsewhere(b);
  expect(await again.run(['restore', backup])).toContain('that happens by itself, once a peer has answered');
  await expect(again.run(['restore', backup])).rejects.toThrow(/nothing is replaced/);
  await again.start();
  const back = await signIn(again.url, { name: 'bea', password: 'the password of bea' });
  const spoken = await until('it speaks again', async () => {
    const answer = await back.call('POST', THREADS, { title: 'Back', body: 'Here again.' });
    if (answer.status === 201) return String(answer.json.name);
    expect(answer).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    return undefined;
  });
  expect(spoken).toMatch(/^1000000001@|^1000000002@/);
  await untilAllHave([a, again, c], 'Back');
  expect(await titles(again)).toEqual(['Before', ...lost, 'Back'].sort());
  await expectSame([a, again, c]);
  expect(await again.run(['epoch', 'show'])).toMatch(/epoch 1: .*\nepoch 2: 1 entries, .*\n[\s\S]*it goes on\n$/);
  expect(await again.run(['rebuild', '--check'])).toMatch(/^equal/);

  // The same old backup a second time: it knows nothing of epoch 2, and peers refuse the key of epoch 1.
  await again.stop('SIGKILL');
  const third = elsewhere(b);
  await third.run(['restore', backup]);
  await third.start();
  await untilAllHave([third], 'Back');
  const bea3 = await signIn(third.url, { name: 'bea', password: 'the password of bea' });
  expect((await say(bea3, 'Back again')).name).toMatch(/^200000000\d@/);
  await untilAllHave([a, third, c], 'Back again');
  await expectSame([a, third, c]);
  await third.stop('SIGKILL');

  // Everything lost but the governance key: the charter and all that was said come from the peers.
  const bare = elsewhere(b);
  mkdirSync(bare.folder, { mode: 0o700 });
  copyFileSync(join(b.folder, 'governance.jwk'), join(bare.folder, 'governance.jwk'));
  await bare.run(['charter', 'fetch', a.url]);
  await bare.start();
  await untilAllHave([bare], 'Back again');
  const newcomer = await register(bare.url, 'nora');
  expect((await say(newcomer, 'From nothing')).name).toMatch(/^300000000\d@/);
  await untilAllHave([a, bare, c], 'From nothing');
  await expectSame([a, bare, c]);
  expect((await Promise.all([a, bare, c].map(forksOn))).flat()).toEqual([]);
  await bare.stop();
});

test('without the governance key it reads, pulls and posts on boards, and speaks again after "epoch open"', async () => {
  await using coalition = await openCoalition();
  const [a, b, c] = coalition.instances;
  await createAdmin(b);
  const admin = await signIn(b.url, ADMIN);
  await admin.create('/boards', { slug: 'house', title: 'House', text: 'Here.', visibility: 'public' });
  const backup = newFolder();
  expect(await b.run(['backup', '--no-governance-key', backup])).toContain('not the governance key');
  await say(admin, 'Lost');
  await untilAllHave([a, c], 'Lost');
  await b.stop('SIGKILL');

  const again = elsewhere(b);
  expect(await again.run(['restore', backup])).toContain('"koinon epoch open"');
  await again.start();
  await untilAllHave([again], 'Lost');
  const back = await signIn(again.url, ADMIN);
  const refused = await back.call('POST', THREADS, { title: 'No', body: 'Not yet.' });
  expect(refused.status).toBe(503);
  expect(refused.json).toMatchObject({ code: 'unavailable', detail: expect.stringContaining('comes from a backup') });
  await back.create('/boards/house/threads', { title: 'At home', body: 'Boards go on.' });
  const metrics = await (await fetch(`${again.url}/metrics`)).text();
  expect(metrics).toMatch(/^koinon_journal_halted 1$/m);
  expect(await again.run(['epoch', 'show'])).toMatch(/governance key: not at hand[\s\S]*halted: /);
  await expect(again.run(['epoch', 'open', '--yes'])).rejects.toThrow(/no governance key/);

  // No command makes another key in the place of the one that the charter names.
  await expect(again.run(['charter', 'found', CHARTER, '--yes'])).rejects.toThrow(/governance key .* is not at hand/);
  expect(readdirSync(again.folder).filter((name) => name.includes('governance'))).toEqual([]);

  // The key, from where people keep it.
  const kept = join(b.folder, 'governance.jwk');
  await expect(again.run(['epoch', 'open', '--key', kept])).rejects.toThrow(/Nothing was opened/);
  await expect(again.run(['epoch', 'open', '--yes', '--key', join(a.folder, 'governance.jwk')])).rejects.toThrow(
    /not the one that the charter names/,
  );
  expect(await again.run(['epoch', 'open', '--yes', '--key', kept])).toMatch(
    /All peers were asked[\s\S]*Epoch 2 is open/,
  );
  await say(back, 'Back');
  await untilAllHave([a, again, c], 'Back');
  await expectSame([a, again, c]);
  expect(await (await fetch(`${again.url}/metrics`)).text()).toMatch(/^koinon_journal_halted 0$/m);
  await again.stop();
});

test('alone in its coalition it opens the next epoch at once; a rolled back disk is marked by hand', async () => {
  await using ports = await reservePorts(1);
  const folder = newFolder();
  mkdirSync(folder, { mode: 0o700 });
  const alone = createInstance({ port: ports.first, folder });
  await createAdmin(alone);
  await alone.start();
  await found([alone]);
  const backup = newFolder();
  await alone.run(['backup', backup]);
  await alone.stop();

  const back = elsewhere(alone);
  await back.run(['restore', backup]);
  await back.start();
  expect((await say(await signIn(back.url, ADMIN), 'Alone')).name).toMatch(/^100000000\d@/);
  await back.stop();
  expect(await back.run(['epoch', 'mark'])).toContain('Marked');
  expect(await back.run(['epoch', 'show'])).toContain('halted: ');
  await back.start();
  expect((await say(await signIn(back.url, ADMIN), 'Alone again')).name).toMatch(/^200000000\d@/);

  // Somebody changes a post in the database: a check says so, beside the running server, and mends nothing.
  const db = new BetterSqlite3(back.file);
  db.exec(`update post set body = 'Never said.' where title = 'Alone'`);
  db.close();
  await expect(back.run(['rebuild', '--check'])).rejects.toThrow(/failed \(1\): different: [\s\S]*Never said\./);
  expect(readdirSync(back.folder).filter((name) => name.startsWith('check-'))).toEqual([]);
  expect(await back.run(['rebuild'])).toContain('Stored as folded.');
  expect(await back.run(['rebuild', '--check'])).toMatch(/^equal/);
  await back.stop();
});
