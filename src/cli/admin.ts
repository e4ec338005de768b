// `koinon admin …`: the first admin or another one, the roles of members, and ways back in for who is locked out.
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

const giveRole = (name: string, role: string, { words }: { words?: string }): Promise<void> =>
  withCore(async (core) => {
    const known = roles.find((one) => one === role);
    if (!known) throw new Refusal('invalid', `role: must be one of ${roles.join(', ')}.`, { field: 'role' });
    await buildForum(core, () => {}).setRole(operator, { name, role: known, words });
    console.log(`${name} is ${known} on ${core.origin}.`);
  });

/** Also for admins, who get none from each other. */
const makeLink = (name: string): Promise<void> =>
  withCore(async (core) => {
    const { url, expiresAt } = await buildForum(core, () => {}).makeResetLink(operator, { name });
    console.log(
      `Whoever opens this first sets a new password for ${name}, until ${new Date(expiresAt).toISOString()}:`,
    );
    console.log(`  ${url}`);
  });

const dropFactor = (name: string): Promise<void> =>
  withCore(async (core) => {
    await buildForum(core, () => {}).dropSecondFactor(operator, { name });
    console.log(`${name} signs in with the password alone now.`);
  });

export const addAdmin = (program: Command): void => {
  const admin = program.command('admin').description('accounts that run the instance');
  admin
    .command('role')
    .argument('<name>')
    .argument('<role>', roles.join(', '))
    .option('--words <text>', 'to them: why')
    .description('make a member a moderator, an admin, or a member again, at once; the log says so')
    .action(giveRole);
  admin
    .command('create')
    .argument('<name>', 'two to 32 of a-z, 0-9 and _')
    .option('--password-stdin', 'read the password from standard input instead of making one up')
    .option('--display-name <text>')
    .description('make an account that is an admin')
    .action(create);
  admin
    .command('reset-link')
    .argument('<name>')
    .description('make a link, good once and for a day, by which a member or admin sets a new password')
    .action(makeLink);
  admin
    .command('drop-second-factor')
    .argument('<name>')
    .description('for who has lost app and recovery codes: be sure who it is that asks')
    .action(dropFactor);
};
