// Actions of moderation: taken, approved, undone; the log; and what was decided about oneself.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Page } from '../../base/page.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Eventually } from '../../db/database.ts';
import type { Confirmation } from '../../forum/moderation/confirm-action.ts';
import type { Decision } from '../../forum/moderation/read-decisions.ts';
import type { Modlog } from '../../forum/moderation/read-modlog.ts';
import type { RecordedActions } from '../../forum/moderation/record-actions.ts';
import type { Reversal } from '../../forum/moderation/reverse-action.ts';
import type { SubjectInput } from '../../forum/moderation/subject-named.ts';
import type { NewAction, NewBulk } from '../../forum/moderation/take-action.ts';
import type { Transparency } from '../../forum/moderation/transparency.ts';
import { type Actor, visitor } from '../../forum/policy/actor.ts';
import { bases, type Subject } from '../../forum/policy/measures.ts';
import { jsonText, ok } from '../answer.ts';
import { ATOM_TYPE } from '../atom.ts';
import { DoneFilter, named } from '../desk-filter.ts';
import { modlogAtom } from '../modlog-atom.ts';
import { API_BASE, defineRoute, type Route } from '../route.ts';
import { PageQuery } from './forum-shapes.ts';
import {
  ActionEntry,
  ActionInput,
  BulkInput,
  ConfirmationInput,
  confirmationOf,
  draftOf,
  entryOf,
  ModlogEntry,
  Taken,
  takenOf,
} from './moderation-shapes.ts';
import { isoTime, pageOf, Time, TimeInput } from './shapes.ts';

type With = Alongside<RecordedActions> | undefined;
export type ModerationRouteNeeds = {
  origin: string;
  publicUrl: string;
  instanceFacts(): Eventually<{ name: string }>;
  moderation: {
    takeAction(actor: Actor, action: NewAction, alongside?: With): Promise<RecordedActions>;
    takeBulk(actor: Actor, bulk: NewBulk, alongside?: With): Promise<RecordedActions>;
    reverseAction(actor: Actor, number: number, reversal: Reversal, alongside?: With): Promise<RecordedActions>;
    confirmAction(actor: Actor, number: number, input: Confirmation, alongside?: With): Promise<RecordedActions>;
    approveAction(actor: Actor, number: number, input: { words: string }, alongside?: With): Promise<RecordedActions>;
    subjectNamed(input: SubjectInput): Promise<Subject>;
    modlog: Modlog;
    /** Who may read the log, by the settings. @throws Refusal */
    checkModlog(actor: Actor): Promise<void>;
    transparency(period: { from: number; to: number }): Promise<Transparency>;
    decisions(actor: Actor, page: { cursor?: string | undefined; limit: number }): Promise<Page<Decision>>;
  };
};

const tag = 'moderation';

const NumberParams = z.object({ number: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) });
const words = z.string().max(4_000).default('');
const present = (taken: RecordedActions) =>
  jsonText(201, JSON.stringify(takenOf(taken)), {
    location: `${API_BASE}/moderation/actions/${taken.actions[0]?.number ?? 0}`,
  });

const DecisionShape = z
  .object({
    number: z.int(),
    at: Time,
    kind: z.string(),
    subject: z.string().meta({ description: 'A post of yours; member: yourself.' }),
    scope: z.string(),
    reason: z.string(),
    rule: z.string(),
    basis: z.enum(bases),
    words: z.string(),
    by: z.string(),
    automatic: z.boolean(),
    until: Time.nullable(),
    reviewAt: Time.nullable(),
    permanent: z.string().nullable().meta({ description: 'Why it is for good.' }),
    settings: z.record(z.string(), z.unknown()),
    target: z.int().nullable().meta({ description: 'What it undoes.' }),
    awaits: z.enum(['', 'approval', 'wait']),
    state: z.enum(['in-force', 'over', 'reversed', 'pending', 'said']),
    appealUntil: Time.meta({ description: 'Until then you can appeal: POST /appeals.' }),
  })
  .meta({ id: 'MemberDecision' });

const isoOrNull = (time: number | null) => (time === null ? null : isoTime(time));
const decisionOf = (one: Decision) => ({
  ...one,
  at: isoTime(one.at),
  until: isoOrNull(one.until),
  reviewAt: isoOrNull(one.reviewAt),
  appealUntil: isoTime(one.appealUntil),
});

const Counts = z.record(z.string(), z.int());
const TransparencyShape = z
  .object({
    from: Time,
    to: Time,
    actions: z.int(),
    byKind: Counts,
    byReason: Counts,
    byRule: Counts,
    byBasis: Counts,
    automatic: z.int(),
    byPeople: z.int(),
    reversals: z.int(),
    reversedOnAppeal: z.int(),
    awaitingApproval: z.int(),
    roles: z.object({ given: z.int(), taken: z.int() }).meta({ description: 'Roles and duties of members.' }),
    appeals: z
      .object({
        received: z.int(),
        overturned: z.int(),
        narrowed: z.int(),
        upheld: z.int(),
        medianWait: z.int().nullable().meta({ description: 'Milliseconds from an appeal to its decision.' }),
      })
      .meta({ description: 'Received, and decided, in that time.' }),
    medianWait: z.int().nullable().meta({ description: 'Milliseconds from a report or hold to the decision.' }),
    medianDuration: z.int().nullable().meta({ description: 'Milliseconds that measures with an end last.' }),
  })
  .meta({ id: 'Transparency' });

const FEED = '/modlog/feed';

export const moderationRoutes = ({ moderation, origin, publicUrl, instanceFacts }: ModerationRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/moderation/actions',
    summary: 'Take an action: with a reason, and an end, a review or why it is for good',
    tag,
    auth: 'member',
    creates: true,
    body: ActionInput,
    answers: { 201: Taken },
    async handler({ actor, body, once }) {
      const { subject, ...action } = body;
      const named = await moderation.subjectNamed(subject);
      return once((with_) => moderation.takeAction(actor, { ...draftOf(action), subject: named }, with_), present);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/actions/bulk',
    summary: 'Take one action on many: undoing the first of them undoes just these',
    tag,
    auth: 'member',
    creates: true,
    body: BulkInput,
    answers: { 201: Taken },
    async handler({ actor, body, once }) {
      const { subjects, ...action } = body;
      const named: Subject[] = [];
      for (const subject of subjects) named.push(await moderation.subjectNamed(subject));
      return once((with_) => moderation.takeBulk(actor, { ...draftOf(action), subjects: named }, with_), present);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/actions/{number}',
    summary: 'One action, with all that those who moderate may know',
    tag,
    auth: 'member',
    params: NumberParams,
    answers: { 200: ActionEntry },
    handler: async ({ actor, params }) => ok(entryOf(await moderation.modlog.one(actor, params.number))),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/actions/{number}/reversal',
    summary: 'Undo an action: exactly its effect, and that of those it carries',
    tag,
    auth: 'member',
    creates: true,
    params: NumberParams,
    body: z.object({ words }).meta({ id: 'NewReversal' }),
    answers: { 201: Taken },
    handler: ({ actor, params, body, once }) =>
      once((with_) => moderation.reverseAction(actor, params.number, body, with_), present),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/actions/{number}/approval',
    summary: 'Approve an action that waits for a second person',
    tag,
    auth: 'member',
    creates: true,
    params: NumberParams,
    body: z.object({ words }).meta({ id: 'NewApproval' }),
    answers: { 201: Taken },
    handler: ({ actor, params, body, once }) =>
      once((with_) => moderation.approveAction(actor, params.number, body, with_), present),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/actions/{number}/confirmation',
    summary: 'Stand by what was done by itself, with an end of its own',
    tag,
    auth: 'member',
    creates: true,
    params: NumberParams,
    body: ConfirmationInput,
    answers: { 201: Taken },
    handler: ({ actor, params, body, once }) =>
      once((with_) => moderation.confirmAction(actor, params.number, confirmationOf(body), with_), present),
  }),
  defineRoute({
    method: 'get',
    path: '/modlog',
    summary: 'What was done here, newest first; with names and words for those who moderate there',
    tag,
    auth: 'none',
    query: PageQuery(30).extend({
      ...DoneFilter.shape,
      person: DoneFilter.shape.person.meta({
        description: 'For those who moderate: whom it concerns, ada or ada@other.example.',
      }),
    }),
    answers: { 200: pageOf(ModlogEntry) },
    async handler({ actor, query }) {
      await moderation.checkModlog(actor);
      const asked = await named({ origin, moderation }, actor, query);
      const { items, next } = await moderation.modlog.list(actor, asked);
      return ok({ items: items.map(entryOf), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: FEED,
    summary: 'The log as an Atom feed: the 50 newest, as everybody may read them',
    tag,
    auth: 'none',
    answers: { 200: z.string().meta({ description: 'Atom (RFC 4287).' }) },
    answerType: ATOM_TYPE,
    async handler({ actor }) {
      await moderation.checkModlog(actor);
      const { items } = await moderation.modlog.list(visitor, { limit: 50 });
      const { name } = await instanceFacts();
      const body = await modlogAtom({ name, origin, publicUrl }, `${API_BASE}${FEED}`, items);
      return { status: 200, type: ATOM_TYPE, body, headers: {} };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/transparency',
    summary: 'What moderators did in a period, as figures',
    tag,
    auth: 'none',
    // It reads all that was done in that time.
    rate: 'search',
    query: z.object({ from: TimeInput, to: TimeInput }),
    answers: { 200: TransparencyShape },
    async handler({ actor, query }) {
      await moderation.checkModlog(actor);
      const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
      if (to <= from) throw new Refusal('invalid', 'to: must be after from.', { field: 'to' });
      const report = await moderation.transparency({ from, to });
      return ok({ ...report, from: isoTime(from), to: isoTime(to) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/decisions',
    summary: 'What was decided about you and your posts; also while you are suspended',
    tag: 'me',
    auth: 'member',
    query: PageQuery(30),
    answers: { 200: pageOf(DecisionShape) },
    async handler({ actor, query }) {
      const { items, next } = await moderation.decisions(actor, query);
      return ok({ items: items.map(decisionOf), next });
    },
  }),
];
