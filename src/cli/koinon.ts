#!/usr/bin/env node
// The command line: thin doors to the same verbs that the API calls.
import { Command } from 'commander';
import { version } from '../base/version.ts';
import { addCharter } from './add-charter.ts';
import { addPeople } from './add-people.ts';
import { addAdmin } from './admin.ts';
import { addBackup } from './backup.ts';
import { addDemo } from './demo.ts';
import { explain } from './environment.ts';
import { addEpoch } from './epoch.ts';
import { addRebuild } from './rebuild.ts';
import { addRestore } from './restore.ts';
import { addServe } from './serve.ts';

const program = new Command('koinon')
  .description('A lightweight forum for coalitions.')
  .version(version)
  .showHelpAfterError();

const commands = [addServe, addDemo, addAdmin, addPeople, addCharter, addBackup, addRestore, addRebuild, addEpoch];
for (const add of commands) add(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
