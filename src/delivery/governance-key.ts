// The governance key: a file that only its owner reads. People hold it; it may be moved off the server between uses, so it is
// read when it is needed and never kept in memory.
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Chance } from '../base/time.ts';
import { createSigningKey, exportPrivateJwk, importSigningKey, type SigningKey } from '../journal/keys.ts';
import { hasCode } from './has-code.ts';

export type Governance = {
  /** Undefined when the file is not there. @throws Error when it is no key, or cannot be read */
  key(): SigningKey | undefined;
  /** Makes a key and writes it, durably. A file that is there is never replaced. @throws Error with the code `EEXIST` */
  create(chance: Pick<Chance, 'bytes'>): SigningKey;
};

const readKey = (file: string): SigningKey | undefined => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return importSigningKey(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'no key'}`);
  }
};

const flush = (path: string, flags: string, text?: string): void => {
  const handle = openSync(path, flags, 0o600);
  try {
    if (text !== undefined) writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Written whole under another name first: after a crash there is the key or no file, never half of one. */
const writeKey = (file: string, key: SigningKey): void => {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The name is the key's own, so that two processes do not write into one file.
  const unnamed = `${file}.${key.kid.slice(0, 8)}.new`;
  try {
    flush(unnamed, 'wx', `${exportPrivateJwk(key)}\n`);
    linkSync(unnamed, file);
  } finally {
    rmSync(unnamed, { force: true });
  }
  flush(folder, 'r');
};

export const createGovernance = (file: string): Governance => ({
  key: () => readKey(file),
  create(chance) {
    const key = createSigningKey(chance.bytes(32));
    writeKey(file, key);
    return key;
  },
});

/** The key in the file, made when there is none. Two processes that start at once end with the same. */
export const ensureGovernanceKey = (governance: Governance, chance: Pick<Chance, 'bytes'>): SigningKey => {
  const known = governance.key();
  if (known) return known;
  try {
    return governance.create(chance);
  } catch (error) {
    const made = hasCode(error, 'EEXIST') ? governance.key() : undefined;
    if (made) return made;
    throw error;
  }
};
