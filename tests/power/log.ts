// Reads what shim.c wrote down: which calls changed or flushed the files of a folder, in their order.
import { readFileSync } from 'node:fs';

/** In the order of shim-log.h, from 1. */
const KINDS = [
  'start',
  'create',
  'write',
  'truncate',
  'flush',
  'flush-all',
  'unlink',
  'rename',
  'link',
  'mkdir',
  'rmdir',
  'blind',
] as const;

export type LogRecord = {
  kind: (typeof KINDS)[number];
  /** CLOCK_MONOTONIC in nanoseconds, as `process.hrtime.bigint()`: after the call, before its caller went on. */
  at: bigint;
  inode: bigint;
  /** Below the folder, '' for itself. */
  name: string;
  /** The second name of a rename or link, else ''. */
  to: string;
  /** Where a write begins; how long a truncation leaves the file. */
  offset: number;
  data: Buffer;
};

const MAGIC = 0x4e4b5750;
const HEADER = 56;

/** Throws when the shim was not loaded, saw what it cannot describe, or left a log that contradicts itself. */
export const readLog = (file: string): LogRecord[] => {
  const bytes = readFileSync(file);
  const log: LogRecord[] = [];
  const next = new Map<number, bigint>();
  let last = 0n;
  // A killed process may leave half a record, at the very end.
  for (let at = 0; at + HEADER <= bytes.length; ) {
    if (bytes.readUInt32LE(at) !== MAGIC) throw new Error(`The shim's log is broken at byte ${at}.`);
    const nameEnd = at + HEADER + bytes.readUInt32LE(at + 12);
    const end = nameEnd + Number(bytes.readBigUInt64LE(at + 48));
    if (end > bytes.length) break;
    const kind = KINDS[bytes.readUInt32LE(at + 4) - 1];
    if (!kind) throw new Error(`The shim's log holds an unknown record at byte ${at}.`);
    const pid = bytes.readUInt32LE(at + 8);
    const seq = bytes.readBigUInt64LE(at + 16);
    const stamp = bytes.readBigUInt64LE(at + 24);
    if (seq !== (kind === 'start' ? 0n : next.get(pid)))
      throw new Error(`The shim's log misses a record at byte ${at}.`);
    if (stamp < last) throw new Error(`The shim's log goes back in time at byte ${at}.`);
    const [name = '', to = ''] = bytes.toString('utf8', at + HEADER, nameEnd).split('\0');
    if (kind === 'blind') throw new Error(`The shim cannot follow ${name}: teach it, or write the file otherwise.`);
    const inode = bytes.readBigUInt64LE(at + 32);
    const offset = Number(bytes.readBigInt64LE(at + 40));
    log.push({ kind, at: stamp, inode, name, to, offset, data: bytes.subarray(nameEnd, end) });
    next.set(pid, seq + 1n);
    last = stamp;
    at = end;
  }
  if (log[0]?.kind !== 'start') throw new Error('The process ran without the shim: the loader did not take it.');
  return log;
};
