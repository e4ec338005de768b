#!/usr/bin/env node
// The command line: thin doors to the same verbs that the API calls.
import { Command } from 'commander';
import { version } from '../base/version.ts';
import { explain } from './environment.ts';
import { addServe } from './serve.ts';

const program = new Command('koinon')
  .description('A lightweight forum for coalitions.')
  .version(version)
  .showHelpAfterError();

/** An instance runs for months: it does not carry what only the other commands need. */
const serveAlone = process.argv[2] === 'serve';
const commands = serveAlone ? [addServe] : [addServe, ...(await import('./other-commands.ts')).otherCommands];
for (const add of commands) add(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
