// Can anybody else on this machine read the keys? The operations keys are in the database.
import { statSync } from 'node:fs';
import type { Config } from '../../base/config.ts';
import { type Finding, failure, fine } from './finding.ts';

/** Read, write or enter, for a group or everybody. */
const OTHERS = 0o077;

const check = (name: string, file: string): Finding | undefined => {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return undefined;
  const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
  return (found.mode & OTHERS) === 0
    ? fine(name, `${file} is for its owner alone (${mode}).`)
    : failure(name, `${file} is open to others (${mode}): chmod 600 ${file}`);
};

export const checkKeys = ({
  governanceKeyFile,
  database,
}: Pick<Config, 'governanceKeyFile' | 'database'>): Finding[] => {
  const governance = check('governance key', governanceKeyFile) ?? fine('governance key', 'It is not on this machine.');
  const kept = database.kind === 'sqlite' ? check('operations keys', database.file) : undefined;
  return kept ? [governance, kept] : [governance];
};
