// `koinon announce …`: what admins tell everybody for a time.
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import type { Page } from '../base/page.ts';
import type { Clock } from '../base/time.ts';
import { type AnnouncementInput, announcementInput } from '../forum/instance/announce.ts';
import type { Announcement } from '../forum/instance/announcement-store.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import { plainText, type Terminal } from './terminal.ts';

export type AnnouncementVerbs = {
  announce(actor: Actor, input: AnnouncementInput): Promise<Announcement>;
  takeAnnouncementBack(actor: Actor, id: number): Promise<void>;
  listAnnouncements(actor: Actor, cursor?: string): Promise<Page<Announcement>>;
};
export type WithAnnouncements = (work: (verbs: AnnouncementVerbs) => Promise<void>) => Promise<void>;

type Options = { hours: string; level?: string; audience?: string };
const HOUR = 3_600_000;

const iso = (ms: number): string => new Date(ms).toISOString();

const readInput = (text: string, { hours, level, audience }: Options, now: number): AnnouncementInput => {
  if (!/^[1-9][0-9]{0,4}$/.test(hours))
    throw new Refusal('invalid', 'hours: use a whole number from 1 to 99999.', { field: 'hours' });
  const read = announcementInput.safeParse({ text, level, audience, until: iso(now + Number(hours) * HOUR) });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Refusal('invalid', `${issue?.path.join('.')}: ${issue?.message}`);
};

export const announceCommands = (
  withVerbs: WithAnnouncements,
  { print, clock }: Pick<Terminal, 'print'> & { clock: Clock },
): Command => {
  const announce = new Command('announce').description('what everybody, or all members, are told for a time');
  announce
    .command('add')
    .argument('<text>', 'Markdown')
    .option('--hours <n>', 'how long it is shown', '24')
    .option('--level <level>', 'info or warning')
    .option('--audience <audience>', 'public or members')
    .description('announce something from now on')
    .action((text: string, options: Options) =>
      withVerbs(async (verbs) => {
        const { id, until } = await verbs.announce(operator, readInput(text, options, clock.now()));
        print(`${id}: shown until ${iso(until)}`);
      }),
    );
  announce
    .command('list')
    .description('the newest announcements, past and future too')
    .action(() =>
      withVerbs(async (verbs) => {
        const { items } = await verbs.listAnnouncements(operator);
        for (const { id, level, audience, from, until, text } of items)
          print(`${id}  ${level}, ${audience}, ${iso(from)} to ${iso(until)}: ${plainText(text)}`);
        if (items.length === 0) print('Nothing was announced.');
      }),
    );
  announce
    .command('remove')
    .argument('<id>', 'as "list" shows it')
    .description('take an announcement back')
    .action((id: string) =>
      withVerbs(async (verbs) => {
        await verbs.takeAnnouncementBack(operator, Number(id));
        print(`${id}: removed`);
      }),
    );
  return announce;
};
