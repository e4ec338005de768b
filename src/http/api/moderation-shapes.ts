// Actions of moderation on the wire.
import { z } from 'zod';
import { rule } from '../../base/said.ts';
import type { Lasts } from '../../forum/moderation/draft.ts';
import type { FullEntry, LogEntry } from '../../forum/moderation/read-modlog.ts';
import type { RecordedActions } from '../../forum/moderation/record-actions.ts';
import { subjectInput } from '../../forum/moderation/subject-named.ts';
import type { NewAction } from '../../forum/moderation/take-action.ts';
import { actionKinds, bases, measureKinds, reasons, SCOPE, type Subject } from '../../forum/policy/measures.ts';
import { isoTime, Time, TimeInput } from './shapes.ts';

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((one) => one.isWellFormed() && !one.includes('\u0000'));

const settingsInput = z
  .strictObject({
    posts: z.int().min(1).max(1_000).optional(),
    seconds: z
      .int()
      .min(1)
      .max(30 * 86_400)
      .optional(),
    label: text(60).optional(),
    collapse: z.boolean().optional(),
    holdFirst: z.boolean().optional(),
    noVotes: z.boolean().optional(),
  })
  .meta({ id: 'MeasureSettings', description: 'rate-limit: posts and seconds; slow: seconds; label: label; filter.' });

const common = {
  kind: z.enum(measureKinds).meta({
    description:
      'purge erases words and images of a post here for good: a second person has to approve (or, where there is none, 24 hours pass), and it cannot be undone.',
  }),
  scope: z.string().regex(SCOPE, rule`must be instance, planks, plank:… or board:…`).optional().meta({
    description:
      'Of measures on persons: instance, planks, plank:… or board:…; what is on a post holds where it stands.',
  }),
  reason: z.enum(reasons).meta({ description: 'Conduct, never an opinion.' }),
  rule: text(200).optional().meta({ description: 'Which rule, as people find it.' }),
  words: text(4_000).optional().meta({ description: 'To the person concerned.' }),
  note: text(4_000).optional().meta({ description: 'For those who moderate.' }),
  basis: z.enum(bases).exclude(['automatic', 'appeal']).default('own'),
  until: TimeInput.optional(),
  reviewAt: TimeInput.optional(),
  permanent: text(1_000).optional().meta({ description: 'Why it is for good.' }),
  settings: settingsInput.optional(),
};

type Lasting = { until?: string | undefined; reviewAt?: string | undefined; permanent?: string | undefined };
const lastsOnce = ({ until, reviewAt, permanent }: Lasting) =>
  [until, reviewAt, permanent].filter((one) => one !== undefined).length === 1;
const LASTS = { message: rule`name exactly one: until, reviewAt, or why it is permanent`, path: ['until'] };

export const ActionInput = z
  .object({ ...common, subject: subjectInput })
  .refine(lastsOnce, LASTS)
  .meta({ id: 'NewAction' });
export const BulkInput = z
  .object({ ...common, subjects: z.array(subjectInput).min(1).max(5_000) })
  .refine(lastsOnce, LASTS)
  .meta({ id: 'NewBulkAction' });

type Common = Omit<z.output<typeof ActionInput>, 'subject'>;

const lastsOf = ({ until, reviewAt, permanent = '' }: Lasting): Lasts => {
  if (until !== undefined) return { until: Date.parse(until) };
  return reviewAt !== undefined ? { reviewAt: Date.parse(reviewAt) } : { permanent };
};

/** What the verb takes, but for its subject. */
export const draftOf = ({ until, reviewAt, permanent, ...rest }: Common): Omit<NewAction, 'subject'> => ({
  ...rest,
  lasts: lastsOf({ until, reviewAt, permanent }),
});

export const ConfirmationInput = z
  .object({
    reason: z.enum(reasons).optional(),
    words: text(4_000)
      .optional()
      .meta({ description: 'To the person concerned; those of the automatic action otherwise.' }),
    until: TimeInput.optional(),
    reviewAt: TimeInput.optional(),
    permanent: text(1_000).optional().meta({ description: 'Why it is for good.' }),
  })
  .refine(lastsOnce, LASTS)
  .meta({ id: 'NewConfirmation' });

/** What the verb takes. */
export const confirmationOf = ({ reason, words, ...lasting }: z.output<typeof ConfirmationInput>) => ({
  reason,
  words,
  lasts: lastsOf(lasting),
});

export type SubjectReader = (input: z.output<typeof subjectInput>) => Promise<Subject>;

const entry = {
  number: z.int(),
  at: Time,
  kind: z.enum(actionKinds),
  on: z.enum(['post', 'thread', 'place', 'member', 'remote', 'peer', 'held', 'none']),
  host: z.string().nullable().meta({ description: 'Whose member is concerned: persons have no name here.' }),
  scope: z.string().nullable().meta({ description: 'null: a place that you may not know of.' }),
  reason: z.enum(reasons),
  rule: z.string(),
  basis: z.enum(bases),
  by: z.string().meta({ description: 'moderator 3, admin 1, operator, automatic.' }),
  automatic: z.boolean(),
  until: Time.nullable(),
  reviewAt: Time.nullable(),
  permanent: z.boolean(),
  parent: z.int().nullable().meta({ description: 'The action that carries this one.' }),
  target: z
    .int()
    .nullable()
    .meta({ description: 'The action that this one undoes, approves or confirms, or that the appeal was about.' }),
  toRole: z
    .enum(['member', 'moderator', 'admin'])
    .nullable()
    .meta({ description: 'Of an appointment or a dismissal: the role from then on.' }),
  awaits: z.enum(['', 'approval', 'wait']).meta({ description: 'A second approval, or a wait of 24 hours instead.' }),
  effectiveAt: Time.nullable(),
  stands: z
    .enum(['done', 'pending', 'undone'])
    .meta({ description: 'pending: waits for a second person, or so long.' }),
  hash: z.string().meta({ description: 'Covers all actions before it.' }),
};

const full = {
  subject: z.string(),
  revision: z.int().nullable(),
  words: z.string(),
  note: z.string(),
  permanentWhy: z.string(),
  settings: z.record(z.string(), z.unknown()),
  caseId: z.string().nullable(),
  actor: z.string().nullable(),
};

export const ModlogEntry = z
  .object({ ...entry, ...z.object(full).partial().shape })
  .meta({ id: 'ModlogEntry', description: 'What stands below hash is for those who moderate there.' });
export const ActionEntry = z.object({ ...entry, ...full }).meta({ id: 'ModerationAction' });

const isoOrNull = (time: number | null) => (time === null ? null : isoTime(time));

export const entryOf = <T extends LogEntry | FullEntry>(one: T) => ({
  ...one,
  at: isoTime(one.at),
  until: isoOrNull(one.until),
  reviewAt: isoOrNull(one.reviewAt),
  effectiveAt: isoOrNull(one.effectiveAt),
});

const Recorded = z
  .object({
    number: z.int(),
    kind: z.string(),
    subject: z.string(),
    awaits: z.enum(['', 'approval', 'wait']).meta({ description: 'Empty: it is in force.' }),
    effectiveAt: Time.nullable().meta({ description: 'When it takes effect without an approval.' }),
  })
  .meta({ id: 'TakenAction' });
export const Taken = z.object({ actions: z.array(Recorded) });

export const takenOf = ({ actions }: Pick<RecordedActions, 'actions'>) => ({
  actions: actions.map((one) => ({ ...one, effectiveAt: isoOrNull(one.effectiveAt) })),
});
