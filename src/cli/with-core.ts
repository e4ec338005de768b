// Opens the instance's database for one command, also while the server runs, and closes it again.
import { type Core, openCore } from '../app/core.ts';
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
