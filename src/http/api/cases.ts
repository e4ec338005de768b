// Reports, for members; cases, for those who moderate.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { PostKey } from '../../base/names.ts';
import type { Page } from '../../base/page.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Claimed } from '../../forum/cases/claim-case.ts';
import { type Decided, type DecisionInput, decisionInput } from '../../forum/cases/decide-case.ts';
import { type ForwardInput, forwardInput } from '../../forum/cases/forward-case.ts';
import { type Muted, type MuteInput, muteInput } from '../../forum/cases/mute-reports.ts';
import { type NoteInput, noteInput } from '../../forum/cases/note-case.ts';
import type { WholeCase } from '../../forum/cases/read-case.ts';
import type { CaseQuery, CaseView } from '../../forum/cases/read-cases.ts';
import {
  type PostReportInput,
  postReportInput,
  type Receipt,
  type ReportInput,
  reportInput,
} from '../../forum/cases/report-input.ts';
import type { RecordedActions } from '../../forum/moderation/record-actions.ts';
import type { SubjectInput } from '../../forum/moderation/subject-named.ts';
import type { Actor } from '../../forum/policy/actor.ts';
import { may } from '../../forum/policy/may.ts';
import type { Subject } from '../../forum/policy/measures.ts';
import { json, nothing, ok } from '../answer.ts';
import { named, WaitingFilter } from '../desk-filter.ts';
import { defineRoute, type Route } from '../route.ts';
import { CaseShape, caseJson, ReportReceipt, receiptJson, WholeCaseShape, wholeCaseJson } from './case-shapes.ts';
import { keyOf, NameParams } from './forum-shapes.ts';
import { isoTime, pageOf, Time } from './shapes.ts';

export type CaseRouteNeeds = {
  origin: string;
  moderation: { subjectNamed(input: SubjectInput): Promise<Subject> };
  cases: {
    reportPost(actor: Actor, key: PostKey, input: PostReportInput, alongside?: Alongside<Receipt>): Promise<Receipt>;
    reportMember(actor: Actor, name: string, input: ReportInput, alongside?: Alongside<Receipt>): Promise<Receipt>;
    list(actor: Actor, query: CaseQuery): Promise<Page<CaseView>>;
    on(actor: Actor, subject: Subject): Promise<CaseView | undefined>;
    read(actor: Actor, id: string): Promise<WholeCase>;
    claim(actor: Actor, id: string, input: { version: number }): Promise<Claimed>;
    release(actor: Actor, id: string): Promise<void>;
    note(actor: Actor, id: string, input: NoteInput): Promise<void>;
    decide(actor: Actor, id: string, input: DecisionInput): Promise<Decided>;
    close(actor: Actor, id: string, input: { version: number }): Promise<void>;
    forward(actor: Actor, id: string, input: ForwardInput): Promise<{ to: string }>;
    mute(actor: Actor, input: MuteInput): Promise<RecordedActions>;
    mutes(actor: Actor): Promise<Muted[]>;
  };
};

const tag = 'moderation';
const IdParams = z.object({ id: z.string().max(100) });
const Version = z.object({ version: z.int().meta({ description: 'Of the case, as it was read.' }) });

const NewReport = reportInput.meta({ id: 'NewReport' });
const NewPostReport = postReportInput.meta({ id: 'NewPostReport' });
const Mute = z
  .object({
    kind: z.enum(['reporter', 'peer']),
    name: z.string(),
    until: Time,
    reason: z.string(),
    words: z.string(),
    at: Time,
    action: z.int().meta({ description: 'In the log.' }),
  })
  .meta({ id: 'Mute' });
const Taken = z
  .object({ number: z.int(), kind: z.string(), awaits: z.enum(['', 'approval', 'wait']) })
  .meta({ id: 'CaseAction' });

export const caseRoutes = ({ cases, moderation, origin }: CaseRouteNeeds): Route[] => [
  defineRoute({
    method: 'post',
    path: '/posts/{name}/reports',
    summary: 'Report a post to the moderators here',
    tag,
    auth: 'member',
    creates: true,
    params: NameParams,
    body: NewPostReport,
    answers: { 201: ReportReceipt },
    handler: ({ actor, params, body, once }) => {
      const key = keyOf(params.name);
      return once(
        (alongside) => cases.reportPost(actor, key, body, alongside),
        (receipt) => json(201, receiptJson(receipt)),
      );
    },
  }),
  defineRoute({
    method: 'post',
    path: '/members/{name}/reports',
    summary: 'Report a member, of this instance (ada) or of another (ada@reds.example)',
    tag,
    auth: 'member',
    creates: true,
    params: z.object({ name: z.string().max(300) }),
    body: NewReport,
    answers: { 201: ReportReceipt },
    handler: ({ actor, params, body, once }) =>
      once(
        (alongside) => cases.reportMember(actor, params.name, body, alongside),
        (receipt) => json(201, receiptJson(receipt)),
      ),
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/cases',
    summary: 'The cases where you moderate, the first to look at first',
    tag,
    auth: 'member',
    query: WaitingFilter.extend({
      queue: z.enum(['waiting', 'claimed', 'decided', 'closed']).default('waiting'),
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(100).default(50),
      appealed: z.enum(['yes', 'no']).default('no').meta({ description: 'yes: only where an appeal waits.' }),
      post: z.string().max(300).optional().meta({ description: 'The case about this post alone, whatever its queue.' }),
      member: z.string().max(300).optional().meta({ description: 'The same of a member: ada, or ada@other.example.' }),
    }),
    answers: { 200: pageOf(CaseShape) },
    async handler({ actor, query: { post, member, appealed, ...query } }) {
      if (post !== undefined && member !== undefined)
        throw new Refusal('invalid', 'member: name a post or a member.', { field: 'member' });
      if (post !== undefined || member !== undefined) {
        may(actor, { do: 'moderate', can: 'see-cases' });
        const subject = await moderation.subjectNamed(post === undefined ? { member: member ?? '' } : { post });
        const found = await cases.on(actor, subject);
        return ok({ items: found ? [caseJson(found)] : [], next: null });
      }
      const asked = await named({ origin, moderation }, actor, query);
      const { items, next } = await cases.list(actor, { ...asked, appealed: appealed === 'yes' });
      return ok({ items: items.map(caseJson), next });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/cases/{id}',
    summary: 'One case whole',
    tag,
    auth: 'member',
    params: IdParams,
    answers: { 200: WholeCaseShape },
    handler: async ({ actor, params }) => ok(wholeCaseJson(await cases.read(actor, params.id))),
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/cases/{id}/claim',
    summary: 'Take a case to yourself for 20 minutes, or for 20 more',
    tag,
    auth: 'member',
    params: IdParams,
    body: Version,
    answers: { 200: z.object({ version: z.int(), until: Time }) },
    async handler({ actor, params, body }) {
      const { version, until } = await cases.claim(actor, params.id, body);
      return ok({ version, until: isoTime(until) });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/moderation/cases/{id}/claim',
    summary: 'Give a case back',
    tag,
    auth: 'member',
    params: IdParams,
    answers: { 204: null },
    async handler({ actor, params }) {
      await cases.release(actor, params.id);
      return nothing;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/cases/{id}/notes',
    summary: 'A note in a case: for moderators, for whom it concerns, or for whoever reported',
    tag,
    auth: 'member',
    params: IdParams,
    body: noteInput,
    answers: { 204: null },
    async handler({ actor, params, body }) {
      await cases.note(actor, params.id, body);
      return nothing;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/cases/{id}/decision',
    summary: 'Decide a case that you have claimed',
    tag,
    auth: 'member',
    params: IdParams,
    body: decisionInput.meta({ id: 'CaseDecision' }),
    answers: { 200: z.object({ version: z.int(), state: z.string(), actions: z.array(Taken) }) },
    async handler({ actor, params, body }) {
      const { version, state, actions } = await cases.decide(actor, params.id, body);
      return ok({ version, state, actions: actions.map(({ number, kind, awaits }) => ({ number, kind, awaits })) });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/cases/{id}/close',
    summary: 'Close a decided case; it opens again for an appeal',
    tag,
    auth: 'member',
    params: IdParams,
    body: Version,
    answers: { 204: null },
    async handler({ actor, params, body }) {
      await cases.close(actor, params.id, body);
      return nothing;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/moderation/cases/{id}/forward',
    summary: 'Pass a case on to the home of the post; who reported stays here',
    tag,
    auth: 'member',
    params: IdParams,
    body: forwardInput,
    answers: { 202: z.object({ to: z.string() }) },
    handler: async ({ actor, params, body }) => json(202, await cases.forward(actor, params.id, body)),
  }),
  defineRoute({
    method: 'get',
    path: '/moderation/mutes',
    summary: 'Whose reports are not taken now',
    tag,
    auth: 'member',
    answers: { 200: pageOf(Mute) },
    async handler({ actor }) {
      const items = (await cases.mutes(actor)).map((one) => ({
        ...one,
        until: isoTime(one.until),
        at: isoTime(one.at),
      }));
      return ok({ items, next: null });
    },
  }),
  defineRoute({
    method: 'put',
    path: '/moderation/mutes',
    summary: 'Take no reports of a member or of a peer for a time',
    tag,
    auth: 'member',
    body: muteInput,
    answers: { 200: z.object({ actions: z.array(Taken) }) },
    async handler({ actor, body }) {
      const { actions } = await cases.mute(actor, body);
      return ok({ actions: actions.map(({ number, kind, awaits }) => ({ number, kind, awaits })) });
    },
  }),
];
