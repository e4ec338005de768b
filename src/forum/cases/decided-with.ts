// What is decided with a case that something automatic opened: where it is acted on, what was put aside does not appear; where it is
// dismissed, what was done to the post by itself is undone.
import type { Writer } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { unconfirmed } from '../moderation/confirmed.ts';
import type { ActionDraft } from '../moderation/draft.ts';
import { toKeepBack, toUndo } from '../moderation/held-drafts.ts';
import { makeWay } from '../moderation/held-pending.ts';
import { findHeld } from '../moderation/held-store.ts';
import type { RecordedActions, RecordNeeds } from '../moderation/record-actions.ts';
import type { Actor } from '../policy/actor.ts';
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

type DecidedWith = { drafts: readonly ActionDraft[]; events: RecordedActions['events'] };
const nothing: DecidedWith = { drafts: [], events: [] };

/** @throws Refusal `conflict`: it is decided so already, and waits for a second person */
export const decidedWith = async (
  tx: Writer,
  needs: RecordNeeds,
  actor: Actor,
  { subject: text, public_id: caseId }: Case,
  outcome: 'actioned' | 'dismissed' | 'escalated',
): Promise<DecidedWith> => {
  const by = { actor, home: needs.origin, now: needs.now };
  const subject = parseSubject(text);
  if (subject?.kind === 'held') {
    await inTurn(tx, 'modlog');
    const row = await findHeld(tx, subject.id);
    if (outcome !== 'actioned' || row?.state !== 'held') return nothing;
    const events = await makeWay(tx, needs, actor, { id: subject.id, release: false });
    return { events, drafts: await toKeepBack(tx, by, row, { words: '', caseId }) };
  }
  if (subject?.kind !== 'post' || outcome !== 'dismissed') return nothing;
  await inTurn(tx, 'modlog');
  const numbers = (await tx.all(automatic, { caseId, subject: text })).map(({ action }) => action);
  return { ...nothing, drafts: await toUndo(tx, by, numbers, { words: '', caseId }) };
};
