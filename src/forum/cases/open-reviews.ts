// What somebody wanted to look at again stands in the queue once its time has come: a case about what the measure is on. The measure
// goes on until somebody decides.
import { kept } from '../../base/said.ts';
import type { Chance } from '../../base/time.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { NewEvent } from '../../events/append.ts';
import { openAutomaticCase } from '../automation/automatic-case.ts';
import { childrenOf } from '../moderation/action-store.ts';
import type { ActionRow } from '../moderation/chain.ts';
import { measureOf } from '../moderation/measure-store.ts';
import { type Action, actionsWithParts, subjectOf } from '../moderation/read-action.ts';
import { personText } from '../moderation/resolve-subject.ts';
import type { Reason } from '../policy/measures.ts';
import { findCase } from './case-store.ts';
import { addNote } from './note-store.ts';

const CURSOR = 'moderation.reviewed';

/** Up to which action all have been asked for. */
type Asked = { readonly at: number; readonly number: number };

// What one action carries is looked at with it; what is held waits in a queue of its own.
const due = query<Asked & { now: number; limit: number }>()((db, p) =>
  db
    .selectFrom('action')
    .leftJoin('action as carrier', 'carrier.number', 'action.parent')
    .selectAll('action')
    .where('action.review_at', 'is not', null)
    .where('action.review_at', '>=', p.at)
    .where('action.review_at', '<=', p.now)
    .where((eb) => eb.or([eb('action.review_at', '>', p.at), eb('action.number', '>', p.number)]))
    .where((eb) => eb.or([eb('carrier.kind', 'is', null), eb('carrier.kind', '!=', 'bulk')]))
    .where('action.subject_kind', '!=', 'held')
    .orderBy('action.review_at')
    .orderBy('action.number')
    .limit(p.limit),
);
const cursor = query()((db) => db.selectFrom('setting').select('value').where('name', '=', CURSOR));
const putCursor = command<{ value: string }>()((db, p) =>
  db
    .insertInto('setting')
    .values({ name: CURSOR, value: p.value })
    .onConflict((oc) => oc.column('name').doUpdateSet({ value: p.value })),
);

const readCursor = async (reader: Reader): Promise<Asked> => {
  const [at = 0, number = 0] = ((await reader.get(cursor, {}))?.value ?? '').split(' ').map(Number);
  return { at, number };
};

/** When the next review is due; undefined: none is. */
export const nextReviewOf = async (reader: Reader): Promise<number | undefined> => {
  const asked = await readCursor(reader);
  const [next] = await reader.all(due, { ...asked, now: Number.MAX_SAFE_INTEGER, limit: 1 });
  return next?.review_at ?? undefined;
};

/** The action, or the first that it carries, as far as it is in force. */
const inForceOf = async (tx: Writer, row: ActionRow): Promise<Action | undefined> => {
  const rows = row.kind === 'bulk' ? await childrenOf(tx, row.number) : [row];
  for (const one of rows) {
    if (!(await measureOf(tx, one.number))) continue;
    const [action] = await actionsWithParts(tx, [one]);
    return action;
  }
  return undefined;
};

/** Opens a case for each whose review is due by now, some at a time. */
export const openReviews = async (
  tx: Writer,
  needs: { chance: Chance; now: number },
  limit: number,
): Promise<{ count: number; events: readonly Omit<NewEvent, 'at'>[] }> => {
  const { now } = needs;
  const rows: ActionRow[] = await tx.all(due, { ...(await readCursor(tx)), now, limit });
  const opened = new Set<string>();
  for (const row of rows) {
    const action = await inForceOf(tx, row);
    const subject = action && subjectOf(action);
    if (!action || subject === undefined) continue;
    const person = action.person ? personText(action.person) : '';
    const { scope, reason, revision } = action.row;
    const about = { subject, scope, person, reason: reason as Reason, revision };
    const id = await openAutomaticCase(tx, needs, about);
    opened.add(id);
    const caseId = (await findCase(tx, id))?.id;
    const words = kept`action ${row.number} is to be looked at again`;
    if (caseId !== undefined)
      await addNote(tx, { caseId, memberId: null, kind: 'reopened', audience: 'moderators', words, at: now });
  }
  const last = rows.at(-1);
  if (last) await tx.run(putCursor, { value: `${last.review_at} ${last.number}` });
  return {
    count: rows.length,
    events: [...opened].map((id) => ({ kind: 'case.opened' as const, data: { case: id } })),
  };
};
