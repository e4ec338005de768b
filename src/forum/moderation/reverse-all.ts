// Undoes everything that one moderator did since a time: exactly these actions, as one action with a reversal for each.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Alongside } from '../../db/alongside.ts';
import type { Reader } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { appendEvents } from '../../events/append.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { type Action, actionsWithParts } from './read-action.ts';
import { type RecordedActions, recordActions } from './record-actions.ts';
import { personText } from './resolve-subject.ts';
import { reversalOf, STANDS } from './reverse-action.ts';
import { isFinal, isKeptNoMore, isLetThrough, isReversed, isUndoable } from './reversed.ts';
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

const actionsBy = query<{ alias: number; since: number }>()((db, p) =>
  db.selectFrom('action').selectAll().where('alias', '=', p.alias).where('at', '>=', p.since).orderBy('number', 'desc'),
);

const everBy = query<{ alias: number }>()((db, p) =>
  db.selectFrom('action').select('number').where('alias', '=', p.alias).limit(1),
);

/** As the log calls moderators: also those whose account is gone. */
const ALIAS = /^(?:moderator|admin) ([1-9][0-9]{0,8})$/;

type Asked = Pick<Everything, 'by' | 'since'>;

const actionsFrom = async (reader: Reader, origin: string, { by, since }: Asked): Promise<ActionRow[]> => {
  const [, alias] = ALIAS.exec(by) ?? [];
  if (alias !== undefined) {
    if (!(await reader.get(everBy, { alias: Number(alias) })))
      throw new Refusal('not-found', 'by: nobody in the log is called so.', { field: 'by' });
    return reader.all(actionsBy, { alias: Number(alias), since });
  }
  const member = MEMBER_NAME.test(by) ? await reader.get(byName, { name: by }) : undefined;
  if (!member) throw new Refusal('not-found', 'by: nobody here has this name.', { field: 'by' });
  return reader.all(actionsOf, { person: personText({ member: member.publicId, origin }), since });
};

/** What was said, or is gone, cannot be undone; threads that they moved are moved anew, and what they let through is a post. */
const NOTHING_LEFT: ReadonlySet<string> = new Set(['note', 'accept', 'bulk', 'reversal']);

type Found = { undoable: Action[]; left: ActionRow[] };

/** The newest first. What one of them carries goes with it. @throws Refusal `not-found` (by) */
const found = async (
  reader: Reader,
  { origin, now }: { origin: string; now: number },
  asked: Asked,
): Promise<Found> => {
  const rows = await actionsFrom(reader, origin, asked);
  const taken = new Set(rows.map(({ number }) => number));
  const undoable: Action[] = [];
  const left: ActionRow[] = [];
  for (const action of await actionsWithParts(reader, rows)) {
    const { row } = action;
    if (row.parent !== null && taken.has(row.parent)) continue;
    // What they took back themselves since then is undone already: undoing that would bring it back.
    if (row.kind === 'reversal' && row.target !== null && taken.has(row.target)) continue;
    if ((await isLetThrough(reader, row)) || (await isKeptNoMore(reader, row))) left.push(row);
    else if (!isUndoable(row) || (await isFinal(reader, row, now))) {
      if (!NOTHING_LEFT.has(row.kind)) left.push(row);
    } else if (!(await isReversed(reader, row, now))) undoable.push(action);
  }
  return { undoable, left };
};

/** What {@link reverseAllOf} would undo, by number, the newest first. @throws Refusal `unauthenticated`, `forbidden`, `not-found` (by) */
export const readUndoableOf =
  ({ db: { read }, clock, origin }: Pick<ModerationNeeds, 'db' | 'clock' | 'origin'>) =>
  async (actor: Actor, asked: Asked): Promise<number[]> => {
    may(actor, { do: 'manage-instance' });
    const { undoable } = await found(read, { origin, now: clock.now() }, asked);
    return undoable.map(({ row }) => row.number);
  };

/** `by`: the name of a moderator here, or `moderator 3` as the log says. `since`: epoch milliseconds. */
export type Everything = { readonly by: string; readonly since: number; readonly words: string };

/** What they did that cannot be undone: another action has to take its place. */
export type LeftOver = { readonly number: number; readonly kind: string };
export type ReversedAll = RecordedActions & { readonly left: readonly LeftOver[] };

/**
 * @throws Refusal `forbidden`, `not-found` (by), `conflict` (there is nothing to undo)
 */
export const reverseAllOf =
  (needs: ModerationNeeds) =>
  async (actor: Actor, { by, since, words }: Everything, alongside?: Alongside<ReversedAll>): Promise<ReversedAll> => {
    may(actor, { do: 'manage-instance' });
    const taken = await needs.db.write(async (tx) => {
      await inTurn(tx, 'modlog');
      const now = needs.clock.now();
      const { undoable, left } = await found(tx, { origin: needs.origin, now }, { by, since });
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
      for (const target of undoable) drafts.push(await reversalOf(tx, needs.origin, now, actor, target, { words }));
      if (drafts.length === 0) throw new Refusal('conflict', 'There is nothing to undo.');
      const recorded = {
        ...(await recordActions(tx, { ...needs, now }, [bulk, ...drafts])),
        left: left.map(({ number, kind }) => ({ number, kind })),
      };
      await alongside?.(tx, recorded);
      await appendEvents(tx, recorded.events, now);
      return recorded;
    });
    needs.wake.ring();
    return taken;
  };
