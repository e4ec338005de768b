// A disk with a cache: takes a recorded call at a time, and says what may be left of the files when the power goes.
//
// What a flush of a file covers stays. A name (created, renamed, removed) stays once its folder was flushed. Anything else
// may have got there or not, each on its own and in any order; of a write, single sectors may have.
import type { LogRecord } from './log.ts';
import type { Random } from './random.ts';

/** What disks write in one piece, at least. */
const SECTOR = 512;

type Change = { offset: number; data: Buffer } | { length: number };
type File = { bytes: Buffer; size: number; pending: Change[] };
/** `folders`: those that still have to be flushed for the name to stay. */
type Naming = { folders: Set<bigint>; apply(names: Names): void };
type Names = Map<string, File | 'folder'>;

/** Path below the folder → content; folders are null. */
export type Image = Map<string, Buffer | null>;

/** Says what becomes of each thing that was not flushed. */
type Fate = { keeps(): boolean; sectors(): 'all' | 'none' | ((index: number) => boolean) };

const everything: Fate = { keeps: () => true, sectors: () => 'all' };

/** At one loss nearly all gets through, at another next to nothing. */
const chanceOf = (random: Random): Fate => {
  const share = random();
  const keeps = () => random() < share;
  return {
    keeps,
    sectors: () => (keeps() ? 'all' : random() < 0.5 ? 'none' : () => random() < 0.5),
  };
};

const parentOf = (name: string) => name.slice(0, Math.max(name.lastIndexOf('/'), 0));

const resize = (file: File, size: number): void => {
  if (size > file.bytes.length) {
    const larger = Buffer.alloc(Math.max(size, 2 * file.bytes.length, 4096));
    file.bytes.copy(larger, 0, 0, file.size);
    file.bytes = larger;
  }
  // What grows back later reads as zeros.
  if (size < file.size) file.bytes.fill(0, size, file.size);
  file.size = size;
};

const change = (file: File, what: Change, fate: Fate): void => {
  if ('length' in what) {
    if (fate.keeps()) resize(file, what.length);
    return;
  }
  const sectors = fate.sectors();
  if (sectors === 'none') return;
  const end = what.offset + what.data.length;
  for (let from = what.offset; from < end; ) {
    const to = sectors === 'all' ? end : Math.min(end, (Math.floor(from / SECTOR) + 1) * SECTOR);
    if (sectors === 'all' || sectors(from)) {
      if (to > file.size) resize(file, to);
      what.data.copy(file.bytes, from, from - what.offset, to - what.offset);
    }
    from = to;
  }
};

const flush = (file: File): void => {
  for (const what of file.pending) change(file, what, everything);
  file.pending = [];
};

export type Disk = {
  take(record: LogRecord): void;
  /** What is left if the power goes now. */
  lose(random: Random): Image;
  /** What is there while the power stays. */
  whole(): Image;
};

export const createDisk = (): Disk => {
  const files = new Map<bigint, File>();
  const folders = new Map<string, bigint>();
  const namings: Naming[] = [];

  const fileOf = ({ inode, name, kind }: LogRecord): File => {
    const file = files.get(inode);
    if (!file) throw new Error(`The log has a ${kind} of ${name}, but nobody created that file.`);
    return file;
  };
  const name = (paths: string[], apply: Naming['apply']): void => {
    const within = paths.map((path) => folders.get(parentOf(path)));
    namings.push({ folders: new Set(within.filter((inode) => inode !== undefined)), apply });
  };
  const left = (fate: Fate): Image => {
    const names: Names = new Map([['', 'folder']]);
    for (const naming of namings) if (naming.folders.size === 0 || fate.keeps()) naming.apply(names);
    const image: Image = new Map();
    for (const path of [...names.keys()].sort()) {
      const found = names.get(path);
      // A file whose folder did not stay is out of reach.
      if (path !== '' && image.get(parentOf(path)) !== null) continue;
      if (found === 'folder') image.set(path, null);
      if (found === 'folder' || !found) continue;
      const copy: File = { bytes: Buffer.from(found.bytes), size: found.size, pending: [] };
      for (const what of found.pending) change(copy, what, fate);
      image.set(path, copy.bytes.subarray(0, copy.size));
    }
    return image;
  };

  return {
    take(record) {
      const { kind, inode, name: path, to, offset, data } = record;
      switch (kind) {
        case 'start':
          folders.set('', inode);
          return;
        case 'create': {
          const file: File = { bytes: Buffer.alloc(0), size: 0, pending: [] };
          files.set(inode, file);
          return name([path], (names) => names.set(path, file));
        }
        case 'mkdir':
          folders.set(path, inode);
          return name([path], (names) => names.set(path, 'folder'));
        case 'write':
          fileOf(record).pending.push({ offset, data });
          return;
        case 'truncate':
          fileOf(record).pending.push({ length: offset });
          return;
        case 'flush': {
          const file = [...folders.values()].includes(inode) ? undefined : fileOf(record);
          if (file) flush(file);
          else for (const naming of namings) naming.folders.delete(inode);
          return;
        }
        case 'flush-all':
          for (const file of files.values()) flush(file);
          for (const naming of namings) naming.folders.clear();
          return;
        case 'unlink':
        case 'rmdir':
          if (kind === 'rmdir') folders.delete(path);
          return name([path], (names) => names.delete(path));
        case 'link':
        case 'rename': {
          const file = fileOf(record);
          return name([path, to], (names) => {
            if (kind === 'rename') names.delete(path);
            names.set(to, file);
          });
        }
        case 'blind':
          throw new Error(`The shim cannot follow ${path}.`);
      }
    },
    lose: (random) => left(chanceOf(random)),
    whole: () => left(everything),
  };
};
