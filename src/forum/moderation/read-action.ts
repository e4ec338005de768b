// One action with what is private of it, as far as it was not erased.
import { Refusal } from '../../base/errors.ts';
import type { Reader } from '../../db/database.ts';
import { parseSubject, type Subject } from '../policy/measures.ts';
import { findAction, partsOfActions } from './action-store.ts';
import type { ActionPart, ActionRow } from './chain.ts';
import { type Person, personText } from './resolve-subject.ts';

export type Words = { readonly words: string; readonly note: string; readonly permanent: string };

export type Action = {
  readonly row: ActionRow;
  /** Who is concerned; undefined: nobody, or they were erased. */
  readonly person: Person | undefined;
  readonly words: Words;
  readonly actor: Person | undefined;
};

export const withParts = (row: ActionRow, parts: readonly ActionPart[]): Action => {
  const of = (part: ActionPart['part']) => parts.find((one) => one.action === row.number && one.part === part)?.data;
  const [subject, words, actor] = [of('subject'), of('words'), of('actor')];
  return {
    row,
    person: subject === undefined ? undefined : JSON.parse(subject),
    words: { words: '', note: '', permanent: '', ...(words === undefined ? {} : JSON.parse(words)) },
    actor: actor === undefined ? undefined : JSON.parse(actor),
  };
};

/** The whole subject, by its text; undefined where the person was erased. */
export const subjectOf = ({ row, person }: Pick<Action, 'row' | 'person'>): string | undefined => {
  if (row.subject_kind === 'member') return person && `member ${person.member}`;
  if (row.subject_kind === 'remote') return person && `remote ${personText(person)}`;
  return row.subject;
};

/** To act on it again: nothing, where it cannot be named any more. */
export const subjectAgain = (action: Action): Subject => {
  const text = subjectOf(action);
  return (text === undefined ? undefined : parseSubject(text)) ?? { kind: 'none' };
};

/** @throws Refusal `not-found` */
export const readAction = async (reader: Reader, number: number): Promise<Action> => {
  const row = await findAction(reader, number);
  if (!row) throw new Refusal('not-found', 'There is no action of that number.');
  return withParts(row, await partsOfActions(reader, [number]));
};

export const actionsWithParts = async (reader: Reader, rows: readonly ActionRow[]): Promise<Action[]> => {
  if (rows.length === 0) return [];
  const parts = await partsOfActions(
    reader,
    rows.map(({ number }) => number),
  );
  const byAction = new Map<number, ActionPart[]>();
  for (const part of parts) {
    const some = byAction.get(part.action);
    if (some) some.push(part);
    else byAction.set(part.action, [part]);
  }
  return rows.map((row) => withParts(row, byAction.get(row.number) ?? []));
};
