// Undoes everything that one moderator did since a time: exactly these actions, as one action with a reversal for each.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { ActionDraft } from './draft.ts';
import { type Action, actionsWithParts } from './read-action.ts';
import { type RecordedActions, recordActions } from './record-actions.ts';
import { personText } from './resolve-subject.ts';
import { reversalOf, STANDS } from './reverse-action.ts';
import { isFinal, isReversed, isUndoable } from './reversed.ts';
import type { ModerationNeeds } from './take-action.ts';

const byName = query<{ name: string }>()((db, p) =>
  db.selectFrom('member').select('public_id as publicId').where('name', '=', p.name),
);
const actionsOf = query<{ person: string; since: number }>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .selectAll('action')
    .where('action_part.person', '=', p.person)
    .where('action_part.part', '=', 'actor')
    .where('action.at', '>=', p.since)
    .orderBy('action.number', 'desc'),
);

/** The newest first. What one of them carries goes with it. @throws Refusal `not-found` (by) */
const undoableOf = async (
  reader: Reader,
  { origin, now }: { origin: string; now: number },
  { by, since }: Pick<Everything, 'by' | 'since'>,
): Promise<Action[]> => {
  const member = MEMBER_NAME.test(by) ? await reader.get(byName, { name: by }) : undefined;
  if (!member) throw new Refusal('not-found', 'by: nobody here has this name.', { field: 'by' });
  const rows = await reader.all(actionsOf, { person: personText({ member: member.publicId, origin }), since });
  const taken = new Set(rows.map(({ number }) => number));
  const found: Action[] = [];
  for (const action of await actionsWithParts(reader, rows)) {
    const { row } = action;
    if (row.parent !== null && taken.has(row.parent)) continue;
    // What they took back themselves since then is undone already: undoing that would bring it back.
    if (row.kind === 'reversal' && row.target !== null && taken.has(row.target)) continue;
    if (isUndoable(row) && !(await isFinal(reader, row, now)) && !(await isReversed(reader, row, now)))
      found.push(action);
  }
  return found;
};

/** What {@link reverseAllOf} would undo, by number, the newest first. @throws Refusal `unauthenticated`, `forbidden`, `not-found` (by) */
export const readUndoableOf =
  ({ db: { read }, clock, origin }: Pick<ModerationNeeds, 'db' | 'clock' | 'origin'>) =>
  async (actor: Actor, asked: Pick<Everything, 'by' | 'since'>): Promise<number[]> => {
    may(actor, { do: 'manage-instance' });
    return (await undoableOf(read, { origin, now: clock.now() }, asked)).map(({ row }) => row.number);
  };

export type Everything = { readonly by: string; readonly since: number; readonly words: string };

/**
 * @param by the name of the moderator here
 * @throws Refusal `forbidden`, `not-found` (by), `conflict` (there is nothing to undo)
 */
export const reverseAllOf =
  (needs: ModerationNeeds) =>
  async (actor: Actor, { by, since, words }: Everything): Promise<RecordedActions> => {
    may(actor, { do: 'manage-instance' });
    const taken = await needs.db.write(async (tx) => {
      const now = needs.clock.now();
      const targets = await undoableOf(tx, { origin: needs.origin, now }, { by, since });
      const bulk: ActionDraft = {
        by: actor,
        kind: 'bulk',
        subject: { kind: 'none' },
        reason: 'other',
        basis: 'own',
        words,
        lasts: { permanent: STANDS },
      };
      const drafts: ActionDraft[] = [];
      for (const target of targets) drafts.push(await reversalOf(tx, needs.origin, now, actor, target, { words }));
      if (drafts.length === 0) throw new Refusal('conflict', 'There is nothing to undo.');
      const recorded = await recordActions(tx, { ...needs, now }, [bulk, ...drafts]);
      await appendEvents(tx, recorded.events, now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };
