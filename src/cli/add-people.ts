// Puts the commands around settings and coming in before this instance's database.
import type { Command } from 'commander';
import { buildForum, type Forum } from '../app/forum.ts';
import { realClock } from '../base/time.ts';
import { announceCommands } from './announce.ts';
import { applicationsCommands, inviteCommand } from './people.ts';
import { settingsCommands } from './settings.ts';
import { processTerminal } from './terminal.ts';
import { withCore } from './with-core.ts';

const withForum = (work: (forum: Forum) => Promise<void>): Promise<void> =>
  withCore((core) => work(buildForum(core, () => {})));

export const addSettings = (program: Command): void => {
  program.addCommand(settingsCommands(withForum, processTerminal()));
};
export const addInvite = (program: Command): void => {
  program.addCommand(inviteCommand(withForum, processTerminal()));
};
export const addApplications = (program: Command): void => {
  program.addCommand(applicationsCommands(withForum, processTerminal()));
};
export const addAnnounce = (program: Command): void => {
  program.addCommand(announceCommands(withForum, { ...processTerminal(), clock: realClock }));
};
