// Cuts the power in the middle of what was recorded, as often as asked, and lets the test look at what is left each time.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDisk, type Disk, type Image } from './disk.ts';
import type { LogRecord } from './log.ts';
import { createRandom } from './random.ts';

/** What somebody was told to be done, and when: `process.hrtime.bigint()` on the same machine, after hearing of it. */
export type Acknowledgement<T> = { at: bigint; what: T };

export type Loss<T> = {
  /** What is left, in a folder of its own that is gone after the look. */
  folder: string;
  /** What had been acknowledged when the power went. */
  acknowledged: T[];
  /** Says which loss this is, for messages. */
  label: string;
};

const write = (image: Image, folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of image) {
    if (bytes) writeFileSync(join(folder, path), bytes, { mode: 0o600 });
    else mkdirSync(join(folder, path), { recursive: true, mode: 0o700 });
  }
};

const cutsOf = (log: LogRecord[], count: number, seed: number): number[] => {
  const random = createRandom(seed);
  // The last one comes after everything.
  const cuts = new Set([log.length]);
  const most = Math.min(count, log.length);
  while (cuts.size < most) cuts.add(1 + Math.floor(random() * log.length));
  return [...cuts].sort((a, b) => a - b);
};

/**
 * Cuts the power `count` times, each time anew, and calls `look` with each result.
 *
 * A cut stands between two calls: those before it have returned, the next one is under way and may have got somewhere.
 * Whatever was acknowledged before the next one returned does not depend on it, so it must be there.
 */
export const losePower = async <T>(
  options: {
    log: LogRecord[];
    acknowledgements: readonly Acknowledgement<T>[];
    /** A folder that may be created and removed. */
    folder: string;
    count: number;
    seed: number;
  },
  look: (loss: Loss<T>) => void | Promise<void>,
): Promise<void> => {
  const { log, acknowledgements, folder, count, seed } = options;
  const cuts = cutsOf(log, count, seed);
  const disk: Disk = createDisk();
  let taken = 0;
  for (const cut of cuts) {
    for (; taken < cut; taken++) disk.take(log[taken] as LogRecord);
    const next = log[cut];
    const random = createRandom(seed * 100_003 + cut);
    if (next && !next.kind.startsWith('flush') && random() < 0.5) {
      disk.take(next);
      taken++;
    }
    write(disk.lose(random), folder);
    const acknowledged = acknowledgements.filter(({ at }) => !next || at < next.at).map(({ what }) => what);
    await look({ folder, acknowledged, label: `power cut after call ${cut} of ${log.length}, seed ${seed}` });
  }
  rmSync(folder, { recursive: true, force: true });
};

const contentOf = (folder: string, below = ''): Image => {
  const image: Image = new Map([[below, null]]);
  for (const entry of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? entry : `${below}/${entry}`;
    if (statSync(join(folder, path)).isDirectory()) for (const found of contentOf(folder, path)) image.set(...found);
    else image.set(path, readFileSync(join(folder, path)));
  }
  return image;
};

/**
 * Paths where the folder is not what the recorded calls make of it: something wrote past the shim. Empty is good. SQLite's
 * -shm is written through memory and rebuilt from the WAL, so its content does not count.
 */
export const unrecorded = (log: LogRecord[], folder: string): string[] => {
  const disk = createDisk();
  for (const record of log) disk.take(record);
  const [expected, actual] = [disk.whole(), contentOf(folder)];
  return [...new Set([...expected.keys(), ...actual.keys()])].filter((path) => {
    const [one, other] = [expected.get(path), actual.get(path)];
    if (one === undefined || other === undefined) return true;
    if (one === null || other === null) return one !== other;
    return !path.endsWith('-shm') && !one.equals(other);
  });
};
