// What is decided with a case that something automatic opened: where it is acted on, what was put aside does not appear; where it is
// dismissed, what was done to the post by itself is undone.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { unconfirmed } from '../moderation/confirmed.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { type Deciding, toKeepBack, toUndo } from '../moderation/held-drafts.ts';
import { findHeld } from '../moderation/held-store.ts';
import { parseSubject } from '../policy/measures.ts';
import type { Case } from './case-store.ts';

const automatic = query<{ caseId: string; subject: string }>()((db, p) =>
  db
    .selectFrom('measure')
    .innerJoin('action', 'action.number', 'measure.action')
    .select('measure.action')
    .where('measure.subject', '=', p.subject)
    .where('measure.automatic', '=', 1)
    .where('measure.ended', '=', 0)
    .where('action.case_id', '=', p.caseId)
    .where(unconfirmed('measure.action'))
    .orderBy('measure.action'),
);

export const decidedWith = async (
  tx: Writer,
  by: Deciding,
  { subject: text, public_id: caseId }: Case,
  outcome: 'actioned' | 'dismissed',
): Promise<ActionDraft[]> => {
  const subject = parseSubject(text);
  if (subject?.kind === 'held') {
    await inTurn(tx, 'modlog');
    const row = await findHeld(tx, subject.id);
    return outcome === 'actioned' && row?.state === 'held' ? toKeepBack(tx, by, row, { words: '', caseId }) : [];
  }
  if (subject?.kind !== 'post' || outcome !== 'dismissed') return [];
  await inTurn(tx, 'modlog');
  const numbers = (await tx.all(automatic, { caseId, subject: text })).map(({ action }) => action);
  return toUndo(tx, by, numbers, { words: '', caseId });
};
