#!/usr/bin/env node
// The command line: thin doors to the same verbs that the API calls.
import { Command } from 'commander';
import { version } from '../base/version.ts';
import { addAdmin } from './admin.ts';
import { addBackup } from './backup.ts';
import { charterCommands } from './charter.ts';
import { addDemo } from './demo.ts';
import { explain } from './environment.ts';
import { addEpoch } from './epoch.ts';
import { openCharter } from './open-charter.ts';
import { addRebuild } from './rebuild.ts';
import { addRestore } from './restore.ts';
import { addServe } from './serve.ts';
import { processTerminal } from './terminal.ts';

const program = new Command('koinon')
  .description('A lightweight forum for coalitions.')
  .version(version)
  .showHelpAfterError();

for (const add of [addServe, addDemo, addAdmin, addBackup, addRestore, addRebuild, addEpoch]) add(program);
program.addCommand(charterCommands(openCharter, processTerminal()));

try {
  await program.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
