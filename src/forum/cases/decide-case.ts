// A moderator decides a case that they have claimed: with actions, by leaving things as they are, or by passing it up. Everybody
// who reported is told the class of the outcome, the instance that forwarded a report too.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Writer } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { newMessageId, queueMessage } from '../messages/message-store.ts';
import type { ActionDraft, Lasts } from '../moderation/draft.ts';
import { findHeld } from '../moderation/held-store.ts';
import { type RecordedActions, recordActions } from '../moderation/record-actions.ts';
import { currentCoalition } from '../planks/facts.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { bases, measureKinds, parseSubject, reasons } from '../policy/measures.ts';
import { dropGoneSnapshots } from '../threads/snapshot-store.ts';
import { type Case, isOpen, updateCase } from './case-store.ts';
import { subjectOfAction } from './case-subject.ts';
import { decidedWith } from './decided-with.ts';
import { addNote } from './note-store.ts';
import { priorityOf } from './priority.ts';
import { type Report, settleReports } from './report-store.ts';
import { caseFor, changed, checkLease, checkVersion, memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

const instant = z.iso.datetime();

/** One measure of a case. Exactly one of until, reviewAt, permanent. */
const caseAction = z.object({
  kind: z.enum(measureKinds),
  on: z
    .enum(['subject', 'thread', 'author'])
    .default('subject')
    .meta({ description: 'The reported thing, the thread that it is in, or whoever wrote it.' }),
  scope: z.string().max(80).optional(),
  reason: z.enum(reasons),
  rule: z.string().max(300).optional(),
  basis: z.enum(bases).default('report'),
  words: z.string().max(2_000).optional().meta({ description: 'The person concerned reads them.' }),
  note: z.string().max(4_000).optional().meta({ description: 'For those who moderate.' }),
  until: instant.optional(),
  reviewAt: instant.optional(),
  permanent: z.string().max(2_000).optional().meta({ description: 'Why it is for good.' }),
  settings: z
    .object({
      posts: z.int().optional(),
      seconds: z.int().optional(),
      label: z.string().max(100).optional(),
      collapse: z.boolean().optional(),
      holdFirst: z.boolean().optional(),
      noVotes: z.boolean().optional(),
    })
    .optional(),
});

export const decisionInput = z.object({
  version: z.int().meta({ description: 'Of the case, as it was read.' }),
  outcome: z.enum(['actioned', 'dismissed', 'escalated']),
  actions: z.array(caseAction).max(20).default([]),
  words: z.string().max(2_000).default('').meta({ description: 'Whoever reported reads them.' }),
  note: z.string().max(4_000).default('').meta({ description: 'For those who moderate.' }),
});
export type DecisionInput = z.output<typeof decisionInput>;
type CaseAction = DecisionInput['actions'][number];

/** @throws Refusal `invalid` unless it says exactly one */
export const lastsOf = (input: Pick<CaseAction, 'until' | 'reviewAt' | 'permanent'>): Lasts => {
  const { until, reviewAt, permanent } = input;
  const said = [until, reviewAt, permanent].filter((one) => one !== undefined);
  if (said.length !== 1)
    throw new Refusal('invalid', 'until: say exactly one of until, reviewAt and permanent.', { field: 'until' });
  if (until !== undefined) return { until: Date.parse(until) };
  return reviewAt !== undefined ? { reviewAt: Date.parse(reviewAt) } : { permanent: permanent ?? '' };
};

const actionOfCase = query<{ caseId: string; since: number }>()((db, p) =>
  db.selectFrom('action').select('number').where('case_id', '=', p.caseId).where('at', '>=', p.since).limit(1),
);

/** Instances that forwarded learn the outcome, by a message each. */
export const tellForwarders = async (
  tx: Writer,
  { chance, now }: { chance: Chance; now: number },
  reports: readonly Report[],
  outcome: string,
): Promise<void> => {
  const forwarded = reports.filter(({ peer }) => peer !== '');
  const coalition = forwarded.length > 0 ? (await currentCoalition(tx))?.coalition : undefined;
  if (coalition === undefined) return;
  const handles = new Map(forwarded.map(({ peer, handle }) => [`${peer} ${handle}`, { peer, handle }]));
  for (const { peer, handle } of handles.values())
    await queueMessage(tx, {
      ...{ coalition, peer, now },
      id: newMessageId(chance),
      kind: 'report.outcome',
      content: { case: handle, outcome },
    });
};

const draftOf = async (
  tx: Writer,
  home: string,
  actor: Actor,
  found: Case,
  input: CaseAction,
): Promise<ActionDraft> => ({
  by: actor,
  kind: input.kind,
  subject: await subjectOfAction(tx, home, found, input.on),
  ...(input.scope === undefined ? {} : { scope: input.scope }),
  reason: input.reason,
  ...(input.rule === undefined ? {} : { rule: input.rule }),
  basis: input.basis,
  ...(input.words === undefined ? {} : { words: input.words }),
  ...(input.note === undefined ? {} : { note: input.note }),
  lasts: lastsOf(input),
  ...(input.settings === undefined ? {} : { settings: input.settings }),
  caseId: found.public_id,
  sinceAt: found.opened_at,
});

/** What is put aside still would wait in a case that is done with. @throws Refusal `conflict` */
const refuseHeld = async (tx: Writer, { subject }: Case): Promise<void> => {
  const about = parseSubject(subject);
  if (about?.kind === 'held' && (await findHeld(tx, about.id))?.state === 'held')
    throw new Refusal(
      'conflict',
      'What this case is about is held still: let it through or not, that decides the case.',
    );
};

export type Decided = { version: number; state: string; actions: RecordedActions['actions'] };

/**
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` (changed meanwhile, decided, not claimed), `invalid`
 */
export const decideCase =
  (needs: Needs) =>
  async (actor: Actor, id: string, input: DecisionInput): Promise<Decided> => {
    const decided = await needs.db.write(async (tx): Promise<Decided> => {
      may(actor, { do: 'moderate', can: 'act' });
      const at = needs.clock.now();
      const found = await caseFor(tx, actor, id, 'act');
      checkVersion(found, input.version);
      checkLease(found, actor, at);
      const { outcome } = input;
      if (outcome !== 'actioned' && input.actions.length > 0)
        throw new Refusal('invalid', 'actions: there are none unless the outcome is actioned.', { field: 'actions' });
      if (outcome === 'dismissed') await refuseHeld(tx, found);
      const drafts: ActionDraft[] = [];
      for (const one of input.actions) drafts.push(await draftOf(tx, needs.origin, actor, found, one));
      if (drafts.length > 1 && drafts.some(({ kind }) => kind === 'purge'))
        throw new Refusal('invalid', 'actions: a purge waits for a second person: take it alone.', {
          field: 'actions',
        });
      const its = await decidedWith(tx, { ...needs, now: at }, actor, found, outcome);
      drafts.push(...its.drafts);
      if (outcome === 'actioned' && drafts.length === 0)
        if (!(await tx.get(actionOfCase, { caseId: found.public_id, since: found.opened_at })))
          throw new Refusal('invalid', 'actions: say what was done.', { field: 'actions' });

      const escalated = outcome === 'escalated';
      const priority = priorityOf({ ...found, escalated });
      const lease = { claimed_by: null, claimed_until: null };
      const change = escalated
        ? ({ ...lease, state: 'escalated', escalated: 1, priority } as const)
        : ({
            ...lease,
            // Appeals go on waiting, for somebody else.
            state: found.appeals > 0 ? 'open' : outcome,
            outcome,
            escalated: 0,
            priority,
            decided_at: at,
            decided_by: memberIdOf(actor),
          } as const);
      if (!(await updateCase(tx, found, change, at))) throw changed();
      const memberId = memberIdOf(actor);
      const note = { caseId: found.id, memberId, at } as const;
      await addNote(tx, {
        ...note,
        kind: 'decided',
        audience: 'moderators',
        words: `${outcome}${input.note === '' ? '' : `: ${input.note}`}`,
      });
      if (input.words !== '') await addNote(tx, { ...note, kind: 'note', audience: 'reporters', words: input.words });
      const settled = escalated ? [] : await settleReports(tx, found.id, outcome, at);
      await tellForwarders(tx, { ...needs, now: at }, settled, outcome);
      if (!isOpen(change.state)) await dropGoneSnapshots(tx, found.id);

      const taken: RecordedActions =
        drafts.length > 0 ? await recordActions(tx, { ...needs, now: at }, drafts) : { actions: [], events: [] };
      for (const event of [...its.events, ...taken.events]) await appendEvent(tx, { ...event, at });
      const reports = settled.filter(({ peer }) => peer === '').map(({ public_id }) => public_id);
      if (reports.length > 0) await appendEvent(tx, { kind: 'report.settled', at, data: { reports } });
      if (settled.some(({ peer }) => peer !== '')) await appendEvent(tx, { kind: 'message.queued', at });
      if (escalated) await appendEvent(tx, { kind: 'case.opened', at, data: { case: id } });
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: id, state: change.state } });
      return { version: found.version + 1, state: change.state, actions: taken.actions };
    });
    needs.wake.ring();
    return decided;
  };
