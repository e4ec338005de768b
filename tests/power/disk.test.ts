// What the simulated disk may and may not lose, call by call.
import { describe, expect, it } from 'vitest';
import { createDisk, type Image } from './disk.ts';
import type { LogRecord } from './log.ts';
import { createRandom } from './random.ts';

const ROOT = 1n;

const call = (kind: LogRecord['kind'], rest: Partial<LogRecord> = {}): LogRecord => ({
  kind,
  at: 0n,
  inode: 0n,
  name: '',
  to: '',
  offset: 0,
  data: Buffer.alloc(0),
  ...rest,
});
const start = call('start', { inode: ROOT });
const flushRoot = call('flush', { inode: ROOT });
const create = (inode: bigint, name: string) => call('create', { inode, name });
const write = (inode: bigint, offset: number, data: string) =>
  call('write', { inode, offset, data: Buffer.from(data) });
const flush = (inode: bigint) => call('flush', { inode });

/** Everything that 200 losses after these calls leave of a path: contents, 'folder' or 'nothing'. */
const outcomes = (log: LogRecord[], path: string): string[] => {
  const disk = createDisk();
  for (const record of log) disk.take(record);
  const say = (image: Image) => {
    const found = image.get(path);
    return found === undefined ? 'nothing' : (found?.toString() ?? 'folder');
  };
  return [...new Set(Array.from({ length: 200 }, (_, seed) => say(disk.lose(createRandom(seed)))))].sort();
};

describe('the simulated disk', () => {
  it('keeps a file whose content and name were flushed', () => {
    expect(outcomes([start, create(2n, 'a'), write(2n, 0, 'one'), flush(2n), flushRoot], 'a')).toEqual(['one']);
  });

  it('may lose a name whose folder was not flushed, though the file was', () => {
    expect(outcomes([start, create(2n, 'a'), write(2n, 0, 'one'), flush(2n)], 'a')).toEqual(['nothing', 'one']);
  });

  it('may lose content that was not flushed, though the folder was', () => {
    expect(outcomes([start, create(2n, 'a'), write(2n, 0, 'one'), flushRoot], 'a')).toEqual(['', 'one']);
  });

  it('covers by a flush only what came before, of that file alone', () => {
    const log = [
      start,
      create(2n, 'a'),
      create(3n, 'b'),
      flushRoot,
      write(2n, 0, 'one'),
      flush(3n),
      write(3n, 0, 'two'),
    ];
    expect(outcomes(log, 'a')).toEqual(['', 'one']);
    expect(outcomes(log, 'b')).toEqual(['', 'two']);
    expect(outcomes([...log, call('flush-all')], 'b')).toEqual(['two']);
  });

  it('keeps writes in any order', () => {
    const log = [start, create(2n, 'a'), flushRoot, write(2n, 0, 'A'), write(2n, 1, 'B')];
    expect(outcomes(log, 'a')).toEqual(['', '\0B', 'A', 'AB']);
  });

  it('tears a write between sectors of the file and nowhere else', () => {
    const old = '.'.repeat(1024);
    const log = [start, create(2n, 'a'), write(2n, 0, old), flush(2n), flushRoot, write(2n, 510, 'xyz')];
    const around = outcomes(log, 'a').map((content) => content.slice(508, 515));
    expect(around).toEqual(['.......', '....z..', '..xy...', '..xyz..']);
  });

  it('may undo a truncation, and fills what grows back with zeros', () => {
    const log = [start, create(2n, 'a'), write(2n, 0, 'long'), flush(2n), flushRoot];
    const cut = call('truncate', { inode: 2n, offset: 1 });
    expect(outcomes([...log, cut], 'a')).toEqual(['l', 'long']);
    expect(outcomes([...log, cut, write(2n, 3, 'x'), flush(2n)], 'a')).toEqual(['l\0\0x']);
  });

  it('keeps the old or the new file of a rename, and the new one once the folder was flushed', () => {
    const old = [start, create(2n, 'a'), write(2n, 0, 'old'), flush(2n), flushRoot];
    const log = [...old, create(3n, 'a.tmp'), write(3n, 0, 'new'), flush(3n)];
    const rename = call('rename', { inode: 3n, name: 'a.tmp', to: 'a' });
    expect(outcomes([...log, rename], 'a')).toEqual(['new', 'old']);
    expect(outcomes([...log, rename, flushRoot], 'a')).toEqual(['new']);
    expect(outcomes([...log, rename, flushRoot], 'a.tmp')).toEqual(['nothing']);
  });

  it('may bring back what was removed, until the folder is flushed', () => {
    const log = [start, create(2n, 'a'), flush(2n), flushRoot, call('unlink', { name: 'a' })];
    expect(outcomes(log, 'a')).toEqual(['', 'nothing']);
    expect(outcomes([...log, flushRoot], 'a')).toEqual(['nothing']);
  });

  it('loses with a folder what is in it', () => {
    const log = [start, call('mkdir', { inode: 4n, name: 'sub' }), create(2n, 'sub/a'), flush(2n), flush(4n)];
    expect(outcomes(log, 'sub')).toEqual(['folder', 'nothing']);
    expect(outcomes(log, 'sub/a')).toEqual(['', 'nothing']);
    expect(outcomes([...log, flushRoot], 'sub/a')).toEqual(['']);
  });

  it('refuses a log that writes to a file that nobody created', () => {
    expect(() => createDisk().take(write(9n, 0, 'x'))).toThrow('nobody created that file');
  });
});
