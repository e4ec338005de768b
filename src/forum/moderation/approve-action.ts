// A second person agrees to an action that waits for that: it takes effect, with all that it carries.
import { Refusal } from '../../base/errors.ts';
import { kept, said } from '../../base/said.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import { settleRefused } from '../cases/settle-automatic.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { Reason } from '../policy/measures.ts';
import { actionsOn } from './action-store.ts';
import { approvalNeeds } from './approval-needs.ts';
import type { ActionRow } from './chain.ts';
import { noEffects } from './measure-store.ts';
import { demandAdmin } from './office-store.ts';
import { readAction } from './read-action.ts';
import { type RecordedActions, recordActions } from './record-actions.ts';
import { isReversed } from './reversed.ts';
import type { ModerationNeeds } from './take-action.ts';
import { eventsOf, takeAllEffect } from './take-effect.ts';

const isDone = async (tx: Writer, row: ActionRow, now: number): Promise<boolean> =>
  row.awaits === '' ||
  (row.effective_at !== null && row.effective_at <= now) ||
  (await actionsOn(tx, row.number)).some(({ kind, awaits }) => kind === 'approval' && awaits === '');

/** @throws Refusal `unauthenticated`, `forbidden` (one's own, or on oneself), `not-found`, `conflict` (nothing to approve, or the last admin) */
export const approveAction =
  (needs: ModerationNeeds) =>
  async (
    actor: Actor,
    number: number,
    { words }: { words: string },
    alongside?: Alongside<RecordedActions>,
  ): Promise<RecordedActions> => {
    may(actor, { do: 'moderate', can: 'see-cases' });
    const taken = await needs.db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const target = await readAction(tx, number);
      const { row } = target;
      const { demands, not } = await approvalNeeds(tx, target);
      for (const one of demands) may(actor, { do: 'moderate', ...one });
      if (row.parent !== null) throw new Refusal('conflict', said`Approve what carries it: ${row.parent}.`);
      if (await isDone(tx, row, now)) throw new Refusal('conflict', 'This action waits for nobody.');
      if (await isReversed(tx, row, now)) throw new Refusal('conflict', 'This action was called off.');
      const involved = actor.kind === 'member' ? not.has(actor.publicId) : row.role === 'operator';
      if (involved) throw new Refusal('forbidden', 'A second person has to approve, and none who is concerned.');
      const recorded = await recordActions(tx, { ...needs, now }, [
        {
          by: actor,
          kind: 'approval',
          subject: { kind: 'none' },
          scope: row.scope,
          demands,
          reason: row.reason as Reason,
          rule: row.rule,
          basis: 'own',
          words: words === '' ? kept`Approved.` : words,
          lasts: { permanent: kept`An approval stands.` },
          target: number,
        },
      ]);
      if (recorded.actions.some(({ awaits }) => awaits !== ''))
        throw new Refusal('too-many', 'You took too many actions just now: wait ten minutes.', { retryAfter: 600 });
      const effects = noEffects();
      const last = await takeAllEffect(tx, row, now, effects);
      await demandAdmin(tx, effects);
      await alongside?.(tx, recorded);
      const told = { kind: 'action.taken' as const, data: { first: number, last } };
      const settled = await settleRefused(tx, effects.refused, { actor, at: now });
      await appendEvents(tx, [...recorded.events, ...settled, ...eventsOf(effects), told], now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };
