// `koinon admin …`: the first admin or another one, and the roles of members.
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { buildForum } from '../app/forum.ts';
import { Refusal } from '../base/errors.ts';
import { operator } from '../forum/policy/actor.ts';
import { withCore } from './with-core.ts';

const roles = ['member', 'moderator', 'admin'] as const;

type Options = { passwordStdin?: boolean; displayName?: string };

/** From standard input, or made up and printed once: a password never stands in the list of processes. */
const choosePassword = async (fromStdin: boolean, bytes: (count: number) => Uint8Array): Promise<string> =>
  fromStdin ? (await text(process.stdin)).replace(/\r?\n$/, '') : Buffer.from(bytes(15)).toString('base64url');

const create = (name: string, options: Options): Promise<void> =>
  withCore(async (core) => {
    const forum = buildForum(core, () => {});
    const password = await choosePassword(options.passwordStdin === true, core.chance.bytes);
    const { displayName } = options;
    await forum.createAdmin(operator, { name, password, ...(displayName === undefined ? {} : { displayName }) });
    console.log(`${name} is an admin of ${core.origin}.`);
    if (!options.passwordStdin) console.log(`Password (shown once): ${password}`);
  });

const giveRole = (name: string, role: string): Promise<void> =>
  withCore(async (core) => {
    const known = roles.find((one) => one === role);
    if (!known) throw new Refusal('invalid', `role: must be one of ${roles.join(', ')}.`, { field: 'role' });
    await buildForum(core, () => {}).setRole(operator, { name, role: known });
    console.log(`${name} is ${known} on ${core.origin}.`);
  });

export const addAdmin = (program: Command): void => {
  const admin = program.command('admin').description('accounts that run the instance');
  admin
    .command('role')
    .argument('<name>')
    .argument('<role>', roles.join(', '))
    .description('make a member a moderator, an admin, or a member again')
    .action(giveRole);
  admin
    .command('create')
    .argument('<name>', 'two to 32 of a-z, 0-9 and _')
    .option('--password-stdin', 'read the password from standard input instead of making one up')
    .option('--display-name <text>')
    .description('make an account that is an admin')
    .action(create);
};
