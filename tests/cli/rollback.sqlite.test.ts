// A machine that is rolled back with its disk: nothing marks the database. Peers that answer first make good for it; where none
// does, its author says two things at once, and the governance key mends it.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCoalition } from '../real/coalition.ts';
import type { Instance } from '../real/instance.ts';
import { call, type Member, join as register } from '../real/member.ts';
import { until } from '../real/patience.ts';
import { headsOf, journalsOf } from '../real/stored.ts';
import { scratchFolder } from '../support/scratch.ts';

const scratch = mkdtempSync(join(scratchFolder(), 'koinon-rollback-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const THREADS = '/planks/open-elections/threads';
const say = (member: Member, title: string) => member.create(THREADS, { title, body: `${title}, at length.` });
const titlesOn = async ({ url }: Instance): Promise<string[]> => {
  const { json } = await call(url, 'GET', `${THREADS}?limit=100`);
  return (json.items as { title: string }[]).map(({ title }) => title).sort();
};
const untilOn = (instances: readonly Instance[], title: string) =>
  Promise.all(
    instances.map((one) => until(`"${title}" on ${one.url}`, async () => (await titlesOn(one)).includes(title))),
  );
const untilSame = (instances: readonly Instance[]) =>
  until('all hold the same', () => new Set(instances.map((one) => JSON.stringify(headsOf(one)))).size === 1);

test('rolled back: its peers tell, and it goes on in a new epoch; rolled back unheard: frozen, then mended', async () => {
  await using coalition = await openCoalition();
  const [a, b, c] = coalition.instances;
  const bea = await register(b.url, 'bea');
  await say(bea, 'Kept');
  await untilOn([a, c], 'Kept');
  await b.stop();
  const snapshot = join(scratch, 'snapshot');
  copyFileSync(b.file, snapshot);
  await b.start();
  await say(bea, 'Later');
  await untilOn([a, c], 'Later');
  await b.stop();

  copyFileSync(snapshot, b.file);
  await b.start();
  await until('epoch 2', () => headsOf(b).some((head) => head.startsWith('2 ') && head.includes(`@${b.origin} `)));
  expect((await say(bea, 'Again')).name).toMatch(/^100000000\d@/);
  await untilOn([a, b, c], 'Again');
  await untilSame([a, b, c]);
  expect(await titlesOn(b)).toEqual(['Again', 'Kept', 'Later']);

  // Rolled back once more, to epoch 2, while nobody can tell.
  await b.stop();
  copyFileSync(b.file, snapshot);
  await b.start();
  await say(bea, 'Heard by all');
  await untilOn([a, c], 'Heard by all');
  for (const one of [a, b, c]) await one.stop();
  copyFileSync(snapshot, b.file);
  await b.start();
  await say(bea, 'Unheard');
  await a.start();
  await c.start();
  await until('it is frozen', async () => (await b.run(['epoch', 'show'])).includes('disputed from'));
  const frozen = await bea.call('POST', THREADS, { title: 'No', body: 'Not now.' });
  expect(frozen.status).toBe(503);
  expect(frozen.json.detail).toMatch(/two of its entries have one number/);
  expect(await b.run(['epoch', 'show'])).toMatch(/disputed from \d+@[\s\S]*koinon epoch open --final/);
  const forked = async () => {
    const { json } = await call(a.url, 'GET', '/peers');
    return (json.items as { origin: string; forked: string | null }[]).find(({ origin }) => origin === b.origin)
      ?.forked;
  };
  await until('a sees the fork', forked);
  expect(await b.run(['epoch', 'open', '--final', '--yes'])).toMatch(/void on every instance[\s\S]*Epoch 3 is open/);
  expect((await say(bea, 'Mended')).name).toMatch(/^200000000\d@/);
  await untilOn([a, b, c], 'Mended');
  await untilSame([a, b, c]);
  expect(journalsOf(a)).toEqual(journalsOf(b));
  for (const one of [a, b, c]) expect(await titlesOn(one)).toEqual(['Again', 'Kept', 'Later', 'Mended', 'Unheard']);
  await until('no fork is left', async () => (await forked()) === null);
});
