// `koinon moderation`, `koinon modlog` and `koinon transparency`: undoing what one moderator did, who moderates what, and the log.
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import type { DutyChange, DutyChanged, StaffView } from '../forum/moderation/change-duties.ts';
import type { Replayed } from '../forum/moderation/replay-log.ts';
import type { Everything, ReversedAll } from '../forum/moderation/reverse-all.ts';
import type { Transparency } from '../forum/moderation/transparency.ts';
import type { Verified } from '../forum/moderation/verify-log.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import { type Capability, capabilities } from '../forum/policy/duties.ts';
import { isScope, type Scope } from '../forum/policy/measures.ts';
import { timeOf } from './act.ts';
import { plainText, type Terminal } from './terminal.ts';

export type ModerationVerbs = {
  reverseAllOf(actor: Actor, everything: Everything): Promise<ReversedAll>;
  /** Takes the steps that very many of them leave. */
  coverBeside(): Promise<void>;
  grantDuty(actor: Actor, change: DutyChange): Promise<DutyChanged>;
  revokeDuty(actor: Actor, change: DutyChange): Promise<DutyChanged>;
  listStaff(actor: Actor): Promise<StaffView[]>;
  verifyLog(): Promise<Verified>;
  replayLog(): Promise<Replayed>;
  transparency(period: { from: number; to: number }): Promise<Transparency>;
};
export type WithModeration = (work: (verbs: ModerationVerbs) => Promise<void>) => Promise<void>;
type Shown = Pick<Terminal, 'print'> & { fail?: () => void };

const scopeOf = (value: string): Scope => {
  if (!isScope(value))
    throw new Refusal('invalid', 'scope: instance, planks, plank:<slug> or board:<slug>.', { field: 'scope' });
  return value;
};

const capabilitiesOf = (value: string | undefined): { can?: Capability[] } => {
  if (value === undefined) return {};
  const named = value.split(',').map((one) => capabilities.find((known) => known === one.trim()));
  const can = named.filter((one) => one !== undefined);
  if (can.length === 0 || can.length !== named.length)
    throw new Refusal('invalid', `can: some of ${capabilities.join(', ')}.`, { field: 'can' });
  return { can };
};

const dutyLine = ({ name, role, duties }: StaffView): string =>
  `${name} (${role})${duties.map(({ scope, can }) => `\n  ${scope}: ${can.join(', ')}`).join('')}`;

const LEFT = 50;

export const moderationCommands = (withVerbs: WithModeration, { print }: Shown): Command => {
  const moderation = new Command('moderation').description('measures, who moderates, and undoing what one of them did');
  moderation
    .command('reverse')
    .requiredOption('--by <name>', 'the moderator, by name, or as the log says: "moderator 3"')
    .requiredOption('--since <time>', 'a day, or a time in UTC')
    .option('--words <text>', 'to those concerned', 'What this moderator did was undone.')
    .description('undo everything that one moderator did since then, and nothing else')
    .action(({ by, since, words }: { by: string; since: string; words: string }) =>
      withVerbs(async (verbs) => {
        const { actions, left } = await verbs.reverseAllOf(operator, { by, since: timeOf('since', since), words });
        await verbs.coverBeside();
        print(`Undone: ${actions.length - 1} actions, by action ${actions[0]?.number}.`);
        const shown = left.slice(0, LEFT).map(({ number, kind }) => `${number} ${kind}`);
        if (left.length > 0)
          print(
            `Not undone, decide anew: ${shown.join(', ')}${left.length > LEFT ? `, and ${left.length - LEFT} more` : ''}.`,
          );
      }),
    );
  moderation
    .command('grant')
    .argument('<name>', 'the member')
    .argument('<scope>', 'instance, planks, plank:<slug> or board:<slug>')
    .option('--can <list>', `some of ${capabilities.join(', ')} (without it: the first four)`)
    .description('give a member something to moderate, or change what they were given there')
    .action((name: string, scope: string, { can }: { can?: string }) =>
      withVerbs(async (verbs) => {
        print(dutyLine(await verbs.grantDuty(operator, { name, scope: scopeOf(scope), ...capabilitiesOf(can) })));
      }),
    );
  moderation
    .command('revoke')
    .argument('<name>', 'the member')
    .argument('<scope>', 'as it was given')
    .description('take back what a member was given there')
    .action((name: string, scope: string) =>
      withVerbs(async (verbs) => {
        print(dutyLine(await verbs.revokeDuty(operator, { name, scope: scopeOf(scope) })));
      }),
    );
  moderation
    .command('staff')
    .description('who moderates what')
    .action(() =>
      withVerbs(async (verbs) => {
        for (const one of await verbs.listStaff(operator)) print(dutyLine(one));
      }),
    );
  return moderation;
};

export const modlogCommands = (withVerbs: WithModeration, { print, fail }: Shown): Command => {
  const modlog = new Command('modlog').description('the log of what moderators did');
  modlog
    .command('verify')
    .description('check that nothing in it was changed, left out or put in; exit with 1 otherwise')
    .action(() =>
      withVerbs(async (verbs) => {
        const { actions, erased, faults, head } = await verbs.verifyLog();
        for (const { number, fault } of faults) print(`action ${number}: ${fault}`);
        if (faults.length > 0) fail?.();
        else print(`whole: ${actions} actions, ${erased} private parts erased, head ${head || 'none'}`);
      }),
    );
  modlog
    .command('replay')
    .description('replay it from nothing and compare with what is in force; exit with 1 where that differs')
    .action(() =>
      withVerbs(async (verbs) => {
        const { actions, inForce, differences } = await verbs.replayLog();
        for (const one of differences) print(one);
        if (differences.length > 0) fail?.();
        else print(`equal: ${actions} actions give the ${inForce} measures that are in force`);
      }),
    );
  return modlog;
};

const HOUR = 3_600_000;
const hours = (ms: number | null): string => (ms === null ? 'none' : `${(ms / HOUR).toFixed(1)} h`);

export const transparencyCommand = (withVerbs: WithModeration, { print }: Shown): Command =>
  new Command('transparency')
    .requiredOption('--from <day>', 'a day, or a time in UTC')
    .requiredOption('--to <day>', 'not included')
    .option('--json', 'for machines')
    .description('what moderators did in a period, as figures to publish')
    .action(({ from, to, json }: { from: string; to: string; json?: boolean }) =>
      withVerbs(async (verbs) => {
        const period = { from: timeOf('from', from), to: timeOf('to', to) };
        if (period.to <= period.from) throw new Refusal('invalid', 'to: must be after from.', { field: 'to' });
        const report = await verbs.transparency(period);
        if (json) return print(JSON.stringify(report));
        print(`${new Date(report.from).toISOString()} to ${new Date(report.to).toISOString()}`);
        print(`actions: ${report.actions} (by people ${report.byPeople}, automatic ${report.automatic})`);
        for (const [title, counts] of Object.entries({
          kind: report.byKind,
          reason: report.byReason,
          rule: report.byRule,
          basis: report.byBasis,
        }))
          for (const [name, count] of Object.entries(counts).sort(([, a], [, b]) => b - a))
            print(`${title} ${plainText(name)}: ${count}`);
        print(`undone: ${report.reversals}, of these on appeal: ${report.reversedOnAppeal}`);
        print(`roles and duties: given ${report.roles.given}, taken back ${report.roles.taken}`);
        const { received, overturned, narrowed, upheld, medianWait } = report.appeals;
        print(`appeals: ${received}; decided: overturned ${overturned}, narrowed ${narrowed}, upheld ${upheld}`);
        print(`median until an appeal is decided: ${hours(medianWait)}`);
        print(`median until decided: ${hours(report.medianWait)}; median duration: ${hours(report.medianDuration)}`);
      }),
    );
