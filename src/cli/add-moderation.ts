// Puts the commands of moderation before this instance's database.
import type { Command } from 'commander';
import { buildForum } from '../app/forum.ts';
import { type ModerationVerbs, moderationCommands, modlogCommands, transparencyCommand } from './moderation.ts';
import { processTerminal } from './terminal.ts';
import { withCore } from './with-core.ts';

const withModeration = (work: (verbs: ModerationVerbs) => Promise<void>): Promise<void> =>
  withCore((core) => work(buildForum(core, () => {}).moderation));

const terminal = () => ({
  ...processTerminal(),
  fail: () => {
    process.exitCode = 1;
  },
});

export const addModeration = (program: Command): void => {
  program.addCommand(moderationCommands(withModeration, terminal()));
};
export const addModlog = (program: Command): void => {
  program.addCommand(modlogCommands(withModeration, terminal()));
};
export const addTransparency = (program: Command): void => {
  program.addCommand(transparencyCommand(withModeration, terminal()));
};
