#!/usr/bin/env node
// The command line: thin doors to the same verbs that the API calls. Only the command that is called is loaded.
import { Command } from 'commander';
import { version } from '../base/version.ts';
import { explain } from './environment.ts';
import { holdYoungSpace } from './young-space.ts';

type Add = (program: Command) => void;

/** In the order of the help. */
const commands: Record<string, () => Promise<Add>> = {
  serve: async () => (await import('./serve.ts')).addServe,
  demo: async () => (await import('./demo.ts')).addDemo,
  admin: async () => (await import('./admin.ts')).addAdmin,
  settings: async () => (await import('./add-people.ts')).addSettings,
  invite: async () => (await import('./add-people.ts')).addInvite,
  applications: async () => (await import('./add-people.ts')).addApplications,
  announce: async () => (await import('./add-people.ts')).addAnnounce,
  moderation: async () => (await import('./add-moderation.ts')).addModeration,
  modlog: async () => (await import('./add-moderation.ts')).addModlog,
  transparency: async () => (await import('./add-moderation.ts')).addTransparency,
  charter: async () => (await import('./add-charter.ts')).addCharter,
  backup: async () => (await import('./backup.ts')).addBackup,
  restore: async () => (await import('./restore.ts')).addRestore,
  rebuild: async () => (await import('./rebuild.ts')).addRebuild,
  epoch: async () => (await import('./epoch.ts')).addEpoch,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
};

const program = new Command('koinon')
  .description('A lightweight forum for coalitions.')
  .version(version)
  .showHelpAfterError();

try {
  const [, , called = ''] = process.argv;
  if (called === 'serve') holdYoungSpace();
  const load = Object.hasOwn(commands, called) ? commands[called] : undefined;
  for (const one of load ? [load] : Object.values(commands)) (await one())(program);
  await program.parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
