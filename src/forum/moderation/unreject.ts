// What was not let through is let through after all, by who decides so or on appeal: what held it is undone, and that it was not let
// through, too. It is a post as soon as it is released (release-held.ts).
import type { Writer } from '../../db/database.ts';
import type { Actor } from '../policy/actor.ts';
import type { Basis, Reason } from '../policy/measures.ts';
import type { ActionDraft } from './draft.ts';
import { findHeld, hasWords } from './held-store.ts';
import { rejectionsOf } from './renew-held.ts';
import { STANDS } from './reverse-action.ts';

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
  if (row?.state !== 'refused' || !hasWords(row)) return undefined;
  const drafts: ActionDraft[] = [];
  for (const rejection of await rejectionsOf(tx, id, now))
    for (const target of [rejection.target ?? 0, rejection.number])
      drafts.push({
        ...{ by, kind: 'reversal', subject: { kind: 'held', id }, target, basis, caseId, sinceAt },
        ...{ reason: rejection.reason as Reason, rule: rule ?? rejection.rule },
        words: words === '' ? STANDS : words,
        lasts: { permanent: STANDS },
      });
  return drafts;
};
