// Two instances of one coalition, each the shipped command in a process of its own, that talk over loopback HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/base/version.ts';

export type Instance = {
  url: string;
  /** Of its admin, who posts. */
  authorization: string;
};
export type Pair = { a: Instance; b: Instance; stop(): Promise<void> };

const KOINON = join(packageRoot, 'dist/bin/koinon.js');
const CHARTER = join(packageRoot, 'seeds/charter.json');
const ADMIN = { name: 'ada', password: 'correct horse battery staple' };
/** Milliseconds that one waits for anything here. */
const PATIENCE = 60_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + PATIENCE;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > end) throw new Error(`${what}: not within ${PATIENCE} ms.`);
    await pause(20);
  }
};

type Site = { url: string; env: Record<string, string> };

const siteOf = (folder: string, port: number): Site => {
  const data = join(folder, String(port));
  mkdirSync(data);
  const { PATH = '', HOME = '' } = process.env;
  const url = `http://localhost:${port}`;
  const limits = { READ_LIMIT: '0', WRITE_LIMIT: '0', SIGN_IN_LIMIT: '0' };
  return {
    url,
    env: { PATH, HOME, PORT: String(port), PUBLIC_URL: url, DATA_DIR: data, LOG_LEVEL: 'warn', ...limits },
  };
};

const run = async ({ env }: Site, args: string[], input = ''): Promise<void> => {
  const child = spawn(process.execPath, [KOINON, ...args], { env, stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(input);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`koinon ${args.join(' ')}: ended with ${code}`);
};

const signIn = async ({ url }: Site): Promise<Instance> => {
  const response = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return { url, authorization: `Bearer ${accessToken}` };
};

const hasPlanks = async ({ url }: Site): Promise<boolean> => {
  const { items } = (await (await fetch(`${url}/api/v1/planks`)).json()) as { items: unknown[] };
  return items.length > 0;
};

/** Starts both, founds their coalition, signs both admins in. */
export const startPair = async (folder: string, ports: readonly [number, number]): Promise<Pair> => {
  const [a, b] = [siteOf(folder, ports[0]), siteOf(folder, ports[1])];
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGTERM');
    await Promise.all(ended);
  };
  try {
    for (const site of [a, b]) {
      await run(site, ['admin', 'create', ADMIN.name, '--password-stdin'], `${ADMIN.password}\n`);
      // A server ends with the channel to whoever started it, however that ends.
      const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
      children.push(spawn(process.execPath, [KOINON, 'serve'], { env: site.env, stdio: [...stdio] }));
      await until(`${site.url} is ready`, async () => (await fetch(`${site.url}/readyz`)).ok);
    }
    await run(a, ['charter', 'found', CHARTER, '--with', b.url, '--yes']);
    await run(b, ['charter', 'sign', '--yes']);
    for (const site of [a, b]) await until(`the charter is in force on ${site.url}`, () => hasPlanks(site));
    return { a: await signIn(a), b: await signIn(b), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
