#!/usr/bin/env node
// The command line: thin doors to the same verbs that the API calls.
import { Command } from 'commander';
import { version } from '../base/version.ts';
import { addCharter } from './add-charter.ts';
import { addAdmin } from './admin.ts';
import { addDemo } from './demo.ts';
import { explain } from './environment.ts';
import { addServe } from './serve.ts';

const program = new Command('koinon')
  .description('A lightweight forum for coalitions.')
  .version(version)
  .showHelpAfterError();

for (const add of [addServe, addDemo, addAdmin, addCharter]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
