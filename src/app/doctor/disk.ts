// Is there room in the data folder, and does what is written there stay?
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, failure, fine, warning, whyNot } from './finding.ts';

const MEBI = 1024 * 1024;
/** Bytes. */
const LEAST = 200 * MEBI;
const GOOD = 2_048 * MEBI;
const PROBE = 'doctor-probe';

const size = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

export const checkSpace = (dataDir: string): Finding => {
  try {
    const { bavail, bsize } = statfsSync(dataDir);
    const free = bavail * bsize;
    const told = `${size(free)} free for DATA_DIR`;
    if (free < LEAST) return failure('disk', `${told}: make room now, writing is about to fail.`);
    return free < GOOD ? warning('disk', `${told}: make room soon.`) : fine('disk', `${told}.`);
  } catch (error) {
    return failure('disk', `DATA_DIR cannot be looked at: ${whyNot(error)}`);
  }
};

export const checkWriting = (dataDir: string): Finding => {
  const probe = join(dataDir, `${PROBE}-${process.pid}`);
  try {
    const handle = openSync(probe, 'wx', 0o600);
    try {
      writeSync(handle, 'Does this stay?');
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    return fine('writing', 'What is written to DATA_DIR reaches the disk.');
  } catch (error) {
    return failure('writing', `DATA_DIR cannot be written by this user: ${whyNot(error)}`);
  } finally {
    rmSync(probe, { force: true });
  }
};
