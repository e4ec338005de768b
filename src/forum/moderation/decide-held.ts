// A moderator lets through what was put aside, or doesn't; its author takes it back.
import { Refusal } from '../../base/errors.ts';
import { kept, type Said, said } from '../../base/said.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import { checkUnclaimed, settleCaseOf } from '../cases/settle-automatic.ts';
import type { Actor } from '../policy/actor.ts';
import { may, mayAsMember } from '../policy/may.ts';
import { type Reason, subjectText } from '../policy/measures.ts';
import type { ActionDraft } from './draft.ts';
import { toKeepBack, toLetThrough } from './held-drafts.ts';
import { dropWords, findHeld, type HeldRow, settleHeld } from './held-store.ts';
import { readAction } from './read-action.ts';
import { recordActions } from './record-actions.ts';
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
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const row = await findHeld(tx, id);
      if (!row) throw gone();
      const hold = await readAction(tx, row.action);
      may(actor, { do: 'moderate', can: 'act', scope: hold.row.scope });
      if (row.state !== 'held' && !(row.state === 'refused' && decision.release))
        throw new Refusal('conflict', SETTLED[row.state]);
      if (actor.kind === 'member' && row.member_id === actor.memberId)
        throw new Refusal('forbidden', 'Nobody moderates themselves.');
      const subject = subjectText({ kind: 'held', id });
      await checkUnclaimed(tx, subject, actor, now);
      const caseId = decision.caseId ?? hold.row.case_id ?? undefined;
      const by = { actor, home: needs.origin, now };
      if (decision.release) {
        const again = { by: actor, words: decision.words, rule: decision.rule, caseId, sinceAt: row.at };
        const undone: ActionDraft[] | undefined = row.state === 'refused' ? await unreject(tx, id, again, now) : [];
        if (!undone) throw new Refusal('gone', 'What was not let through is not kept any more.');
        const drafts = [...undone, ...(await toLetThrough(tx, by, row, { ...decision, caseId }))];
        const recorded = drafts.length === 0 ? { events: [] } : await recordActions(tx, { ...needs, now }, drafts);
        const settled = await settleCaseOf(tx, subject, {
          ...{ outcome: 'dismissed', actor, at: now },
          words: kept`dismissed: let through`,
        });
        await appendEvents(tx, [...settled, ...recorded.events], now);
        return;
      }
      const drafts = await toKeepBack(tx, by, row, { ...decision, caseId });
      const recorded = await recordActions(tx, { ...needs, now }, drafts);
      const settled = await settleCaseOf(tx, subject, {
        ...{ outcome: 'actioned', actor, at: now },
        words: kept`actioned: not let through`,
      });
      await appendEvents(tx, [...settled, ...recorded.events], now);
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
      const settled = await settleCaseOf(tx, subjectText({ kind: 'held', id }), {
        ...{ outcome: 'dismissed', actor, at },
        words: kept`dismissed: its author took it back`,
      });
      const told = { kind: 'post.held' as const, placeId: row.place_id, data: { held: id } };
      await appendEvents(tx, [...settled, told], at);
    });
    needs.wake.ring();
  };
