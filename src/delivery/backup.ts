// Backs up a running instance: its database as it stands at one moment, the images, and the governance key where it is at hand. The copy is
// marked, so that an instance that comes back from it opens a new epoch (protocol.md, Restoring).

import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Refusal } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import { copySqlite, flush } from '../db/copy-sqlite.ts';
import { openSqlite } from '../db/open-sqlite.ts';
import { currentCoalition } from '../forum/planks/facts.ts';
import { markRestored } from '../journal/mark-restored.ts';
import { writeDurably } from './durable.ts';
import { copyUploads } from './files/copy-uploads.ts';

export const MANIFEST = 'backup.json';
export const DATABASE = 'koinon.sqlite';
export const GOVERNANCE_KEY = 'governance.jwk';
/** The setting that tells when the last backup was made, in epoch milliseconds. */
export const BACKUP_NOTE = 'backup.at';
export const UPLOADS = 'uploads';

/** A file may not say that it belongs elsewhere. */
const UPLOAD_PATH = /^[A-Za-z0-9_-]{2}\/[A-Za-z0-9_-]{2}\/[A-Za-z0-9_-]{43}(?:\.small)?$/;

const fileSchema = z.object({ size: z.int().min(0), sha256: z.string() });

/** Written last: a folder without it is no backup, or half of one. */
export const manifestSchema = z.object({
  format: z.literal('koinon-backup-1'),
  /** Of the software that made it. */
  version: z.string(),
  origin: z.string(),
  /** Null outside a coalition. */
  coalition: z.string().nullable(),
  /** ISO 8601; what was acknowledged later is not in it. */
  at: z.string(),
  files: z.object({ [DATABASE]: fileSchema, [GOVERNANCE_KEY]: fileSchema.optional() }),
  /** Images, by their paths below the folder of that name. */
  uploads: z.record(z.string().regex(UPLOAD_PATH), fileSchema).default({}),
});
export type Manifest = z.infer<typeof manifestSchema>;

export type BackupNeeds = {
  databaseFile: string;
  /** Undefined leaves the key out. */
  governanceKeyFile: string | undefined;
  uploadsFolder: string;
  origin: string;
  version: string;
  clock: Clock;
};

/** Size and SHA-256 of a file of any size. */
export const describeFile = async (file: string): Promise<{ size: number; sha256: string }> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { size: statSync(file).size, sha256: hash.digest('base64url') };
};

/** Opens the copy once: brings it up to date, marks it, and folds its log into the one file. */
const mark = async (file: string): Promise<string | null> => {
  const db = await openSqlite({ file });
  try {
    await db.write(markRestored);
    return (await currentCoalition(db.read))?.coalition ?? null;
  } finally {
    await db.close();
  }
};

const fill = async (needs: BackupNeeds, folder: string): Promise<Manifest> => {
  const at = new Date(needs.clock.now()).toISOString();
  const database = join(folder, DATABASE);
  await copySqlite(needs.databaseFile, database);
  const coalition = await mark(database);
  flush(database);
  const files: Manifest['files'] = { [DATABASE]: await describeFile(database) };
  if (needs.governanceKeyFile !== undefined && existsSync(needs.governanceKeyFile)) {
    const key = join(folder, GOVERNANCE_KEY);
    writeDurably(key, readFileSync(needs.governanceKeyFile, 'utf8'));
    files[GOVERNANCE_KEY] = await describeFile(key);
  }
  // After the database: whatever a row names was on the disk before the row was.
  const uploads: Manifest['uploads'] = {};
  for (const path of await copyUploads(needs.uploadsFolder, join(folder, UPLOADS)))
    uploads[path] = await describeFile(join(folder, UPLOADS, path));
  const { origin, version } = needs;
  const manifest: Manifest = { format: 'koinon-backup-1', version, origin, coalition, at, files, uploads };
  writeDurably(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
};

/**
 * Fills `folder`, which must be empty or missing, for its owner alone. When it answers, everything is on the disk.
 * @throws Refusal `conflict` (something is there already), `not-found` (no database)
 */
export const backUp = async (needs: BackupNeeds, path: string): Promise<Manifest> => {
  const folder = resolve(path);
  if (!existsSync(needs.databaseFile))
    throw new Refusal('not-found', `There is no database at ${needs.databaseFile}: is DATA_DIR that of the instance?`);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Refusal('conflict', `${folder} is not empty: a backup replaces nothing. Name another folder.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  try {
    const manifest = await fill(needs, folder);
    flush(folder);
    flush(dirname(folder));
    return manifest;
  } catch (error) {
    // It was empty: what is in it is half of this backup.
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
    throw error;
  }
};
