// `koinon invite` and `koinon applications …`: who comes in.
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import type { Page } from '../base/page.ts';
import type { Decision } from '../forum/identity/decide-application.ts';
import type { Invited, NewInvitation } from '../forum/identity/invite.ts';
import type { PendingApplication } from '../forum/identity/read-applications.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import { plainText, type Terminal } from './terminal.ts';

export type PeopleVerbs = {
  invite(actor: Actor, input: NewInvitation): Promise<Invited>;
  listApplications(actor: Actor, cursor?: string): Promise<Page<PendingApplication>>;
  decideApplication(actor: Actor, id: string, input: Decision): Promise<{ name: string; state: string }>;
};
export type WithPeople = (work: (verbs: PeopleVerbs) => Promise<void>) => Promise<void>;
type Shown = Pick<Terminal, 'print'>;

const whole = (field: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(value)) throw new Refusal('invalid', `${field}: use a whole number.`, { field });
  return Number(value);
};

type InviteOptions = { uses?: string; days?: string; note?: string };

export const inviteCommand = (withVerbs: WithPeople, { print }: Shown): Command =>
  new Command('invite')
    .option('--uses <n>', 'how many it lets in (1)')
    .option('--days <n>', 'until it ends (14)')
    .option('--note <text>', 'what it is for')
    .description('make an invitation; its code is shown once')
    .action(({ uses, days, note }: InviteOptions) =>
      withVerbs(async (verbs) => {
        const input = { uses: whole('uses', uses), days: whole('days', days), note };
        const made = await verbs.invite(operator, input);
        print(`Code (shown once): ${made.code}`);
        print(`Lets in ${made.uses}, until ${new Date(made.expiresAt).toISOString()}.`);
      }),
    );

const lines = ({ id, name, displayName, question, answer, at }: PendingApplication): string[] => [
  `${id}  ${name} (${plainText(displayName)}), ${new Date(at).toISOString()}`,
  `  ${plainText(question)}`,
  ...plainText(answer)
    .split('\n')
    .map((line) => `  > ${line}`),
];

export const applicationsCommands = (withVerbs: WithPeople, { print }: Shown): Command => {
  const applications = new Command('applications').description('those who asked to be let in');
  applications
    .command('list')
    .description('those that wait, oldest first')
    .action(() =>
      withVerbs(async (verbs) => {
        let cursor: string | undefined;
        let count = 0;
        do {
          const { items, next } = await verbs.listApplications(operator, cursor);
          for (const line of items.flatMap(lines)) print(line);
          count += items.length;
          cursor = next ?? undefined;
        } while (cursor !== undefined);
        if (count === 0) print('No application waits.');
      }),
    );
  const decision = (accept: boolean) => (id: string, options: { reason?: string }) =>
    withVerbs(async (verbs) => {
      const { name, state } = await verbs.decideApplication(operator, id, { accept, reason: options.reason });
      print(`${name}: ${state}`);
    });
  applications
    .command('accept')
    .argument('<id>', 'as "list" shows it')
    .option('--reason <text>', 'the applicant reads it')
    .description('let somebody in')
    .action(decision(true));
  applications
    .command('refuse')
    .argument('<id>', 'as "list" shows it')
    .requiredOption('--reason <text>', 'the applicant reads it')
    .description('do not let somebody in')
    .action(decision(false));
  return applications;
};
