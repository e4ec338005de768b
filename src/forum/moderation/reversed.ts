// Whether an action still stands: asked of the log itself. A reversal can be undone, too; then what it undid stands again.
import type { Reader } from '../../db/database.ts';
import { appealKinds } from '../policy/measures.ts';
import { actionsOn, actionsOnAny, childrenOf, findAction } from './action-store.ts';
import type { ActionRow } from './chain.ts';
import { findHeld, hasWords, heldIn } from './held-store.ts';

const FOR_GOOD: ReadonlySet<string> = new Set(['approval', 'note', 'warning', 'accept', 'move', ...appealKinds]);

/** Words are said, appeals are decided, and a thread is moved back. */
export const isUndoable = ({ kind }: { kind: string }): boolean => !FOR_GOOD.has(kind);

/** Whether a second person agreed to it. */
export const isApproved = async (reader: Reader, number: number): Promise<boolean> =>
  (await actionsOn(reader, number)).some(({ kind }) => kind === 'approval');

/** Whether it has effect by itself, by an approval, or because its wait is over. */
export const hasEffect = async (reader: Reader, row: ActionRow, now: number): Promise<boolean> => {
  if (row.awaits === '' || (row.effective_at !== null && row.effective_at <= now)) return true;
  for (const number of [row.number, ...(row.parent === null ? [] : [row.parent])])
    if (await isApproved(reader, number)) return true;
  return false;
};

/** Whether it took away what nobody can bring back; until it has effect it can be called off, and is asked for anew then. */
export const isFinal = async (reader: Reader, row: ActionRow, now: number): Promise<boolean> => {
  if (row.kind === 'purge') return hasEffect(reader, row, now);
  return row.kind === 'reversal' && (await findAction(reader, row.target ?? 0))?.kind === 'purge';
};

/** Whether it let something through that is a post by now: to undo it would change nothing. */
export const isLetThrough = async (reader: Reader, { kind, subject }: ActionRow): Promise<boolean> => {
  const held = kind === 'reversal' ? heldIn(subject) : undefined;
  return held !== undefined && (await findHeld(reader, held))?.state === 'released';
};

/** Whether it has been undone: itself, or with what carried it. */
export const isReversed = async (
  reader: Reader,
  { number, parent }: Pick<ActionRow, 'number' | 'parent'>,
  now: number,
): Promise<boolean> => {
  const on = [...(await actionsOn(reader, number)), ...(parent === null ? [] : await actionsOn(reader, parent))];
  for (const one of on) {
    if (one.kind !== 'reversal' && one.kind !== 'rejection') continue;
    if ((await hasEffect(reader, one, now)) && !(await isReversed(reader, one, now))) return true;
  }
  return false;
};

/** How actions stand now: `undone`, or `pending` where a second person, or a wait, is still due. Others have no entry. */
export const standOf = async (
  reader: Reader,
  rows: readonly ActionRow[],
  now: number,
): Promise<Map<number, 'undone' | 'pending'>> => {
  const asked = rows.flatMap(({ number, parent }) => (parent === null ? [number] : [number, parent]));
  const touched = new Set((await actionsOnAny(reader, asked)).map(({ target }) => target));
  const stand = new Map<number, 'undone' | 'pending'>();
  for (const row of rows) {
    const seen = touched.has(row.number) || (row.parent !== null && touched.has(row.parent));
    if (seen && (await isReversed(reader, row, now))) stand.set(row.number, 'undone');
    else if (row.awaits !== '' && !(await hasEffect(reader, row, now))) stand.set(row.number, 'pending');
  }
  return stand;
};

/** Whether it kept back what is not kept any more: to undo it would bring nothing back. */
export const isKeptNoMore = async (reader: Reader, { kind, subject }: ActionRow): Promise<boolean> => {
  const row = kind === 'rejection' ? await findHeld(reader, heldIn(subject) ?? '') : undefined;
  return row?.state === 'refused' && !hasWords(row);
};

/** What an action is about in the end: itself, what it carries, and of a reversal what it undoes or, undoing another one, brings back. */
export const reachOf = async (reader: Reader, row: ActionRow): Promise<ActionRow[]> => {
  if (row.kind === 'reversal') {
    const target = row.target === null ? undefined : await findAction(reader, row.target);
    return target ? reachOf(reader, target) : [];
  }
  if (row.kind !== 'bulk') return [row];
  const reached: ActionRow[] = [];
  for (const carried of await childrenOf(reader, row.number)) reached.push(...(await reachOf(reader, carried)));
  return reached;
};
