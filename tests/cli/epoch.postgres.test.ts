// The same commands on a PostgreSQL: it is backed up with its own tools, and marked after it was restored with them.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ADMIN, createAdmin, found } from '../real/coalition.ts';
import { createInstance } from '../real/instance.ts';
import { signIn } from '../real/member.ts';
import { reservePorts } from '../real/ports.ts';
import { freshDatabase } from '../support/database.ts';
import { scratchFolder } from '../support/scratch.ts';

const folder = mkdtempSync(join(scratchFolder(), 'koinon-dump-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('backup and restore say what to do instead; a marked database goes on in a new epoch; rebuild compares', async () => {
  await using ports = await reservePorts(1);
  await using fresh = await freshDatabase();
  if (fresh.location.kind !== 'postgres') throw new Error('This test is for PostgreSQL.');
  const instance = createInstance({ port: ports.first, folder, env: { DATABASE_URL: fresh.location.url } });
  await createAdmin(instance);
  await instance.start();
  await found([instance]);
  await expect(instance.run(['backup', join(folder, 'backup')])).rejects.toThrow(/pg_dump --format=custom/);
  await expect(instance.run(['restore', join(folder, 'backup')])).rejects.toThrow(/koinon epoch mark/);

  const say = async (title: string) => {
    const admin = await signIn(instance.url, ADMIN);
    return (await admin.create('/planks/open-elections/threads', { title, body: 'Said.' })).name;
  };
  expect(await say('First')).toMatch(/^[12]@/);
  // Beside the running server.
  expect(await instance.run(['rebuild', '--check'])).toMatch(/^equal/);
  expect(await instance.run(['rebuild'])).toMatch(/^equal/);
  await instance.stop();
  expect(await instance.run(['epoch', 'mark'])).toContain('Marked');
  await instance.start();
  expect(await say('Second')).toMatch(/^100000000[12]@/);
  expect(await instance.run(['epoch', 'open', '--yes'])).toContain('Epoch 3 is open');
  expect(await say('Third')).toMatch(/^200000000[12]@/);
  await instance.stop();
});
