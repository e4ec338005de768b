// An appeal is decided, with reasons, by somebody else than who took the decision or agreed to it: overturned (undone exactly),
// narrowed (undone, and a smaller measure in its place), or upheld. The log says how.
import { z } from 'zod';
import { Refusal } from '../../base/errors.ts';
import { kept } from '../../base/said.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database, Reader, Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { type Action, readAction } from '../moderation/read-action.ts';
import { type RecordedActions, recordActions } from '../moderation/record-actions.ts';
import { reversalOf } from '../moderation/reverse-action.ts';
import { isReversed } from '../moderation/reversed.ts';
import { unreject } from '../moderation/unreject.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { type ActionKind, covers, type Reason, SAID } from '../policy/measures.ts';
import { dropGoneSnapshots } from '../threads/snapshot-store.ts';
import { type Appeal, decideRow, findAppeal } from './appeal-store.ts';
import { type Case, type CaseChange, caseById, isOpen, updateCase } from './case-store.ts';
import { tellForwarders } from './decide-case.ts';
import { addNote } from './note-store.ts';
import { priorityOf } from './priority.ts';
import { dismissReports, type Report, reopenReports, reportById } from './report-store.ts';
import { tellAppellant } from './take-appeal.ts';
import { hasDecided, whoDecided } from './who-decided.ts';
import { caseFor, changed, checkLease, checkVersion, memberIdOf } from './work-case.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

export const appealDecisionInput = z.object({
  version: z.int().meta({ description: 'Of the case, as it was read.' }),
  outcome: z.enum(['overturned', 'narrowed', 'upheld']),
  reasons: z.string().trim().min(1, 'reasons: say why.').max(4_000).meta({ description: 'Who appealed reads them.' }),
  until: z.iso.datetime().optional().meta({ description: 'Narrowed: the measure ends then already.' }),
  scope: z.string().max(80).optional().meta({ description: 'Narrowed: the measure holds there alone.' }),
});
export type AppealDecisionInput = z.output<typeof appealDecisionInput>;

const waitingReport = query<{ caseId: number }>()((db, p) =>
  db.selectFrom('report').select('id').where('case_id', '=', p.caseId).where('outcome', 'is', null).limit(1),
);

const doneInCase = query<{ caseId: string }>()((db, p) =>
  db.selectFrom('action').select(['number', 'parent', 'kind']).where('case_id', '=', p.caseId),
);

/** @throws Refusal `forbidden` */
const refuseOwn = async (reader: Reader, appeal: Appeal, actor: Actor): Promise<void> => {
  if (hasDecided(await whoDecided(reader, appeal), actor))
    throw new Refusal('forbidden', 'Somebody else decides: this appeal is about what you decided yourself.');
  if (actor.kind === 'member' && appeal.member_id === actor.memberId)
    throw new Refusal('forbidden', 'Somebody else decides: this appeal is your own.');
};

/** @throws Refusal `invalid`: it would not be less than before */
const narrower = (
  target: Action,
  actor: Actor,
  input: AppealDecisionInput,
  caseId: string,
  draft: ActionDraft,
): ActionDraft => {
  const { row, words } = target;
  const until = input.until === undefined ? row.until_at : Date.parse(input.until);
  const scope = input.scope ?? row.scope;
  const sooner = until !== null && (row.until_at === null || until < row.until_at);
  const smaller = scope !== row.scope && covers(row.scope, scope);
  if (scope !== row.scope && !smaller)
    throw new Refusal('invalid', 'scope: it must lie within that of the measure.', { field: 'scope' });
  if (!(sooner || smaller) || (until !== null && row.until_at !== null && until > row.until_at))
    throw new Refusal('invalid', 'until: a narrowed measure ends sooner, or holds in less.', { field: 'until' });
  return {
    by: actor,
    kind: row.kind as ActionKind,
    subject: draft.subject,
    scope,
    reason: row.reason as Reason,
    rule: row.rule,
    basis: 'appeal',
    words: input.reasons,
    lasts:
      until !== null
        ? { until }
        : row.review_at !== null
          ? { reviewAt: row.review_at }
          : { permanent: words.permanent || 'As before the appeal.' },
    settings: JSON.parse(row.settings),
    caseId,
  };
};

const draftsOf = async (
  tx: Writer,
  { home, now }: { home: string; now: number },
  actor: Actor,
  { found, row }: { found: Case; row: Appeal },
  input: AppealDecisionInput,
): Promise<(ActionDraft & { weight?: number })[]> => {
  if (row.action === null || input.outcome === 'upheld') return [];
  const target = await readAction(tx, row.action);
  const { row: decided } = target;
  const [kind, heldId = ''] = decided.subject.split(' ');
  if (decided.kind === 'rejection' && kind === 'held' && input.outcome === 'overturned') {
    const undoing = { by: actor, words: input.reasons, basis: 'appeal', caseId: found.public_id } as const;
    return (await unreject(tx, heldId, { ...undoing, sinceAt: row.at }, now)) ?? [];
  }
  // A warning was said: that it was wrong is said, too, and nothing else is left of it.
  if (SAID.has(decided.kind as ActionKind)) {
    if (input.outcome === 'overturned') return [];
    throw new Refusal('invalid', 'outcome: there is no measure to narrow.', { field: 'outcome' });
  }
  // Undone meanwhile by whoever: there is nothing left to undo.
  if (await isReversed(tx, decided, now)) return [];
  const caseId = found.public_id;
  const reversal = { words: input.reasons, basis: 'appeal', caseId, sinceAt: row.at } as const;
  const undoing = await reversalOf(tx, home, now, actor, target, reversal);
  return input.outcome === 'overturned' ? [undoing] : [undoing, narrower(target, actor, input, caseId, undoing)];
};

/** How it was decided, as the log tells everybody. The reasons are for who appealed; nobody else is concerned. */
const outcomeOf = (
  by: Actor,
  found: Case,
  { action, at }: Appeal,
  { outcome }: AppealDecisionInput,
): ActionDraft & { weight: number } => ({
  by,
  kind: outcome,
  subject: { kind: 'none' },
  scope: found.scope,
  reason: 'other',
  basis: 'appeal',
  words: kept`An appeal was decided.`,
  lasts: { permanent: kept`The decision on an appeal stands.` },
  target: action ?? undefined,
  caseId: found.public_id,
  sinceAt: at,
  weight: 0,
});

/** Whether anything else that was done in the case still counts: it stands, or has ended by itself. */
const restStands = async (tx: Writer, { public_id: caseId }: Case, but: number, now: number): Promise<boolean> => {
  for (const row of await tx.all(doneInCase, { caseId })) {
    const measure = row.kind === 'warning' || row.kind === 'rejection' || !SAID.has(row.kind as ActionKind);
    if (row.number !== but && measure && !(await isReversed(tx, row, now))) return true;
  }
  return false;
};

type After = { change: CaseChange; told: readonly Report[] };

/** How the case stands after it, and who is told of its outcome anew. */
const afterwards = async (
  tx: Writer,
  found: Case,
  row: Appeal,
  { outcome }: AppealDecisionInput,
  { by, at }: { by: number | null; at: number },
): Promise<After> => {
  const appeals = Math.max(0, found.appeals - 1);
  const priority = priorityOf({ ...found, appeals, escalated: found.escalated === 1 });
  const report = row.report_id === null ? undefined : await reportById(tx, row.report_id);
  if (report && outcome === 'overturned') {
    // It is to be decided anew: whoever has the case goes on.
    await reopenReports(tx, report);
    return { change: { appeals, priority }, told: [] };
  }
  const stays = outcome !== 'overturned' || (await restStands(tx, found, row.action ?? 0, at));
  const result = row.action === null ? (found.outcome ?? 'dismissed') : stays ? 'actioned' : 'dismissed';
  const told = result === 'dismissed' && found.outcome === 'actioned' ? await dismissReports(tx, found.id, at) : [];
  const decided = result === found.outcome ? {} : { outcome: result, decided_by: by };
  const change = { appeals, priority, ...decided };
  if (appeals > 0 || (await tx.get(waitingReport, { caseId: found.id }))) return { change, told };
  return { change: { ...change, state: result, decided_at: at, claimed_by: null, claimed_until: null }, told };
};

export type AppealDecided = { version: number; state: Appeal['state']; actions: RecordedActions['actions'] };

/**
 * @throws Refusal `unauthenticated`, `forbidden` (one's own decision or appeal), `not-found`, `conflict` (decided, changed meanwhile,
 * not claimed), `invalid`
 */
export const decideAppeal =
  (needs: Needs) =>
  async (actor: Actor, id: string, input: AppealDecisionInput): Promise<AppealDecided> => {
    const decided = await needs.db.write(async (tx): Promise<AppealDecided> => {
      may(actor, { do: 'moderate', can: 'decide-appeals' });
      await inTurn(tx, 'modlog');
      const at = needs.clock.now();
      const row = await findAppeal(tx, id);
      const its = row && (await caseById(tx, row.case_id));
      if (!row || !its) throw new Refusal('not-found', 'There is no such appeal, or not for you.');
      const found = await caseFor(tx, actor, its.public_id, 'decide-appeals');
      await refuseOwn(tx, row, actor);
      checkVersion(found, input.version);
      if (row.state !== 'open') throw new Refusal('conflict', 'This appeal has been decided.');
      checkLease(found, actor, at);
      if (input.outcome === 'narrowed' && row.action === null)
        throw new Refusal('invalid', 'outcome: there is no measure to narrow.', { field: 'outcome' });
      const by = memberIdOf(actor);
      const drafts = await draftsOf(tx, { home: needs.origin, now: at }, actor, { found, row }, input);
      if (!(await decideRow(tx, { id: row.id, state: input.outcome, reasons: input.reasons, by, at }))) throw changed();
      const { change, told } = await afterwards(tx, found, row, input, { by, at });
      if (!(await updateCase(tx, found, change, at))) throw changed();
      const note = { caseId: found.id, memberId: by, kind: 'appeal-decided', audience: 'moderators', at } as const;
      await addNote(tx, { ...note, words: `${input.outcome}: ${input.reasons}` });
      if (!isOpen(change.state ?? found.state)) await dropGoneSnapshots(tx, found.id);
      await tellForwarders(tx, { ...needs, now: at }, told, 'dismissed');
      const outcome = await recordActions(tx, { ...needs, now: at }, [outcomeOf(actor, found, row, input)]);
      const taken: RecordedActions =
        drafts.length > 0 ? await recordActions(tx, { ...needs, now: at }, drafts) : { actions: [], events: [] };
      for (const event of [...outcome.events, ...taken.events]) await appendEvent(tx, { ...event, at });
      const appellant = await tellAppellant(tx, { ...needs, now: at }, row, input);
      if (appellant || told.some(({ peer }) => peer !== '')) await appendEvent(tx, { kind: 'message.queued', at });
      await appendEvent(tx, { kind: 'appeal.decided', at, data: { appeal: id } });
      const reports = told.filter(({ peer }) => peer === '').map(({ public_id }) => public_id);
      if (reports.length > 0) await appendEvent(tx, { kind: 'report.settled', at, data: { reports } });
      const state = change.state ?? found.state;
      await appendEvent(tx, { kind: 'case.changed', at, data: { case: found.public_id, state } });
      return { version: found.version + 1, state: input.outcome, actions: taken.actions };
    });
    needs.wake.ring();
    return decided;
  };
