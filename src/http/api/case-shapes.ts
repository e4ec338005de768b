// Cases and reports on the wire.
import { z } from 'zod';
import type { WholeCase } from '../../forum/cases/read-case.ts';
import type { CaseView } from '../../forum/cases/read-cases.ts';
import type { Receipt } from '../../forum/cases/report-input.ts';
import { Author } from './forum-shapes.ts';
import { isoTime, Time } from './shapes.ts';

export const ReportReceipt = z
  .object({
    id: z.string(),
    reason: z.string(),
    at: Time,
    outcome: z.string().nullable().meta({ description: 'null: nobody has decided yet.' }),
  })
  .meta({ id: 'Report' });
export const receiptJson = ({ id, reason, at, outcome }: Receipt) => ({ id, reason, at: isoTime(at), outcome });

const caseFields = {
  id: z.string(),
  subject: z.string().meta({ description: 'post b17, member ada, member ada@reds.example.' }),
  scope: z.string(),
  person: Author.nullable().meta({ description: 'Whom it concerns.' }),
  about: z
    .object({ title: z.string(), text: z.string() })
    .nullable()
    .meta({ description: 'Of a post: the title of its thread, and how it begins as it is now.' }),
  revision: z.int().nullable(),
  reason: z.string().meta({ description: 'The gravest that was named.' }),
  state: z.enum(['open', 'claimed', 'actioned', 'dismissed', 'escalated', 'closed']),
  outcome: z.enum(['actioned', 'dismissed']).nullable(),
  priority: z.int(),
  version: z.int().meta({ description: 'Whoever changes the case names it: 409 where somebody was faster.' }),
  claimed: z.object({ by: z.string(), until: Time, mine: z.boolean() }).nullable(),
  reports: z.int(),
  appeals: z.int().meta({ description: 'Those that wait.' }),
  automatic: z.boolean(),
  openedAt: Time,
  changedAt: Time,
  decidedAt: Time.nullable(),
};
export const CaseShape = z.object(caseFields).meta({ id: 'Case' });

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

export const caseJson = (view: CaseView): z.infer<typeof CaseShape> => ({
  id: view.id,
  subject: view.subject,
  scope: view.scope,
  person: view.person,
  about: view.about,
  revision: view.revision,
  reason: view.reason,
  state: view.state,
  outcome: view.outcome,
  priority: view.priority,
  version: view.version,
  claimed: view.claimed && { ...view.claimed, until: isoTime(view.claimed.until) },
  reports: view.reports,
  appeals: view.appeals,
  automatic: view.automatic,
  openedAt: isoTime(view.openedAt),
  changedAt: isoTime(view.changedAt),
  decidedAt: isoOrNull(view.decidedAt),
});

export const WholeCaseShape = z
  .object({
    ...caseFields,
    post: z
      .object({
        name: z.string(),
        thread: z.string(),
        state: z.string(),
        title: z.string(),
        body: z.string(),
        revision: z.int(),
        at: Time,
      })
      .nullable()
      .meta({ description: 'As it is now.' }),
    held: z
      .object({
        id: z.string(),
        state: z.enum(['held', 'released', 'refused', 'withdrawn']),
        title: z.string(),
        body: z.string(),
        at: Time,
        until: Time.nullable(),
      })
      .nullable()
      .meta({
        description:
          'What was put aside and is no post yet: POST /moderation/held/{id}/decision. Once it is one, the case is about the post.',
      }),
    snapshots: z
      .array(
        z.object({
          revision: z.int(),
          title: z.string(),
          body: z.string(),
          at: Time,
          gone: z.boolean().meta({ description: 'Taken away since: kept until the case is decided, 30 days at most.' }),
        }),
      )
      .meta({ description: 'As it read when it was reported.' }),
    reportList: z.array(
      z.object({
        id: z.string(),
        by: z.string().nullable(),
        peer: z.string().nullable().meta({ description: 'The instance that passed it on.' }),
        reason: z.string(),
        words: z.string(),
        revision: z.int().nullable(),
        at: Time,
        outcome: z.string().nullable(),
      }),
    ),
    notes: z.array(
      z.object({
        kind: z.string(),
        audience: z.enum(['moderators', 'person', 'reporters']),
        words: z.string(),
        by: z.string().nullable(),
        peer: z.string().nullable(),
        at: Time,
      }),
    ),
    actions: z.array(z.int()).meta({ description: 'Numbers in the log.' }),
    appealList: z.array(
      z.object({
        id: z.string(),
        by: z.string(),
        decision: z.int().nullable(),
        words: z.string(),
        at: Time,
        state: z.enum(['open', 'overturned', 'narrowed', 'upheld']),
        reasons: z.string(),
        decidedBy: z.string().nullable(),
        decidedAt: Time.nullable(),
        mayDecide: z.boolean().meta({ description: 'You neither took the decision, nor agreed to it, nor appeal.' }),
      }),
    ),
    forwarded: z.array(z.object({ to: z.string(), state: z.string(), error: z.string().nullable(), at: Time })),
    moderators: z.int().meta({ description: 'How many could decide it.' }),
  })
  .meta({ id: 'WholeCase' });

export const wholeCaseJson = (view: WholeCase): z.infer<typeof WholeCaseShape> => ({
  ...caseJson(view),
  post: view.post && { ...view.post, at: isoTime(view.post.at) },
  held: view.held && { ...view.held, at: isoTime(view.held.at), until: isoOrNull(view.held.until) },
  snapshots: view.snapshots.map((one) => ({ ...one, at: isoTime(one.at) })),
  reportList: view.reportList.map((one) => ({ ...one, at: isoTime(one.at) })),
  notes: view.notes.map((one) => ({ ...one, at: isoTime(one.at) })),
  actions: view.actions,
  appealList: view.appealList.map((one) => ({ ...one, at: isoTime(one.at), decidedAt: isoOrNull(one.decidedAt) })),
  forwarded: view.forwarded.map((one) => ({ ...one, at: isoTime(one.at) })),
  moderators: view.moderators,
});
