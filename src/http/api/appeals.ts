// Appeals, and what members see of their own: reports, appeals, and what other instances told about them.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Page } from '../../base/page.ts';
import type { Alongside } from '../../db/alongside.ts';
import { type AppealInput, type AppealReceipt, appealInput } from '../../forum/cases/appeal.ts';
import { type AppealDecided, type AppealDecisionInput, appealDecisionInput } from '../../forum/cases/decide-appeal.ts';
import type { OwnAppeal, OwnNote, OwnReport, PeerNotice } from '../../forum/cases/own-cases.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { json, ok } from '../answer.ts';
import { defineRoute, type Route } from '../route.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

type Paged<T> = (actor: Actor, query: { cursor?: string | undefined; limit: number }) => Promise<Page<T>>;

export type AppealRouteNeeds = {
  cases: {
    appeal(actor: Actor, input: AppealInput, alongside?: Alongside<AppealReceipt>): Promise<AppealReceipt>;
    appealElsewhere(
      actor: Actor,
      input: { notice: string; words: string },
      alongside?: Alongside<AppealReceipt>,
    ): Promise<AppealReceipt>;
    decideAppeal(actor: Actor, id: string, input: AppealDecisionInput): Promise<AppealDecided>;
    ownReports: Paged<OwnReport>;
    ownAppeals: Paged<OwnAppeal>;
    ownNotes: Paged<OwnNote>;
    notices: Paged<PeerNotice>;
  };
};

const state = z.enum(['open', 'overturned', 'narrowed', 'upheld']);
const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));
const query = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

const NewAppealed = z
  .object({
    id: z.string(),
    at: Time,
    state,
    alone: z.boolean().meta({ description: 'Nobody else moderates here now who could decide it.' }),
    reviewer: z.string().meta({ description: 'Somebody outside whom this instance names for such cases, if any.' }),
  })
  .meta({ id: 'AppealReceipt' });
const Report = z
  .object({
    id: z.string(),
    subject: z.string(),
    reason: z.string(),
    words: z.string(),
    at: Time,
    outcome: z.string().nullable().meta({ description: 'actioned or dismissed; null: nobody has decided yet.' }),
    outcomeAt: Time.nullable(),
    notes: z.array(z.object({ words: z.string(), at: Time })).meta({ description: 'From the moderators.' }),
    appeal: z.object({ id: z.string(), state }).nullable(),
    appealUntil: Time.nullable(),
  })
  .meta({ id: 'OwnReport' });
const Appeal = z
  .object({
    id: z.string(),
    decision: z.int().nullable(),
    report: z.string().nullable(),
    words: z.string(),
    at: Time,
    state,
    reasons: z.string(),
    decidedAt: Time.nullable(),
  })
  .meta({ id: 'Appeal' });
const Note = z
  .object({
    subject: z.string().meta({ description: 'A post of yours; held …: what has not appeared; member: yourself.' }),
    words: z.string(),
    at: Time,
  })
  .meta({ id: 'ModeratorsNote' });
const Notice = z
  .object({
    id: z.string(),
    peer: z.string().meta({ description: 'The instance that says so: this one only passes it on.' }),
    at: Time,
    endedAt: Time.nullable(),
    post: z.string().nullable(),
    measure: z.string(),
    scope: z.string(),
    reason: z.string(),
    rule: z.string().nullable(),
    basis: z.string(),
    words: z.string(),
    until: z.string().nullable(),
    appeal: z
      .object({
        id: z.string(),
        words: z.string(),
        at: Time,
        state: z.enum(['sent', 'open', 'refused', 'overturned', 'narrowed', 'upheld']).meta({
          description: 'Of your appeal there: sent, until that instance has it; refused, where it takes none.',
        }),
        reasons: z.string(),
        decidedAt: Time.nullable(),
      })
      .nullable(),
    appealUntil: Time.meta({ description: 'Until then you can appeal: POST /appeals with the id of the notice.' }),
    alone: z.boolean().meta({
      description: 'That instance says that nobody there could decide an appeal but whoever took the measure.',
    }),
    reviewer: z.string().meta({ description: 'Somebody outside whom it names for that, if any.' }),
  })
  .meta({ id: 'PeerNotice' });

/** What another instance decided is appealed against there. @throws Refusal `invalid` where more than one thing is named */
export const againstNotice = <T>(
  { notice, decision, report, words }: AppealInput,
  send: (input: { notice: string; words: string }) => T,
): T | undefined => {
  if (notice === undefined) return undefined;
  if (decision !== undefined || report !== undefined)
    throw new Refusal('invalid', 'notice: name a decision, a report, or a notice.', { field: 'notice' });
  return send({ notice, words });
};

export const appealRoutes = ({ cases }: AppealRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/appeals',
    summary:
      'Appeal: against a decision about you, here or at another instance, or how a report of yours was decided; also while suspended',
    tag: 'moderation',
    auth: 'member',
    creates: true,
    body: appealInput.meta({ id: 'NewAppeal' }),
    answers: { 201: NewAppealed },
    handler: ({ actor, body, once }) =>
      once(
        (alongside) =>
          againstNotice(body, (input) => cases.appealElsewhere(actor, input, alongside)) ??
          cases.appeal(actor, body, alongside),
        (receipt) => json(201, { ...receipt, at: isoTime(receipt.at) }),
      ),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/appeals/{id}/decision',
    summary: 'Decide an appeal against what somebody else decided; its case is claimed first',
    tag: 'moderation',
    auth: 'member',
    params: z.object({ id: z.string().max(100) }),
    body: appealDecisionInput.meta({ id: 'AppealDecision' }),
    answers: {
      200: z.object({ version: z.int(), state, actions: z.array(z.object({ number: z.int(), kind: z.string() })) }),
    },
    async handler({ actor, params, body }) {
      const { version, state: now, actions } = await cases.decideAppeal(actor, params.id, body);
      return ok({ version, state: now, actions: actions.map(({ number, kind }) => ({ number, kind })) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/reports',
    summary: 'Your reports and how they were decided, newest first',
    tag: 'me',
    auth: 'member',
    query,
    answers: { 200: pageOf(Report) },
    async handler({ actor, query: asked }) {
      const { items, next } = await cases.ownReports(actor, asked);
      const shown = items.map((one) => ({
        ...one,
        at: isoTime(one.at),
        outcomeAt: isoOrNull(one.outcomeAt),
        appealUntil: isoOrNull(one.appealUntil),
        notes: one.notes.map(({ words, at }) => ({ words, at: isoTime(at) })),
      }));
      return ok({ items: shown, next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/appeals',
    summary: 'Your appeals, newest first',
    tag: 'me',
    auth: 'member',
    query,
    answers: { 200: pageOf(Appeal) },
    async handler({ actor, query: asked }) {
      const { items, next } = await cases.ownAppeals(actor, asked);
      const shown = items.map((one) => ({ ...one, at: isoTime(one.at), decidedAt: isoOrNull(one.decidedAt) }));
      return ok({ items: shown, next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/notes',
    summary: 'What the moderators wrote to you in cases about you, newest first; also while you are suspended',
    tag: 'me',
    auth: 'member',
    query,
    answers: { 200: pageOf(Note) },
    async handler({ actor, query: asked }) {
      const { items, next } = await cases.ownNotes(actor, asked);
      return ok({ items: items.map(({ subject, words, at }) => ({ subject, words, at: isoTime(at) })), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/me/notices',
    summary: 'What other instances told about measures of theirs that concern you, newest first',
    tag: 'me',
    auth: 'member',
    query,
    answers: { 200: pageOf(Notice) },
    async handler({ actor, query: asked }) {
      const { items, next } = await cases.notices(actor, asked);
      const shown = items.map((one) => ({
        ...one,
        at: isoTime(one.at),
        endedAt: isoOrNull(one.endedAt),
        appeal: one.appeal && {
          ...one.appeal,
          at: isoTime(one.appeal.at),
          decidedAt: isoOrNull(one.appeal.decidedAt),
        },
        appealUntil: isoTime(one.appealUntil),
      }));
      return ok({ items: shown, next });
    },
  }),
];
