// One instance as its operator and its members meet it: started from the built command, spoken to over HTTP.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Acknowledgement } from './lose-power.ts';

const KOINON = fileURLToPath(new URL('../../dist/src/cli/koinon.js', import.meta.url));
export const CHARTER = fileURLToPath(new URL('../../seeds/charter.json', import.meta.url));
export const ADMIN = { name: 'ada', password: 'correct horse battery staple' };
const READY_WITHIN = 10_000;

type Start = (command: string, args: readonly string[], options?: SpawnOptions) => ChildProcess;
const plainly: Start = (command, args, options = {}) => spawn(command, args, options);

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
};

export type Operator = {
  readonly url: string;
  /** A command that ends; throws with what it said when it fails. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** `koinon serve`, once it is ready. */
  serve(): Promise<{ stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> }>;
};

/** @param start how a process is started: under the shim, or not */
export const createOperator = (port: number, dataDir: string, start: Start = plainly): Operator => {
  if (!existsSync(KOINON)) throw new Error(`${KOINON} is missing: run \`npm run build\` first.`);
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'warn',
    READ_LIMIT: '0',
    WRITE_LIMIT: '0',
  };
  const launch = (args: readonly string[]) =>
    start(process.execPath, [KOINON, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const heard = (child: ChildProcess) =>
    Promise.all([child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')));

  return {
    url,
    async run(args, input = '') {
      const child = launch(args);
      child.stdin?.end(input);
      const [[out = '', err = '']] = await Promise.all([heard(child), once(child, 'exit')]);
      if (child.exitCode !== 0) throw new Error(`koinon ${args.join(' ')} failed: ${out}${err}`);
      return out;
    },
    async serve() {
      const child = launch(['serve']);
      const said = heard(child);
      const ended = once(child, 'exit');
      const until = performance.now() + READY_WITHIN;
      for (;;) {
        const answer = await fetch(`${url}/readyz`).catch(() => undefined);
        if (answer?.status === 200) break;
        const gone = child.exitCode !== null || child.signalCode !== null;
        if (!gone && performance.now() < until) {
          await pause(20);
          continue;
        }
        child.kill('SIGKILL');
        throw new Error(`koinon serve did not become ready: ${(await said).join('')}`);
      }
      return {
        async stop(signal) {
          child.kill(signal);
          await ended;
        },
      };
    },
  };
};

export type Posted = { name: string; body: string };

export type Client = {
  create(path: string, body: object): Promise<Acknowledgement<{ name: string }>>;
  /** Bodies of a thread by name, all pages. */
  posts(thread: string): Promise<Map<string, string>>;
};

const read = async (answer: Response) => {
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
};

/** Signs in as the admin. */
export const signIn = async (url: string): Promise<Client> => {
  const api = `${url}/api/v1`;
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(api + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const { accessToken } = await read(await post('/sessions', ADMIN));
  const authorization = `Bearer ${accessToken}`;
  return {
    async create(path, body) {
      const answer = await post(path, body, { authorization });
      const created = (await read(answer)) as { name: string };
      // The clock that the shim stamps with.
      return { at: process.hrtime.bigint(), what: created };
    },
    async posts(thread) {
      const found = new Map<string, string>();
      let query = '';
      do {
        const page = await read(
          await fetch(`${api}/threads/${encodeURIComponent(thread)}/posts${query}`, { headers: { authorization } }),
        );
        for (const { name, body } of page.items as Posted[]) found.set(name, body);
        query = typeof page.next === 'string' ? `?cursor=${encodeURIComponent(page.next)}` : '';
      } while (query !== '');
      return found;
    },
  };
};
