// An instance keeps an admin. What would take the last one is refused (office-store.ts); what waited, and would by now, is undone by
// itself as it takes effect: both stand in the log.
import { kept } from '../../base/said.ts';
import type { Writer } from '../../db/database.ts';
import type { NewEvent } from '../../events/append.ts';
import type { Reason } from '../policy/measures.ts';
import { childrenOf } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import type { Effects } from './measure-store.ts';
import { isLeftAlone } from './office-store.ts';
import { actionsWithParts, subjectAgain } from './read-action.ts';
import { type RecordNeeds, recordActions } from './record-actions.ts';

/** The rule of the house, as the log names it. */
export const LAST_ADMIN = kept`last-admin`;

/** After an action whose wait is over took effect: of that, and of what it carries, as much is undone as it takes. */
export const keepAdmin = async (
  tx: Writer,
  needs: RecordNeeds,
  row: ActionRow,
  effects: Effects,
): Promise<Omit<NewEvent, 'at'>[]> => {
  const events: Omit<NewEvent, 'at'>[] = [];
  const carried = await actionsWithParts(tx, [row, ...(await childrenOf(tx, row.number))]);
  for (const one of carried.toReversed()) {
    if (!(await isLeftAlone(tx, effects))) break;
    if (!one.person || !effects.dismissed.has(one.person.member)) continue;
    const recorded = await recordActions(tx, needs, [
      {
        by: 'automatic',
        kind: 'reversal',
        subject: subjectAgain(one),
        scope: one.row.scope,
        reason: one.row.reason as Reason,
        rule: LAST_ADMIN,
        basis: 'automatic',
        words: kept`An instance keeps an admin.`,
        lasts: { permanent: kept`A reversal stands.` },
        target: one.row.number,
      },
    ]);
    events.push(...recorded.events);
  }
  return events;
};
