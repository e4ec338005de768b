// One instance that nobody uses: how soon it is ready, and how much memory it takes. The real process, started as users do.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/base/version.ts';
import { newFolder, rmFolder } from './folder.ts';
import { median } from './measure.ts';
import type { Figure } from './report.ts';

const ROUNDS = 3;
const PORT = 4490;
/** After so many ms at rest V8 has thrown away what loading left behind, and given its room back. */
const REST = 20_000;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const untilReady = async (): Promise<void> => {
  for (;;) {
    try {
      if ((await fetch(`http://127.0.0.1:${PORT}/readyz`)).ok) return;
    } catch {
      await pause(5);
    }
  }
};

/** MiB that are in memory, as Linux tells. */
const residentOf = (child: ChildProcess): number => {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
};

const measureOnce = async (folder: string): Promise<{ ready: number; resident: number }> => {
  const env = { ...process.env, DATA_DIR: folder, PORT: String(PORT), LOG_LEVEL: 'error' };
  const began = performance.now();
  const child = spawn(process.execPath, [join(packageRoot, 'dist/bin/koinon.js'), 'serve'], {
    env,
    stdio: 'ignore',
  });
  try {
    await untilReady();
    const ready = performance.now() - began;
    await pause(REST);
    return { ready, resident: residentOf(child) };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
};

export const benchIdle = async (): Promise<Figure[]> => {
  const folder = newFolder();
  try {
    // The first start makes the tables.
    await measureOnce(folder);
    const rounds: { ready: number; resident: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await measureOnce(folder));
    const ready = median(rounds.map((one) => one.ready));
    const resident = median(rounds.map((one) => one.resident));
    return [
      {
        what: 'ready after start',
        ours: `${Math.round(ready)} ms`,
        floor: '–',
        measured: `${Math.round(ready)} ms`,
        target: '≤ 1000 ms',
        met: ready <= 1_000,
      },
      {
        what: 'memory of an idle instance',
        ours: `${Math.round(resident)} MiB`,
        floor: '–',
        measured: `${Math.round(resident)} MiB`,
        target: '≤ 110 MiB',
        met: resident <= 110,
      },
    ];
  } finally {
    rmFolder(folder);
  }
};
