// Builds the shim with the machine's C compiler and runs processes under it, so that what they write to a folder is recorded.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LogRecord, readLog } from './log.ts';

const SOURCE = fileURLToPath(new URL('./shim.c', import.meta.url));

/** Compiles the shim to `target`; throws with what to install when there is no compiler, or with what it said. */
const compile = (target: string, compilers: readonly string[]): void => {
  if (process.platform !== 'linux') throw new Error('The power-loss tests need Linux: they record with LD_PRELOAD.');
  for (const compiler of compilers) {
    const flags = ['-std=c11', '-O1', '-U_FORTIFY_SOURCE', '-U_FILE_OFFSET_BITS', '-shared', '-fPIC'];
    const run = spawnSync(compiler, [...flags, '-o', target, SOURCE, '-ldl', '-lpthread'], { encoding: 'utf8' });
    // EACCES: not found either, and a folder of the PATH is closed to us.
    if (['ENOENT', 'EACCES'].includes((run.error as NodeJS.ErrnoException | undefined)?.code ?? '')) continue;
    if (run.error || run.status !== 0)
      throw new Error(`${compiler} cannot build ${SOURCE}: ${run.error ?? run.stderr}`);
    return;
  }
  throw new Error(
    `The power-loss tests need a C compiler, and none of ${compilers.join(', ')} is installed. ` +
      'It is the one that better-sqlite3 is compiled with: on Debian `apt-get install build-essential`.',
  );
};

export type Recording = {
  /** What is written below it is recorded; empty at first, nobody else may write there. */
  readonly folder: string;
  /** Not recorded: room for what the test itself needs. */
  readonly scratch: string;
  /** Runs a command under the shim. One after another or at once: all write to the same log. */
  start(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** What has been done so far, in order. */
  log(): LogRecord[];
  [Symbol.dispose](): void;
};

/** @param compilers tried in this order */
export const createRecording = (compilers: readonly string[] = ['cc', 'gcc']): Recording => {
  // Memory is fast to flush, but programs may not be run from there; the shim is loaded from the ordinary place.
  const built = mkdtempSync(join(tmpdir(), 'koinon-shim-'));
  const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'koinon-power-'));
  const dispose = () => {
    for (const path of [built, scratch]) rmSync(path, { recursive: true, force: true });
  };
  try {
    const shim = join(built, 'shim.so');
    compile(shim, compilers);
    const folder = join(scratch, 'data');
    mkdirSync(folder);
    const logFile = join(scratch, 'power.log');
    const preload = [shim, process.env.LD_PRELOAD].filter(Boolean).join(':');
    return {
      folder,
      scratch,
      start: (command, args, options = {}) =>
        spawn(command, args, {
          ...options,
          env: {
            ...(options.env ?? process.env),
            LD_PRELOAD: preload,
            POWER_FOLDER: folder,
            POWER_LOG: logFile,
            // Writes through io_uring would pass the shim by.
            UV_USE_IO_URING: '0',
          },
        }),
      log: () => readLog(logFile),
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
};
