// `koinon moderation act|undo|in-force`: what moderators do by page, done by the operator: where no account can, or none should be trusted.
import { Command } from 'commander';
import { Refusal } from '../base/errors.ts';
import type { Page } from '../base/page.ts';
import type { FullEntry } from '../forum/moderation/read-modlog.ts';
import type { RecordedActions } from '../forum/moderation/record-actions.ts';
import type { Reversal } from '../forum/moderation/reverse-action.ts';
import type { SubjectInput } from '../forum/moderation/subject-named.ts';
import type { NewAction } from '../forum/moderation/take-action.ts';
import { type Actor, operator } from '../forum/policy/actor.ts';
import {
  memberMeasures,
  peerMeasures,
  postMeasures,
  reasons,
  remoteMeasures,
  type Subject,
  threadMeasures,
} from '../forum/policy/measures.ts';
import { ActionInput, draftOf } from '../http/api/moderation-shapes.ts';
import { check } from '../http/input.ts';
import type { Terminal } from './terminal.ts';

export type ActVerbs = {
  takeAction(actor: Actor, action: NewAction): Promise<RecordedActions>;
  reverseAction(actor: Actor, number: number, reversal: Reversal): Promise<RecordedActions>;
  subjectNamed(input: SubjectInput): Promise<Subject>;
  modlog: { inForce(actor: Actor, page: { cursor?: string | undefined; limit: number }): Promise<Page<FullEntry>> };
};
type With = (work: (verbs: ActVerbs) => Promise<void>) => Promise<void>;
type Shown = Pick<Terminal, 'print'>;

const wrong = (field: string, rule: string) => new Refusal('invalid', `${field}: ${rule}`, { field });

/** A day (2026-01-31) or a time (2026-01-31T12:00:00Z). Epoch milliseconds. @throws Refusal `invalid` */
export const timeOf = (field: string, value: string): number => {
  const time = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(value) ? Date.parse(value) : Number.NaN;
  // 31 February is taken as a day of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(value.slice(0, 10)))
    throw wrong(field, 'a day like 2026-01-31, or a time like 2026-01-31T12:00:00Z.');
  return time;
};

const LENGTHS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const lengthOf = (value: string): number => {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(value) ?? [];
  const length = Number(count) * (LENGTHS[unit] ?? 0);
  if (length === 0) throw wrong('for', 'a time like 30m, 12h or 7d.');
  return length;
};

const wholeOf = (field: string, value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw wrong(field, 'must be a whole number.');
  return Number(value);
};

const iso = (at: number): string => new Date(at).toISOString();

const names = ['post', 'thread', 'board', 'plank', 'member', 'peer'] as const;

type Options = {
  reason: string;
  for?: string;
  until?: string;
  review?: string;
  permanent?: string;
  scope?: string;
  rule?: string;
  words?: string;
  note?: string;
  basis: string;
  posts?: string;
  seconds?: string;
  label?: string;
  collapse?: boolean;
  holdFirst?: boolean;
  noVotes?: boolean;
};

const lastsOf = ({ for: length, until, review, permanent }: Options, now: number) => {
  if ([length, until, review, permanent].filter((one) => one !== undefined).length > 1)
    throw wrong('until', 'say one of --for, --until, --review and --permanent.');
  if (until !== undefined) return { until: iso(timeOf('until', until)) };
  if (review !== undefined) return { reviewAt: iso(timeOf('review', review)) };
  if (permanent !== undefined) return { permanent };
  return { until: iso(now + lengthOf(length ?? '7d')) };
};

/** By the rules of the API. @throws Refusal `invalid` */
const actionOf = (kind: string, on: string, name: string, options: Options, now: number) => {
  if (!names.some((one) => one === on)) throw wrong('on', `one of ${names.join(', ')}.`);
  const { reason, basis, scope, rule, words, note, posts, seconds, label, collapse, holdFirst, noVotes } = options;
  const settings = {
    ...{ posts: wholeOf('posts', posts), seconds: wholeOf('seconds', seconds), label },
    ...{ collapse, holdFirst, noVotes },
  };
  const { subject, ...rest } = check(ActionInput, {
    ...{ kind, reason, basis, scope, rule, words, note, ...lastsOf(options, now) },
    settings: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    subject: { [on]: name },
  });
  return { subject, action: draftOf(rest) };
};

const takenLine = ({ number, kind, awaits, effectiveAt }: RecordedActions['actions'][number]): string => {
  if (awaits === 'approval') return `action ${number}: ${kind}, waits for a second person`;
  if (awaits === 'wait') return `action ${number}: ${kind}, in force from ${iso(effectiveAt ?? 0)} unless called off`;
  return `action ${number}: ${kind}`;
};

const endOf = ({ until, reviewAt }: FullEntry): string => {
  if (until !== null) return `until ${iso(until)}`;
  return reviewAt === null ? 'for good' : `to be reviewed ${iso(reviewAt)}`;
};
const entryLine = (entry: FullEntry): string => {
  const { number, kind, subject, scope, reason, by } = entry;
  return `${number}  ${kind} ${subject}${scope === null ? '' : ` on ${scope}`}: ${reason}, ${endOf(entry)}, by ${by}`;
};

export const actCommands = (withVerbs: With, { print }: Shown, now: () => number): Command[] => [
  new Command('act')
    .argument('<kind>', 'the measure')
    .argument('<on>', names.join(', '))
    .argument('<name>', 'b17, a slug, ada, ada@other.example, or the host of an instance')
    .requiredOption('--reason <code>', reasons.join(', '))
    .option('--for <time>', 'how long, as 30m, 12h or 7d (without any end: 7d)')
    .option('--until <time>', 'or until when, in UTC')
    .option('--review <time>', 'or when somebody looks at it again')
    .option('--permanent <why>', 'or why it is for good')
    .option('--scope <scope>', 'of a member or an instance: instance, planks, plank:<slug> or board:<slug>')
    .option('--rule <rule>', 'which rule, as people find it')
    .option('--words <text>', 'to the person concerned')
    .option('--note <text>', 'for those who moderate')
    .option('--basis <basis>', 'report, own, advisory or legal', 'own')
    .option('--posts <number>', 'rate-limit: so many posts')
    .option('--seconds <number>', 'rate-limit and slow: in so many seconds')
    .option('--label <text>', 'label: what it says')
    .option('--collapse', 'filter: posts open with a click')
    .option('--hold-first', 'filter: first posts wait')
    .option('--no-votes', 'filter: its votes do not count', undefined)
    .description('take a measure')
    .addHelpText(
      'after',
      `\nMeasures on a post: ${postMeasures.join(', ')}; on a thread: ${threadMeasures.join(', ')}; on a board or plank: slow;\non a member here: ${memberMeasures.join(', ')}; elsewhere: ${remoteMeasures.join(', ')}; on an instance (peer): ${peerMeasures.join(', ')}.`,
    )
    .action((kind: string, on: string, name: string, { votes, ...options }: Options & { votes?: boolean }) =>
      withVerbs(async (verbs) => {
        const said = { ...options, ...(votes === false ? { noVotes: true } : {}) };
        const { subject: named, action } = actionOf(kind, on, name, said, now());
        const subject = await verbs.subjectNamed(named);
        const { actions } = await verbs.takeAction(operator, { ...action, subject });
        for (const one of actions) print(takenLine(one));
      }),
    ),
  new Command('undo')
    .argument('<number>', 'of the action, as in the log')
    .option('--words <text>', 'to those concerned', '')
    .description('undo one action with all that it carries, or call off one that waits')
    .action((number: string, { words }: { words: string }) =>
      withVerbs(async (verbs) => {
        const { actions } = await verbs.reverseAction(operator, wholeOf('number', number) ?? 0, { words });
        for (const one of actions) print(takenLine(one));
      }),
    ),
  new Command('in-force').description('what is in force now, the newest first').action(() =>
    withVerbs(async (verbs) => {
      for (let cursor: string | undefined, more = true; more; ) {
        const page: Page<FullEntry> = await verbs.modlog.inForce(operator, { cursor, limit: 100 });
        for (const entry of page.items) print(entryLine(entry));
        cursor = page.next ?? undefined;
        more = page.next !== null;
      }
    }),
  ),
];
