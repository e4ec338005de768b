// Opens the instance's database for one command, also while the server runs, and closes it again.
import { existsSync } from 'node:fs';
import { type Core, openCore } from '../app/core.ts';
import { Refusal } from '../base/errors.ts';
import { createLogger } from '../base/log.ts';
import { configFromEnvironment } from './environment.ts';

export const withCore = async <T>(work: (core: Core) => Promise<T>, more: Record<string, string> = {}): Promise<T> => {
  const config = configFromEnvironment(more);
  const core = await openCore({ config, log: createLogger('warn') });
  try {
    return await work(core);
  } finally {
    await core.db.close();
  }
};

/** For what only an instance that is there can answer: another `DATA_DIR` is no empty instance. @throws Refusal `not-found` */
export const withInstance = async <T>(
  work: (core: Core) => Promise<T>,
  more: Record<string, string> = {},
): Promise<T> => {
  const { database } = configFromEnvironment(more);
  if (database.kind === 'sqlite' && !existsSync(database.file))
    throw new Refusal('not-found', `There is no instance here: DATA_DIR has no database (${database.file}).`);
  return withCore(work, more);
};
