// `koinon doctor`: is everything around the instance as it should be? One line a check; 1 where one fails.
import type { Command } from 'commander';
import { examine } from '../app/doctor/examine.ts';
import type { Finding } from '../app/doctor/finding.ts';
import { createLogger } from '../base/log.ts';
import { realClock } from '../base/time.ts';
import { configFromEnvironment } from './environment.ts';
import { plainText } from './terminal.ts';

const line = ({ check, state, text }: Finding): string => `${state.padEnd(4)}  ${plainText(`${check}: ${text}`)}`;

const run = async ({ json = false }: { json?: boolean }): Promise<void> => {
  const config = configFromEnvironment();
  const needs = { config, log: createLogger('error'), clock: realClock };
  const findings = await examine(needs, (finding) => {
    if (!json) console.log(line(finding));
  });
  if (json) console.log(JSON.stringify(findings, null, 2));
  if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1;
};

export const addDoctor = (program: Command): void => {
  program
    .command('doctor')
    .option('--json', 'print a list of { check, state, text }')
    .description('check clock, disk, keys, TLS, proxy, mail, peers and backups; 1 where something fails')
    .action(run);
};
