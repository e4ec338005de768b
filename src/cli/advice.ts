// `koinon moderation export|import|advice`: lists of measures that instances hand each other, and what is made of advice.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import { isOrigin } from '../base/names.ts';
import { parseStrictJson, StrictJsonError } from '../base/strict-json.ts';
import { adviceChoices } from '../db/tables/advice.ts';
import {
  type AdviceSettings,
  type AdviceSettingsInput,
  adviceSettingsInput,
} from '../forum/advice/change-advice-settings.ts';
import {
  type Import,
  type Imported,
  type MeasureList,
  measureList,
  type Preview,
} from '../forum/advice/measure-lists.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import { check } from '../http/input.ts';
import type { Terminal } from './terminal.ts';

export type AdviceVerbs = {
  settings(actor: Actor): Promise<AdviceSettings>;
  change(actor: Actor, input: AdviceSettingsInput): Promise<AdviceSettings>;
  exportMeasures(actor: Actor, after?: number): Promise<MeasureList>;
  importMeasures(actor: Actor, input: Import): Promise<Imported>;
};
type With = (work: (advice: AdviceVerbs) => Promise<void>) => Promise<void>;
type Shown = Pick<Terminal, 'print'>;

const wrong = (field: string, rule: string) => new Refusal('invalid', `${field}: ${rule}`, { field });

/** @throws Refusal `invalid` that names the file, or what breaks a rule in it */
const readList = (file: string): MeasureList => {
  let value: unknown;
  try {
    value = parseStrictJson(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof StrictJsonError) throw wrong('file', `${error.message}.`);
    throw wrong('file', `${file} cannot be read.`);
  }
  return check(measureList, value);
};

const day = (at: number | null): string => (at === null ? '' : new Date(at).toISOString().slice(0, 10));
const doing = ({ settings }: Preview['measure']): string => {
  const on = Object.entries(settings).flatMap(([name, yes]) => (yes ? [name] : []));
  return on.length === 0 ? '' : ` (${on.join(', ')})`;
};
const previewLine = ({ index, state, named, measure, until, reviewAt }: Preview): string =>
  `${index}  ${state.padEnd(7)}  ${measure.kind}${doing(measure)} ${named} on ${measure.scope}: ${measure.reason}, ${
    until === null ? `to be reviewed on ${day(reviewAt)}` : `until ${day(until)}`
  }, decided by ${measure.issuer}`;

const numbersOf = (text: string): number[] =>
  text.split(',').map((one) => {
    if (!/^\d{1,6}$/.test(one.trim()))
      throw new Refusal('invalid', 'take: numbers of the list, as 0,2,5.', { field: 'take' });
    return Number(one);
  });

export const listCommands = (withVerbs: With, { print }: Shown): Command[] => [
  new Command('export')
    .description('print the measures against peers and members elsewhere, 2,000 at most, as JSON to hand on')
    .option('--after <number>', 'what follows a list that was full: the number that stands in it as next')
    .action(({ after = '0' }: { after?: string }) =>
      withVerbs(async (advice) => {
        if (!/^\d{1,15}$/.test(after))
          throw new Refusal('invalid', 'after: the number that a list has as next.', { field: 'after' });
        print(JSON.stringify(await advice.exportMeasures(operator, Number(after)), null, 2));
      }),
    ),
  new Command('import')
    .argument('<file>', 'a list of another instance')
    .option('--apply', 'take over what is new; without it, it is only shown')
    .option('--take <numbers>', 'only these of the list, as 0,2,5')
    .description('look at the measures of another instance, and take them over')
    .action((file: string, { apply = false, take }: { apply?: boolean; take?: string }) =>
      withVerbs(async (advice) => {
        const list = readList(file);
        const chosen = take === undefined ? undefined : numbersOf(take);
        const { items } = await advice.importMeasures(operator, { list, apply: false });
        print(`The list of ${list.origin}, of ${list.at}:`);
        for (const one of items) print(previewLine(one));
        if (!items.some(({ state }) => state === 'new')) return print('There is nothing new in it.');
        if (!apply) return print('Nothing was taken over. With --apply, what is new is.');
        const { taken } = await advice.importMeasures(operator, { list, apply, take: chosen });
        print(`Taken over: ${taken.length - 1}, by action ${taken[0]?.number}. Undoing it undoes them.`);
      }),
    ),
];

const settingLines = ({ quorum, needed, enough, withdrawn, peers }: AdviceSettings): string[] => [
  `quorum: ${quorum ? 'on' : 'off'}`,
  `needed: ${needed ?? `usual (${enough})`}`,
  `withdrawn: ${withdrawn}`,
  ...Object.entries(peers).map(([origin, choice]) => `${origin}: ${choice}`),
];

/** @throws Refusal `invalid` (field, or what it names) */
const changeOf = (field: string, value: string): AdviceSettingsInput => {
  switch (field) {
    case 'quorum':
      if (value !== 'on' && value !== 'off') throw wrong(field, 'on or off.');
      return { quorum: value === 'on' };
    case 'needed':
      if (value === 'usual') return { needed: null };
      if (!/^\d{1,4}$/.test(value)) throw wrong(field, 'a whole number, or usual.');
      return check(adviceSettingsInput, { needed: Number(value) });
    case 'withdrawn':
      return check(adviceSettingsInput, { withdrawn: value });
    default: {
      const choice = adviceChoices.find((one) => one === value);
      if (!isOrigin(field)) throw wrong('field', 'quorum, needed, withdrawn, or the origin of a peer.');
      if (choice === undefined)
        throw wrong(
          field,
          `is no setting (quorum, needed, withdrawn), and of a peer one of ${adviceChoices.join(', ')}.`,
        );
      return { peers: { [field]: choice } };
    }
  }
};

export const adviceCommand = (withVerbs: With, { print }: Shown): Command =>
  new Command('advice')
    .argument('[field]', 'quorum, needed, withdrawn, or the origin of a peer')
    .argument('[value]', 'on or off; a number or usual; collapse or show; ignore, label or count')
    .description('what is made of the advice of other instances: show it, or change one setting')
    .action((field: string | undefined, value: string | undefined) =>
      withVerbs(async (advice) => {
        if (field !== undefined && value === undefined) throw wrong('value', 'say what it shall be, or name no field.');
        if (field === undefined || value === undefined) {
          for (const line of settingLines(await advice.settings(operator))) print(line);
          return;
        }
        for (const line of settingLines(await advice.change(operator, changeOf(field, value)))) print(line);
      }),
    );
