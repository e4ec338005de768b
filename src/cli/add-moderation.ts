// Puts the commands of moderation before this instance's database.
import type { Command } from 'commander';
import { buildForum } from '../app/forum.ts';
import { realClock } from '../base/time.ts';
import { type ActVerbs, actCommands } from './act.ts';
import { type AdviceVerbs, adviceCommand, listCommands } from './advice.ts';
import { type ModerationVerbs, moderationCommands, modlogCommands, transparencyCommand } from './moderation.ts';
import { processTerminal } from './terminal.ts';
import { withInstance } from './with-core.ts';

const withModeration = (work: (verbs: ModerationVerbs) => Promise<void>): Promise<void> =>
  withInstance((core) => work(buildForum(core, () => {}).moderation));
const withActs = (work: (verbs: ActVerbs) => Promise<void>): Promise<void> =>
  withInstance((core) => work(buildForum(core, () => {}).moderation));
const withAdvice = (work: (verbs: AdviceVerbs) => Promise<void>): Promise<void> =>
  withInstance((core) => work(buildForum(core, () => {}).advice));

const terminal = () => ({
  ...processTerminal(),
  fail: () => {
    process.exitCode = 1;
  },
});

export const addModeration = (program: Command): void => {
  const moderation = moderationCommands(withModeration, terminal());
  for (const command of actCommands(withActs, terminal(), realClock.now)) moderation.addCommand(command);
  for (const command of [...listCommands(withAdvice, terminal()), adviceCommand(withAdvice, terminal())])
    moderation.addCommand(command);
  program.addCommand(moderation);
};
export const addModlog = (program: Command): void => {
  program.addCommand(modlogCommands(withModeration, terminal()));
};
export const addTransparency = (program: Command): void => {
  program.addCommand(transparencyCommand(withModeration, terminal()));
};
