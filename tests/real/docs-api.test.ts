// docs/api.md and docs/moderation.md as a newcomer reads them: every shell block, pasted in order while the demo runs.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scratchFolder } from '../support/scratch.ts';
import { root } from '../support/test-files.mjs';
import { type Process, startKoinon } from './instance.ts';
import { until } from './patience.ts';
import { type Ports, reservePorts } from './ports.ts';

let ports: Ports;
let folder: string;
let demo: Process;

beforeAll(async () => {
  ports = await reservePorts(3);
  folder = mkdtempSync(join(scratchFolder(), 'koinon-docs-'));
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  demo = startKoinon(['demo', '--port', String(ports.first), '--data', join(folder, 'data/demo'), '--json']);
  await until('the demo tells where it is', () => {
    if (demo.gone) throw new Error(`The demo ended: ${demo.out}${demo.err}`);
    return demo.out.endsWith('\n');
  });
});
afterAll(async () => {
  if (!demo.gone) demo.child.kill('SIGINT');
  await until('the demo has ended', () => demo.gone);
  rmSync(folder, { recursive: true, force: true });
  await ports[Symbol.asyncDispose]();
});

/** The blocks in order, for the ports of this demo. */
const blocks = (page: string): string =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
    .map(([, block]) => block)
    .join('\n')
    .replaceAll(/\b410([0-2])\b/g, (_, which) => String(ports.first + Number(which)));

type Ran = { out: string; err: string };
const paste = (script: string): Promise<Ran> =>
  new Promise((resolve) => {
    execFile('bash', ['-c', script], { cwd: folder, maxBuffer: 1 << 26 }, (_, out, err) => resolve({ out, err }));
  });

/** What the API page means to show: the demo sends no mail, two tokens are stand-ins, one title is empty, the session has ended. */
const MEANT = ['unavailable', 'gone', 'unavailable', 'gone', 'second-factor', 'invalid', 'unauthenticated'];
test.each([
  ['docs/api.md', 100, MEANT],
  ['docs/moderation.md', 30, []],
])('every block of %s works as it is, and only what is meant to be refused is', async (page, calls, meant) => {
  const script = blocks(page);
  expect(script.match(/\bcurl /g)?.length).toBeGreaterThan(calls);
  const { out, err } = await paste(script);
  expect(err).toBe('');
  expect([...out.matchAll(/"status":\d+,"code":"([a-z-]+)"/g)].map(([, code]) => code)).toEqual(meant);
});
