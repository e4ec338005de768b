// `koinon backup`: a copy of the running instance, to come back from.
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../base/config.ts';
import { Refusal } from '../base/errors.ts';
import { realClock } from '../base/time.ts';
import { version } from '../base/version.ts';
import { noteSetting } from '../db/look-at.ts';
import { BACKUP_NOTE, backUp, GOVERNANCE_KEY, UPLOADS } from '../delivery/backup.ts';
import { configFromEnvironment } from './environment.ts';

/** The database file of an instance on SQLite. @throws Refusal `unsupported` that says what to do on PostgreSQL */
export const sqliteFile = ({ database }: Config, otherwise: string): string => {
  if (database.kind === 'sqlite') return database.file;
  throw new Refusal('unsupported', `DATABASE_URL names a PostgreSQL. ${otherwise} (docs/operations.md, PostgreSQL).`);
};

const run = async (folder: string, options: { governanceKey: boolean }): Promise<void> => {
  const config = configFromEnvironment();
  const databaseFile = sqliteFile(config, 'Back it up with its own tools: pg_dump --format=custom --file=koinon.dump');
  const governanceKeyFile = options.governanceKey ? config.governanceKeyFile : undefined;
  const { origin } = config;
  const uploadsFolder = join(config.dataDir, UPLOADS);
  const made = await backUp(
    { databaseFile, governanceKeyFile, uploadsFolder, origin, version, clock: realClock },
    folder,
  );
  noteSetting(databaseFile, BACKUP_NOTE, String(Date.parse(made.at)));
  const size = [...Object.values(made.files), ...Object.values(made.uploads)].reduce(
    (sum, file) => sum + (file?.size ?? 0),
    0,
  );
  console.log(`Backed up ${origin} as of ${made.at} to ${resolve(folder)} (${(size / 1e6).toFixed(1)} MB).`);
  console.log(
    made.files[GOVERNANCE_KEY]
      ? 'It holds all keys, the governance key too: whoever reads it can speak for this instance.'
      : 'It holds the operations keys, not the governance key: keep that elsewhere, nothing else can replace it.',
  );
};

export const addBackup = (program: Command): void => {
  program
    .command('backup')
    .argument('<folder>', 'a new or empty folder')
    .option('--no-governance-key', 'leave the governance key out, though it is at hand')
    .description('copy the database, images and keys of the running instance into a folder')
    .action(run);
};
