// A moderator lets through what was put aside, or doesn't; its author takes it back.
import { Refusal } from '../../base/errors.ts';
import { type Said, said } from '../../base/said.ts';
import { appendEvent, appendEvents } from '../../events/append.ts';
import type { Actor } from '../policy/actor.ts';
import { may, mayAsMember } from '../policy/may.ts';
import { type Reason, reasons } from '../policy/measures.ts';
import { dropWords, findHeld, type HeldRow, settleHeld } from './held-store.ts';
import { readAction } from './read-action.ts';
import { recordActions } from './record-actions.ts';
import { type ReleaseNeeds, releaseHeld } from './release-held.ts';
import { reversalOf } from './reverse-action.ts';
import { isReversed } from './reversed.ts';

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

/**
 * Answers the name of the post, where it is one now.
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found`, `conflict` (decided already), `unavailable` (it becomes a post later)
 */
export const decideHeld =
  (needs: ReleaseNeeds) =>
  async (actor: Actor, id: string, decision: HeldDecision): Promise<{ state: string; post: string | null }> => {
    may(actor, { do: 'moderate', can: 'act' });
    const release = releaseHeld(needs);
    await needs.db.write(async (tx) => {
      const now = needs.clock.now();
      const row = await findHeld(tx, id);
      if (!row) throw gone();
      if (row.state !== 'held' && !(row.state === 'refused' && decision.release))
        throw new Refusal('conflict', SETTLED[row.state]);
      const hold = await readAction(tx, row.action);
      may(actor, { do: 'moderate', can: 'act', scope: hold.row.scope });
      const { words, rule, caseId } = decision;
      if (decision.release) {
        if (row.state === 'refused')
          await settleHeld(tx, { publicId: id, from: 'refused', to: 'held', at: now, post: null });
        const undone = await isReversed(tx, hold.row, now);
        const recorded = undone
          ? { events: [] }
          : await recordActions(tx, { ...needs, now }, [
              await reversalOf(tx, needs.origin, now, actor, hold, { words, rule, caseId, sinceAt: row.at }),
            ]);
        await appendEvents(tx, recorded.events, now);
        return;
      }
      const reason = decision.reason ?? reasons.find((one) => one === hold.row.reason) ?? 'other';
      const recorded = await recordActions(tx, { ...needs, now }, [
        {
          by: actor,
          kind: 'rejection',
          subject: { kind: 'held', id },
          basis: 'own',
          lasts: { permanent: 'It never appeared.' },
          target: row.action,
          sinceAt: row.at,
          ...{ reason, rule, words, caseId },
        },
      ]);
      await settleHeld(tx, { publicId: id, from: 'held', to: 'refused', at: now, post: null });
      await appendEvents(tx, recorded.events, now);
    });
    needs.wake.ring();
    if (!decision.release) return { state: 'refused', post: null };
    const post = await release({ kind: 'operator' }, id);
    return { state: post === undefined ? 'refused' : 'released', post: post ?? null };
  };

/** @throws Refusal `unauthenticated`, `not-found`, `conflict` */
export const withdrawHeld =
  (needs: Pick<ReleaseNeeds, 'db' | 'clock' | 'wake'>) =>
  async (actor: Actor, id: string): Promise<void> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    await needs.db.write(async (tx) => {
      const at = needs.clock.now();
      const row = await findHeld(tx, id);
      if (row?.member_id !== memberId) throw gone();
      if (!(await settleHeld(tx, { publicId: id, from: 'held', to: 'withdrawn', at, post: null })))
        throw new Refusal('conflict', 'It was decided already.');
      await dropWords(tx, id);
      await appendEvent(tx, { kind: 'post.held', at, placeId: row.place_id, data: { held: id } });
    });
    needs.wake.ring();
  };
