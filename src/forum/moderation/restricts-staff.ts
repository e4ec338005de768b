// Whether an action takes something from somebody who moderates here: moderators act on each other with two approvals alone. A measure
// does, a dismissal, and to take back what they were given. Undoing turns it round: an appointment undone is a dismissal, and a measure
// whose undoing is undone holds again.
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { parseDuties } from '../policy/duties.ts';
import { SAID } from '../policy/measures.ts';
import { childrenOf, findAction } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { actionsWithParts } from './read-action.ts';
import { isStaffMember } from './staff.ts';

const TAKES: ReadonlySet<string> = new Set(['dismiss', 'revoke']);
const GIVES: ReadonlySet<string> = new Set(['appoint', 'grant']);

const isMeasure = (kind: string): boolean => !SAID.has(kind as ActionDraft['kind']);

/** What takes something from a member once the action is undone, or holds `again`. */
const taking = async (reader: Reader, row: ActionRow | undefined, again: boolean): Promise<ActionRow[]> => {
  if (!row) return [];
  if (row.kind === 'reversal')
    return row.target === null ? [] : taking(reader, await findAction(reader, row.target), !again);
  if (row.kind === 'bulk') {
    const all: ActionRow[] = [];
    for (const carried of await childrenOf(reader, row.number)) all.push(...(await taking(reader, carried, again)));
    return all;
  }
  const takes = again ? isMeasure(row.kind) || TAKES.has(row.kind) : GIVES.has(row.kind);
  return takes && row.subject_kind === 'member' ? [row] : [];
};

const dutiesOf = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('duties').where('public_id', '=', p.publicId),
);

/** Whether a grant gives less than what it takes the place of. */
const givesLess = async (reader: Reader, publicId: string, { scope, settings }: ActionDraft): Promise<boolean> => {
  const had = parseDuties((await reader.get(dutiesOf, { publicId }))?.duties ?? null) ?? [];
  const can = had.find((duty) => duty.scope === scope)?.can ?? [];
  return can.some((one) => !settings?.capabilities?.includes(one));
};

export const restrictsStaff = async (reader: Reader, draft: ActionDraft): Promise<boolean> => {
  const { by, kind, subject, target } = draft;
  if (by === 'automatic' || by.kind !== 'member') return false;
  if (kind === 'reversal') {
    const all = await taking(reader, target === undefined ? undefined : await findAction(reader, target), false);
    for (const { person } of await actionsWithParts(reader, all))
      if (person && (await isStaffMember(reader, person.member))) return true;
    return false;
  }
  if (subject.kind !== 'member') return false;
  // Whoever gives up what they have takes nothing from another.
  if (TAKES.has(kind)) return subject.member !== by.publicId;
  if (kind === 'grant') return subject.member !== by.publicId && givesLess(reader, subject.member, draft);
  // A warning restricts nobody, but it is a measure on a person, and stands for good.
  return (kind === 'warning' || isMeasure(kind)) && (await isStaffMember(reader, subject.member));
};
