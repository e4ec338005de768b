// What is decided with a case that something automatic opened: what was put aside appears, or does not; and where the case is
// dismissed, what was done by itself to the post is undone.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { unconfirmed } from '../moderation/confirmed.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { type Deciding, toKeepBack, toLetThrough, toUndo } from '../moderation/held-drafts.ts';
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
    if (row?.state !== 'held') return [];
    const over = outcome === 'dismissed' ? toLetThrough : toKeepBack;
    return over(tx, by, row, { words: '', caseId });
  }
  if (subject?.kind !== 'post' || outcome !== 'dismissed') return [];
  await inTurn(tx, 'modlog');
  const numbers = (await tx.all(automatic, { caseId, subject: text })).map(({ action }) => action);
  return toUndo(tx, by, numbers, { words: '', caseId });
};
