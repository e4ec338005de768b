// `koinon restore`: the instance as a backup holds it, in a data folder that holds none.
import { join } from 'node:path';
import type { Command } from 'commander';
import { UPLOADS } from '../delivery/backup.ts';
import { restore } from '../delivery/restore.ts';
import { sqliteFile } from './backup.ts';
import { configFromEnvironment } from './environment.ts';

const run = async (folder: string): Promise<void> => {
  const config = configFromEnvironment();
  const { origin, governanceKeyFile } = config;
  const databaseFile = sqliteFile(config, 'Bring it back with pg_restore, then run "koinon epoch mark"');
  const uploadsFolder = join(config.dataDir, UPLOADS);
  const { manifest, key } = await restore({ databaseFile, governanceKeyFile, uploadsFolder, origin }, folder);
  console.log(`Restored ${origin} as of ${manifest.at} to ${databaseFile}.`);
  console.log('Next: koinon serve');
  if (manifest.coalition === null) return;
  console.log(
    'It reads and writes its boards at once. On planks it first takes back from its peers what it said since',
  );
  console.log('the backup, then goes on in a new epoch.');
  console.log(
    key
      ? 'The governance key is at hand: that happens by itself, once a peer has answered.'
      : `The governance key is not at hand: run "koinon epoch open" with it at ${governanceKeyFile}, while the instance runs.`,
  );
};

export const addRestore = (program: Command): void => {
  program
    .command('restore')
    .argument('<folder>', 'made by koinon backup')
    .description('bring an instance back from a backup, into a data folder without a database')
    .action(run);
};
