// Whom actions of moderation concern here: each of them is told, once for what was done at one time. Where what carried several
// measures is undone, or that is, each hears of the measure on them.
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { actionsWithParts } from '../moderation/read-action.ts';
import { reachOf } from '../moderation/reversed.ts';

// What moderators note for each other concerns nobody.
const concerned = query<{ first: number; last: number }>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .select(['action_part.person', (eb) => eb.fn.min('action_part.action').as('action')])
    .where('action_part.action', '>=', p.first)
    .where('action_part.action', '<=', p.last)
    .where('action_part.part', '=', 'subject')
    .where('action.kind', '!=', 'note')
    .groupBy('action_part.person'),
);
/** Reversals that name nobody: what they undo carried others. */
const ofMany = query<{ first: number; last: number }>()((db, p) =>
  db
    .selectFrom('action')
    .selectAll()
    .where('number', '>=', p.first)
    .where('number', '<=', p.last)
    .where('kind', '=', 'reversal')
    .where('subject_kind', '=', 'none'),
);
const members = query<{ publicIds: string }>()((db, p, dialect) =>
  db
    .selectFrom('member')
    .select(['id', 'public_id'])
    .where('public_id', 'in', textsOf(dialect, p.publicIds))
    .where('state', '=', 'active'),
);

/** @param home the origin of this instance @returns the first action that concerns each, by the member's number */
export const concernedBy = async (
  reader: Reader,
  home: string,
  { first, last }: { first: number; last: number },
): Promise<{ member: number; action: number }[]> => {
  const own = new Map<string, number>();
  for (const { person, action } of await reader.all(concerned, { first, last }))
    if (person.endsWith(`@${home}`)) own.set(person.slice(0, -home.length - 1), Number(action));
  for (const row of await reader.all(ofMany, { first, last }))
    for (const { row: carried, person } of await actionsWithParts(reader, await reachOf(reader, row)))
      if (person?.origin === home && !own.has(person.member)) own.set(person.member, carried.number);
  if (own.size === 0) return [];
  const found = await reader.all(members, { publicIds: JSON.stringify([...own.keys()]) });
  return found.map(({ id, public_id }) => ({ member: id, action: own.get(public_id) ?? first }));
};
