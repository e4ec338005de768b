// What was not let through is let through after all, by who decides so or on appeal: what held it is undone, and that it was not let
// through, too. It is a post as soon as it is released (release-held.ts).
import type { Writer } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import type { Basis, Reason } from '../policy/measures.ts';
import { actionsOn } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { findHeld, settleHeld } from './held-store.ts';
import { STANDS } from './reverse-action.ts';
import { isReversed } from './reversed.ts';

/** Those that stand, of what held it first and of what confirmed that. */
const rejectionsOf = async (tx: Writer, hold: number, now: number): Promise<ActionRow[]> => {
  const found: ActionRow[] = [];
  for (const row of await actionsOn(tx, hold)) {
    if (row.kind === 'hold') found.push(...(await rejectionsOf(tx, row.number, now)));
    else if (row.kind === 'rejection' && !(await isReversed(tx, row, now))) found.push(row);
  }
  return found;
};

type Undoing = {
  by: Actor;
  words: string;
  rule?: string | undefined;
  basis?: Basis | undefined;
  caseId?: string | undefined;
  sinceAt?: number | undefined;
};

/** Undefined where it was not refused, or its words are not kept any more. */
export const unreject = async (
  tx: Writer,
  id: string,
  { by, words, rule, basis = 'own', caseId, sinceAt }: Undoing,
  now: number,
): Promise<ActionDraft[] | undefined> => {
  const row = await findHeld(tx, id);
  if (row?.state !== 'refused' || (row.body === '' && row.attachments === '[]')) return undefined;
  await settleHeld(tx, { publicId: id, from: 'refused', to: 'held', at: now, post: null });
  const drafts: ActionDraft[] = [];
  for (const rejection of await rejectionsOf(tx, row.action, now))
    for (const target of [rejection.target ?? 0, rejection.number])
      drafts.push({
        ...{ by, kind: 'reversal', subject: { kind: 'held', id }, target, basis, caseId, sinceAt },
        ...{ reason: rejection.reason as Reason, rule: rule ?? rejection.rule },
        words: words === '' ? STANDS : words,
        lasts: { permanent: STANDS },
      });
  return drafts;
};
