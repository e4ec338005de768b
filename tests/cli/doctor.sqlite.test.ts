// `koinon doctor`, `announce` and `backup` beside a running server, as processes.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createAdmin } from '../real/coalition.ts';
import { createInstance, startKoinon } from '../real/instance.ts';
import { call } from '../real/member.ts';
import { reservePorts } from '../real/ports.ts';
import { scratchFolder } from '../support/scratch.ts';

const scratch = mkdtempSync(join(scratchFolder(), 'koinon-doctor-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('one line a check, 1 where one fails; a backup is noted; what is announced is shown at once', async () => {
  await using ports = await reservePorts(1);
  const folder = join(scratch, 'data');
  const instance = createInstance({ port: ports.first, folder });
  const doctor = async (...more: string[]) => {
    const { code, out, err } = await startKoinon(['doctor', ...more], instance.env).ended;
    return { code, out, err };
  };
  await createAdmin(instance);
  await instance.start();
  const well = await doctor();
  expect([well.code, well.err]).toEqual([0, '']);
  expect(well.out).toMatch(/^ok {4}database: It is whole\.$/m);
  expect(well.out).toMatch(/^warn {2}backup: None was ever made/m);
  await instance.run(['backup', join(scratch, 'backup')]);
  chmodSync(instance.file, 0o644);
  const { code, out } = await doctor('--json');
  const findings = JSON.parse(out) as { check: string; state: string; text: string }[];
  expect(code).toBe(1);
  expect(findings.filter(({ state }) => state === 'fail').map(({ check }) => check)).toEqual(['operations keys']);
  expect(findings.find(({ check }) => check === 'backup')?.state).toBe('ok');

  expect(await instance.run(['announce', 'add', 'Back at **noon**', '--level', 'warning', '--hours', '2'])).toMatch(
    /^1: /,
  );
  const shown = (await call(instance.url, 'GET', '/announcements')).json.items as { text: string }[];
  expect(shown.map(({ text }) => text)).toEqual(['Back at **noon**']);
  await expect(instance.run(['announce', 'add', 'x', '--level', 'loud'])).rejects.toThrow(/level/);
  expect(await instance.run(['announce', 'list'])).toContain('Back at **noon**');
  await instance.run(['announce', 'remove', '1']);
  expect((await call(instance.url, 'GET', '/announcements')).json.items).toEqual([]);

  await instance.stop();
  const down = await doctor();
  expect(down.code).toBe(1);
  expect(down.out).toMatch(/^fail {2}address: .* does not answer/m);
});
