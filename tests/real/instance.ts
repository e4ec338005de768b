// One instance as its operator meets it: a folder, the built command, a process that is started, stopped and killed.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './patience.ts';

const KOINON = fileURLToPath(new URL('../../dist/bin/koinon.js', import.meta.url));
export const CHARTER = fileURLToPath(new URL('../../seeds/charter.json', import.meta.url));

/** More rounds and greater numbers. */
export const long = process.env.KOINON_TEST_LONG === '1';

export type Launch = (command: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
const plainly: Launch = (command, args, options) => spawn(command, args, options);

const living = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string };
export type Process = {
  readonly child: ChildProcess;
  readonly out: string;
  readonly err: string;
  readonly ended: Promise<Ended>;
  readonly gone: boolean;
};

/** Starts `koinon` with the arguments, and hears what it says. */
export const startKoinon = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  launch: Launch = plainly,
): Process => {
  if (!existsSync(KOINON)) throw new Error(`${KOINON} is missing: run \`npm run build\` first.`);
  const { PATH = '', HOME = '' } = process.env;
  const child = launch(process.execPath, [KOINON, ...args], {
    env: { PATH, HOME, ...env },
    // Servers end with the channel to whoever started them: also where a test runner is killed.
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  living.add(child);
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    living.delete(child);
    return { code, signal, ...said };
  });
  return {
    child,
    ended,
    get out() {
      return said.out;
    },
    get err() {
      return said.err;
    },
    get gone() {
      return child.exitCode !== null || child.signalCode !== null;
    },
  };
};

export type Instance = {
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  readonly folder: string;
  /** The database file. */
  readonly file: string;
  /** What its processes are told. */
  readonly env: Readonly<Record<string, string>>;
  /** What the server that runs now wrote to standard output. */
  readonly output: string;
  /** Everything that its servers and commands wrote to standard error. */
  readonly errors: string;
  /** `koinon serve`, until it is ready. */
  start(): Promise<void>;
  /** Ends the server, and answers how it ended. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ended>;
  /** A command that ends. @throws Error with what it said, when it fails */
  run(args: readonly string[], input?: string): Promise<string>;
};

export type InstanceOptions = {
  port: number;
  folder: string;
  env?: Readonly<Record<string, string>>;
  /** How processes are started: under a shim, for example. */
  launch?: Launch;
};

export const createInstance = ({ port, folder, env = {}, launch = plainly }: InstanceOptions): Instance => {
  const origin = `localhost:${port}`;
  const url = `http://${origin}`;
  const all = {
    ...{ PORT: String(port), PUBLIC_URL: url, DATA_DIR: folder, LOG_LEVEL: 'warn' },
    ...{ READ_LIMIT: '0', WRITE_LIMIT: '0', SIGN_IN_LIMIT: '0', ...env },
  };
  let server: Process | undefined;
  let errors = '';
  return {
    ...{ url, origin, port, folder, env: all },
    file: join(folder, 'koinon.sqlite'),
    get output() {
      return server?.out ?? '';
    },
    get errors() {
      return errors + (server?.err ?? '');
    },
    async start() {
      const starting = startKoinon(['serve'], all, launch);
      server = starting;
      await until(`${url} is ready`, async () => {
        if (starting.gone) {
          const { code, signal, out, err } = await starting.ended;
          throw new Error(`koinon serve ended (${code ?? signal}): ${out}${err}`);
        }
        return (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;
      });
    },
    async stop(signal = 'SIGTERM') {
      const stopping = server;
      if (!stopping) throw new Error(`${url} was not started.`);
      stopping.child.kill(signal);
      const ended = await stopping.ended;
      errors += ended.err;
      server = undefined;
      return ended;
    },
    async run(args, input = '') {
      const running = startKoinon(args, all, launch);
      running.child.stdin?.end(input);
      const { code, signal, out, err } = await running.ended;
      errors += err;
      if (code !== 0) throw new Error(`koinon ${args.join(' ')} failed (${code ?? signal}): ${out}${err}`);
      return out;
    },
  };
};
