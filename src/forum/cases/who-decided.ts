// Who has a part in what an appeal is about: whoever took the decision, and who agreed to it, as a second person or by confirming what
// was done by itself. None of them decides the appeal.
import type { Reader } from '../../db/database.ts';
import { actionsOn, findAction } from '../moderation/action-store.ts';
import { actionsWithParts } from '../moderation/read-action.ts';
import type { Actor } from '../policy/actor.ts';

/** Opaque ids, `operator` or `automatic`. */
export type Deciders = ReadonlySet<string>;

/** @param actor who took the decision @param number of the action; null: it is about how a report was decided */
export const whoDecided = async (
  reader: Reader,
  { actor, action: number }: { actor: string; action: number | null },
): Promise<Deciders> => {
  const deciders = new Set([actor]);
  const row = number === null ? undefined : await findAction(reader, number);
  if (!row) return deciders;
  const on = [
    ...(await actionsOn(reader, row.number)),
    ...(row.parent === null ? [] : await actionsOn(reader, row.parent)),
  ];
  const carrier = row.parent === null ? undefined : await findAction(reader, row.parent);
  const confirms = new Set([row.kind, carrier?.kind]);
  const agreed = on.filter(({ kind, awaits }) => (kind === 'approval' ? awaits === '' : confirms.has(kind)));
  for (const { row: one, actor: person } of await actionsWithParts(reader, agreed)) {
    if (person) deciders.add(person.member);
    else if (one.role === 'operator') deciders.add('operator');
  }
  return deciders;
};

export const hasDecided = (deciders: Deciders, actor: Actor): boolean =>
  actor.kind === 'member' ? deciders.has(actor.publicId) : deciders.has('operator');
