// The configuration as a command reads it, and errors as a person reads them.
import { type Config, ConfigError, readConfig } from '../base/config.ts';
import { Refusal } from '../base/errors.ts';

export const configFromEnvironment = (more: Record<string, string> = {}): Config =>
  readConfig({ ...process.env, ...more });

/** One line for what a person can mend; everything else with its stack. */
export const explain = (error: unknown): string => {
  if (error instanceof Refusal || error instanceof ConfigError) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return 'The port is taken: set PORT, or stop what listens there.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
