// `koinon serve`: one instance, until it is told to stop.
import type { Command } from 'commander';
import { createApp } from '../app.ts';
import { createLogger } from '../base/log.ts';
import { realTimers } from '../base/time.ts';
import { version } from '../base/version.ts';
import { configFromEnvironment } from './environment.ts';
import { listen } from './listen.ts';
import { freeYoungSpace } from './young-space.ts';

/** By then what runs in the background has loaded its code too. Milliseconds. */
const SETTLED = 15_000;

const serve = async (): Promise<void> => {
  const config = configFromEnvironment();
  const log = createLogger(config.logLevel);
  const app = await createApp({ config, log });
  const listening = await listen(app, config.host, config.port);
  await app.start();
  realTimers.after(SETTLED, freeYoungSpace);
  log.info({ version, url: config.publicUrl, port: listening.port, origin: config.origin }, 'ready');
  console.log(`Koinon ${version} at ${config.publicUrl}`);
  const link = await app.firstRunLink();
  if (link) console.log(`First run: open this once to name the instance and become its first admin:\n  ${link}`);

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    await listening.stop();
    log.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
  // Only where whoever started it keeps a channel to it: the demo.
  process.once('disconnect', () => void stop('disconnect'));
};

export const addServe = (program: Command): void => {
  program
    .command('serve')
    .description('run one instance; settings come from the environment (README, Configuration)')
    .action(serve);
};
