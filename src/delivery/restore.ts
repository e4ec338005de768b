// Brings an instance back from a backup, into a data folder that holds none. Nothing that is there is ever replaced.
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../base/errors.ts';
import { flush } from '../db/copy-sqlite.ts';
import { openSqlite } from '../db/open-sqlite.ts';
import { markRestored } from '../journal/mark-restored.ts';
import { DATABASE, describeFile, GOVERNANCE_KEY, MANIFEST, type Manifest, manifestSchema, UPLOADS } from './backup.ts';
import { writeDurably } from './durable.ts';
import { copyFiles } from './files/copy-uploads.ts';

export type RestoreNeeds = { databaseFile: string; governanceKeyFile: string; uploadsFolder: string; origin: string };

/** `key`: whether the governance key is at hand now. */
export type Restored = { manifest: Manifest; key: boolean };

const readManifest = (folder: string): Manifest => {
  const file = join(folder, MANIFEST);
  if (!existsSync(file)) throw new Refusal('not-found', `${folder} holds no complete backup: ${MANIFEST} is missing.`);
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Refusal('invalid', `${file} is not the list of a backup.`, { cause: error });
  }
};

const checkFiles = async (folder: string, { files, uploads }: Manifest): Promise<void> => {
  const images = Object.entries(uploads).map(([path, said]) => [join(UPLOADS, path), said] as const);
  for (const [name, said] of [...Object.entries(files), ...images]) {
    if (!said) continue;
    const file = join(folder, name);
    const found = existsSync(file) ? await describeFile(file) : undefined;
    if (found?.size !== said.size || found.sha256 !== said.sha256)
      throw new Refusal('invalid', `${file} is not the file that was backed up: it is damaged, or was changed.`);
  }
};

const refuseToReplace = (needs: RestoreNeeds, folder: string, manifest: Manifest): void => {
  for (const suffix of ['', '-wal', '-shm', '.restoring'])
    if (existsSync(needs.databaseFile + suffix))
      throw new Refusal('conflict', `${needs.databaseFile}${suffix} is there already, and nothing is replaced.`);
  const key = needs.governanceKeyFile;
  if (!manifest.files[GOVERNANCE_KEY] || !existsSync(key)) return;
  if (readFileSync(key, 'utf8') !== readFileSync(join(folder, GOVERNANCE_KEY), 'utf8'))
    throw new Refusal('conflict', `${key} is there already, is another key, and nothing is replaced.`);
};

/** Under its name it stands complete, marked and on the disk, or not at all. */
const bringBack = async (from: string, to: string): Promise<void> => {
  const folder = dirname(to);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const half = `${to}.restoring`;
  try {
    copyFileSync(from, half, constants.COPYFILE_EXCL);
    chmodSync(half, 0o600);
    const db = await openSqlite({ file: half });
    try {
      await db.write(markRestored);
    } finally {
      await db.close();
    }
    flush(half);
    renameSync(half, to);
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(half + suffix, { force: true });
    throw error;
  }
  flush(folder);
};

/**
 * @throws Refusal `not-found` or `invalid` (no backup, or a damaged one, or that of another instance), `conflict` (something is
 *   there already)
 */
export const restore = async (needs: RestoreNeeds, folder: string): Promise<Restored> => {
  const manifest = readManifest(folder);
  if (manifest.origin !== needs.origin)
    throw new Refusal(
      'invalid',
      `This is a backup of ${manifest.origin}, and PUBLIC_URL names ${needs.origin}. Set PUBLIC_URL as it was.`,
    );
  refuseToReplace(needs, folder, manifest);
  await checkFiles(folder, manifest);
  const key = needs.governanceKeyFile;
  if (manifest.files[GOVERNANCE_KEY] && !existsSync(key)) {
    mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
    writeDurably(key, readFileSync(join(folder, GOVERNANCE_KEY), 'utf8'));
    flush(dirname(key));
  }
  // An image is named by what is in it: one that is there already is the same. Before the database that names them.
  await copyFiles(join(folder, UPLOADS), needs.uploadsFolder, Object.keys(manifest.uploads));
  await bringBack(join(folder, DATABASE), needs.databaseFile);
  return { manifest, key: existsSync(key) };
};
