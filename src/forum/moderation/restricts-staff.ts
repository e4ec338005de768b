// Whether an action restricts somebody who moderates here: moderators act on each other with two approvals alone. Undoing an undoing
// is a measure, too: what was undone holds again, and whom it is on may moderate by now.
import type { Reader } from '../../db/database.ts';
import { SAID } from '../policy/measures.ts';
import { childrenOf, findAction } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import type { ActionDraft } from './draft.ts';
import { actionsWithParts } from './read-action.ts';
import { isStaffMember } from './staff.ts';

/** Measures on members that hold again once the action is undone. */
const restored = async (reader: Reader, undone: ActionRow | undefined): Promise<ActionRow[]> => {
  if (!undone) return [];
  const measures: ActionRow[] = [];
  for (const one of [undone, ...(await childrenOf(reader, undone.number))]) {
    if (one.kind !== 'reversal' || one.target === null) continue;
    const again = await findAction(reader, one.target);
    if (again?.kind === 'reversal') measures.push(...(await restoredBy(reader, again)));
    else if (again) measures.push(again, ...(await childrenOf(reader, again.number)));
  }
  return measures.filter(({ kind, subject_kind: on }) => on === 'member' && !SAID.has(kind as ActionDraft['kind']));
};
/** Once a reversal holds again, what it undoes is undone again. */
const restoredBy = async (reader: Reader, reversal: ActionRow): Promise<ActionRow[]> =>
  restored(reader, reversal.target === null ? undefined : await findAction(reader, reversal.target));

export const restrictsStaff = async (reader: Reader, { by, kind, subject, target }: ActionDraft): Promise<boolean> => {
  if (by === 'automatic' || by.kind !== 'member') return false;
  if (kind === 'reversal') {
    const again = await restored(reader, target === undefined ? undefined : await findAction(reader, target));
    for (const { person } of await actionsWithParts(reader, again))
      if (person && (await isStaffMember(reader, person.member))) return true;
    return false;
  }
  // A warning restricts nobody, but it is a measure on a person, and stands for good.
  const measure = kind === 'warning' || !SAID.has(kind);
  return subject.kind === 'member' && measure && (await isStaffMember(reader, subject.member));
};
