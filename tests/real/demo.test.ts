// `koinon demo` as a newcomer meets it: one command, three instances that talk; stopped and started again.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { demo } from '../../seeds/demo-data.ts';
import { scratchFolder } from '../support/scratch.ts';
import { type Ended, type Process, startKoinon } from './instance.ts';
import { type Account, listAll, signIn } from './member.ts';
import { until } from './patience.ts';
import { type Ports, reservePorts } from './ports.ts';

type Told = { instances: { url: string; origin: string; admin: Account; members: Account[] }[] };

let ports: Ports;
let data: string;

beforeAll(async () => {
  ports = await reservePorts(3);
  data = mkdtempSync(join(scratchFolder(), 'koinon-demo-'));
});
afterAll(async () => {
  rmSync(data, { recursive: true, force: true });
  await ports[Symbol.asyncDispose]();
});

const urls = () => [0, 1, 2].map((index) => `http://localhost:${ports.first + index}`);
const started: Process[] = [];
const start = (port = ports.first): Process => {
  const demo = startKoinon(['demo', '--port', String(port), '--data', data, '--json']);
  started.push(demo);
  return demo;
};
// Where a test failed.
afterEach(() => {
  for (const demo of started.splice(0)) if (!demo.gone) demo.child.kill();
});

/** What it says on standard output once all is there. */
const ready = async (demo: Process): Promise<Told> => {
  await until('the demo tells where it is', () => {
    if (demo.gone) throw new Error(`The demo ended: ${demo.out}${demo.err}`);
    return demo.out.endsWith('\n');
  });
  return JSON.parse(demo.out);
};

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
const runs = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** Ends it as Ctrl-C or a closed terminal does, and checks that nothing is left open. */
const stop = async (demo: Process, signal: 'SIGINT' | 'SIGHUP' | 'SIGTERM' = 'SIGINT'): Promise<Ended> => {
  const children = childrenOf(demo.child.pid ?? 0);
  expect(children).toHaveLength(3);
  demo.child.kill(signal);
  const ended = await demo.ended;
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(children.filter(runs)).toEqual([]);
  const folders = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders).toHaveLength(3);
  for (const { name } of folders)
    expect(readdirSync(join(data, name)).sort()).toEqual(['governance.jwk', 'koinon.sqlite']);
  return ended;
};

/** Everything on the planks of one instance: threads, and the names and bodies of their posts in order. */
const planksOf = async (url: string) => {
  const said: Record<string, string[]> = {};
  for (const { slug } of await listAll(url, '/planks'))
    for (const thread of await listAll(url, `/planks/${slug}/threads?sort=new`)) {
      const posts = await listAll(url, `/threads/${thread.name}/posts`);
      said[`${slug}: ${thread.title}`] = posts.map(({ name, body }) => `${name}\n${body}`);
    }
  return said;
};
const boardsOf = async (url: string, admin: Account) => {
  const { token } = await signIn(url, admin);
  const said: Record<string, string[]> = {};
  for (const { slug } of await listAll(url, '/boards', token))
    for (const thread of await listAll(url, `/boards/${slug}/threads?sort=new`, token)) {
      const posts = await listAll(url, `/threads/${thread.name}/posts`, token);
      said[`${slug}: ${thread.title}`] = posts.map(({ name, body }) => `${name}\n${body}`);
    }
  return said;
};
const sizes = (said: Record<string, string[]>) => Object.values(said).map((posts) => posts.length);
const sizesOfScript = (threads: readonly { replies: readonly unknown[] }[]) =>
  threads.map(({ replies }) => replies.length + 1);
const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

test('it is interrupted while it is being set up, and goes on where it was', async () => {
  const first = start();
  const [url = ''] = urls();
  await until('somebody has spoken on a plank', async () => {
    const answer = await fetch(`${url}/api/v1/planks`).catch(() => undefined);
    const planks = (answer?.ok ? await answer.json() : { items: [] }) as { items: { posts: number }[] };
    return planks.items.some(({ posts }) => posts > 2);
  });
  const { out, err } = await stop(first);
  expect(out).toBe('');
  // Whoever presses Ctrl-C wants no stack trace.
  expect(err).not.toMatch(/Error|\bat /);

  const second = start();
  const told = await ready(second);
  expect(second.out.split('\n')).toHaveLength(2);
  expect(told.instances.map((one) => one.url)).toEqual(urls());
  const planks = await Promise.all(urls().map(planksOf));
  expect(planks[1]).toEqual(planks[0]);
  expect(planks[2]).toEqual(planks[0]);
  expect(sorted(sizes(planks[0] ?? {}))).toEqual(sorted(sizesOfScript(demo.plankThreads)));
  const boards = await Promise.all(told.instances.map(({ url, admin }) => boardsOf(url, admin)));
  for (const [index, { boards: script }] of demo.constituents.entries())
    expect(sorted(sizes(boards[index] ?? {}))).toEqual(sorted(sizesOfScript(script.flatMap((board) => board.threads))));
  for (const { url, members } of told.instances)
    for (const account of members) expect((await signIn(url, account)).name).toBe(account.name);
  await stop(second, 'SIGTERM');

  const third = start();
  expect(await ready(third)).toEqual(told);
  expect(await Promise.all(urls().map(planksOf))).toEqual(planks);
  expect(await Promise.all(told.instances.map(({ url, admin }) => boardsOf(url, admin)))).toEqual(boards);
  await stop(third, 'SIGHUP');
});

test('all three go when one dies, and when the command itself is killed', async () => {
  const first = start();
  await ready(first);
  const [victim = 0, ...others] = childrenOf(first.child.pid ?? 0);
  process.kill(victim, 'SIGKILL');
  expect(await first.ended).toMatchObject({ code: 1, signal: null, err: expect.stringContaining('stopped') });
  expect(others.filter(runs)).toEqual([]);

  const second = start();
  await ready(second);
  const children = childrenOf(second.child.pid ?? 0);
  second.child.kill('SIGKILL');
  await until('the instances are gone', () => children.every((pid) => !runs(pid)));
  await second.ended;
});

test('another port for the same data is refused, and says why', async () => {
  const { code, out, err } = await start(ports.first + 1).ended;
  expect([code, out]).toEqual([1, '']);
  expect(err.trim()).toBe(`--port: this data was made for port ${ports.first}. Use it again, or another --data.`);
});

test('a port that somebody else has is named, and nothing is left running', async () => {
  const taken = createServer((_, answer) => answer.end('ok'));
  await new Promise<void>((resolve) => taken.listen(ports.first + 1, '127.0.0.1', resolve));
  try {
    const { code, out, err } = await start().ended;
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`http://localhost:${ports.first + 1}`);
    expect(err).toMatch(/port is taken/i);
    expect(err).not.toMatch(/\bat .*:\d+:\d+/);
    for (const url of urls().filter((_, index) => index !== 1))
      expect(await fetch(url).then(String, () => 'nobody')).toBe('nobody');
  } finally {
    await new Promise((resolve) => taken.close(resolve));
  }
});
