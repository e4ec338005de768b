// `koinon settings …`: what an admin can set over the API, from the command line.
import { readFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import type { TextKind } from '../db/tables/coming-in.ts';
import { type InstanceInput, type InstanceSettings, instanceInput } from '../forum/instance/settings.ts';
import { type InstanceText, textKinds } from '../forum/instance/text-store.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import type { Terminal } from './terminal.ts';

export type SettingsVerbs = {
  instanceSettings(): Promise<InstanceSettings>;
  describeInstance(actor: Actor, input: InstanceInput): Promise<void>;
  changeText(actor: Actor, kind: TextKind, text: string): Promise<InstanceText>;
};
export type WithSettings = (work: (verbs: SettingsVerbs) => Promise<void>) => Promise<void>;

const fields = Object.keys(instanceInput.shape);
const numbers = ['applicationDays', 'uploadLimit', 'uploadQuota'];

/** @throws Refusal `invalid` that names the field and its rule */
const readField = (field: string, value: string): InstanceInput => {
  if (!fields.includes(field))
    throw new Refusal('invalid', `field: must be one of ${fields.join(', ')}.`, { field: 'field' });
  const read = instanceInput.safeParse({ [field]: numbers.includes(field) ? Number(value) : value });
  if (read.success) return read.data;
  throw new Refusal('invalid', `${field}: ${read.error.issues.map(({ message }) => message).join(' ')}`, { field });
};

const readKind = (kind: string): TextKind => {
  const known = textKinds.find((one) => one === kind);
  if (!known) throw new Refusal('invalid', `kind: must be one of ${textKinds.join(', ')}.`, { field: 'kind' });
  return known;
};

export const settingsCommands = (withVerbs: WithSettings, { print }: Pick<Terminal, 'print'>): Command => {
  const settings = new Command('settings').description('what the instance is called and how people come in');
  settings
    .command('show')
    .description('all settings')
    .action(() =>
      withVerbs(async (verbs) => {
        for (const [field, value] of Object.entries(await verbs.instanceSettings())) print(`${field}: ${value}`);
      }),
    );
  settings
    .command('set')
    .argument('<field>', fields.join(', '))
    .argument('<value>')
    .description('change one setting; registration: open, application, invitation or closed')
    .action((field: string, value: string) =>
      withVerbs(async (verbs) => {
        await verbs.describeInstance(operator, readField(field, value));
        print(`${field}: ${value}`);
      }),
    );
  settings
    .command('text')
    .argument('<kind>', textKinds.join(', '))
    .argument('<file>', 'Markdown; - reads standard input; an empty one takes the text away')
    .description('give the rules, the privacy text or the imprint a new version')
    .action((kind: string, file: string) =>
      withVerbs(async (verbs) => {
        const known = readKind(kind);
        const words = file === '-' ? await readAll(process.stdin) : readFileSync(file, 'utf8');
        const { version } = await verbs.changeText(operator, known, words);
        print(`${known}: version ${version}`);
      }),
    );
  return settings;
};
