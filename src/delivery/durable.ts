// A small file for its owner alone that is on the disk, whole, before anybody is told.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** @throws Error with the code `EEXIST` when there is such a file */
export const writeDurably = (file: string, text: string): void => {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};
