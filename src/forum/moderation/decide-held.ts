// A moderator lets through what was put aside, or doesn't; its author takes it back.
import { Refusal } from '../../base/errors.ts';
import { kept, type Said, said } from '../../base/said.ts';
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import { checkUnclaimed, settleCaseOf } from '../cases/settle-automatic.ts';
import { type Actor, operator } from '../policy/actor.ts';
import { may, mayAsMember } from '../policy/may.ts';
import { type Reason, subjectText } from '../policy/measures.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { type Deciding, toKeepBack, toLetThrough } from './held-drafts.ts';
import { callOff, makeWay, pendingOn } from './held-pending.ts';
import { dropWords, findHeld, type HeldRow, settleHeld } from './held-store.ts';
import { readAction } from './read-action.ts';
import { type Recorded, type RecordedActions, recordActions } from './record-actions.ts';
import { type ReleaseNeeds, releaseHeld } from './release-held.ts';
import { unreject } from './unreject.ts';

export type HeldDecision = {
  readonly release: boolean;
  /** To the author; a refusal needs a reason. */
  readonly words: string;
  readonly reason?: Reason | undefined;
  readonly rule?: string | undefined;
  readonly caseId?: string | undefined;
};

const SETTLED: Readonly<Record<HeldRow['state'], Said>> = {
  held: said`It is held.`,
  released: said`It was released already.`,
  refused: said`It was refused already.`,
  withdrawn: said`It was withdrawn already.`,
};
const gone = () => new Refusal('not-found', 'Nothing of that id is held.');

export type HeldDecided = {
  /** `held` while the decision waits for a second person, or for its time. */
  readonly state: HeldRow['state'];
  /** Its name, where it is one now. */
  readonly post: string | null;
  /** The decision in the log; null: nothing held it any more. */
  readonly action: number | null;
} & Pick<Recorded, 'awaits' | 'effectiveAt'>;

/** @throws Refusal `gone`: its words are not kept any more */
const draftsOf = async (
  tx: Writer,
  by: Deciding,
  row: HeldRow,
  decision: HeldDecision,
): Promise<readonly ActionDraft[]> => {
  if (!decision.release) return toKeepBack(tx, by, row, decision);
  const { words, rule, caseId } = decision;
  const again = { by: by.actor, words, rule, caseId, sinceAt: row.at };
  const undone = row.state === 'refused' ? await unreject(tx, row.public_id, again, by.now) : [];
  if (!undone) throw new Refusal('gone', 'What was not let through is not kept any more.');
  return [...undone, ...(await toLetThrough(tx, by, row, decision))];
};

/** @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` */
const decidable = async (
  tx: Writer,
  actor: Actor,
  id: string,
  release: boolean,
): Promise<{ row: HeldRow; hold: ActionRow }> => {
  const row = await findHeld(tx, id);
  if (!row) throw gone();
  const { row: hold } = await readAction(tx, row.action);
  may(actor, { do: 'moderate', can: 'act', scope: hold.scope });
  if (row.state !== 'held' && !(row.state === 'refused' && release)) throw new Refusal('conflict', SETTLED[row.state]);
  if (actor.kind === 'member' && row.member_id === actor.memberId)
    throw new Refusal('forbidden', 'Nobody moderates themselves.');
  return { row, hold };
};

/**
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `gone`, `conflict` (decided already, or another moderator works on it),
 * `unavailable` (it becomes a post later)
 */
export const decideHeld =
  (needs: ReleaseNeeds) =>
  async (actor: Actor, id: string, decision: HeldDecision): Promise<HeldDecided> => {
    may(actor, { do: 'moderate', can: 'act' });
    const { release } = decision;
    const mine = await needs.db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const { row, hold } = await decidable(tx, actor, id, release);
      const subject = subjectText({ kind: 'held', id });
      await checkUnclaimed(tx, subject, actor, now);
      const calledOff = await makeWay(tx, { ...needs, now }, actor, { id, release });
      const caseId = decision.caseId ?? hold.case_id ?? undefined;
      const drafts = await draftsOf(tx, { actor, home: needs.origin, now }, row, { ...decision, caseId });
      // What was given up, and nothing holds any more: there is nothing to undo.
      if (drafts.length === 0) await settleHeld(tx, { publicId: id, from: 'refused', to: 'held', at: now, post: null });
      const { actions, events }: RecordedActions =
        drafts.length === 0 ? { actions: [], events: [] } : await recordActions(tx, { ...needs, now }, drafts);
      const [first] = actions;
      const outcome = release
        ? ({ outcome: 'dismissed', words: kept`dismissed: let through` } as const)
        : ({ outcome: 'actioned', words: kept`actioned: not let through` } as const);
      const waits = first !== undefined && first.awaits !== '';
      const settled = waits ? [] : await settleCaseOf(tx, subject, { ...outcome, actor, at: now });
      await appendEvents(tx, [...calledOff, ...settled, ...events], now);
      return { action: first?.number ?? null, awaits: first?.awaits ?? '', effectiveAt: first?.effectiveAt ?? null };
    });
    needs.wake.ring();
    if (mine.awaits === '' && release) await releaseHeld(needs)(operator, id);
    const row = await findHeld(needs.db.read, id);
    return { state: row?.state ?? 'withdrawn', post: row?.post ?? null, ...mine };
  };

/** @throws Refusal `unauthenticated`, `not-found`, `conflict` */
export const withdrawHeld =
  (needs: Omit<ReleaseNeeds, 'posting'>) =>
  async (actor: Actor, id: string): Promise<void> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    await needs.db.write(async (tx) => {
      const at = needs.clock.now();
      const row = await findHeld(tx, id);
      if (row?.member_id !== memberId) throw gone();
      if (!(await settleHeld(tx, { publicId: id, from: 'held', to: 'withdrawn', at, post: null })))
        throw new Refusal('conflict', 'It was decided already.');
      const calledOff = await callOff(tx, { ...needs, now: at }, 'automatic', await pendingOn(tx, id, at));
      await dropWords(tx, id);
      const settled = await settleCaseOf(tx, subjectText({ kind: 'held', id }), {
        ...{ outcome: 'dismissed', actor, at },
        words: kept`dismissed: its author took it back`,
      });
      const told = { kind: 'post.held' as const, placeId: row.place_id, data: { held: id } };
      await appendEvents(tx, [...calledOff, ...settled, told], at);
    });
    needs.wake.ring();
  };
