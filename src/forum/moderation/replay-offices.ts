// Compares roles and duties with what follows for them from the log: nobody has one that no action gave.
import type { Reader } from '../../db/database.ts';
import { textsOf } from '../../db/dialect.ts';
import { query } from '../../db/statement.ts';
import { officeKinds } from '../policy/measures.ts';
import { dutiesText, type Office, officesOf } from './offices.ts';

const given = query()((db) =>
  db
    .selectFrom('action')
    .innerJoin('action_part', 'action_part.action', 'action.number')
    .select(['action.number', 'action.kind', 'action.scope', 'action.settings', 'action_part.person'])
    .where('action_part.part', '=', 'subject')
    .where('action.kind', 'in', officeKinds)
    .orderBy('action.number'),
);
const members = query<{ publicIds: string }>()((db, p, dialect) =>
  db
    .selectFrom('member')
    .select(['public_id', 'role', 'duties'])
    .where('state', '=', 'active')
    .where((eb) =>
      eb.or([
        eb('role', '!=', 'member'),
        eb('duties', 'is not', null),
        eb('public_id', 'in', textsOf(dialect, p.publicIds)),
      ]),
    )
    .orderBy('id'),
);

/** @param standing the numbers of those that stand, by the log @returns what differs */
export const replayOffices = async (reader: Reader, standing: ReadonlySet<number>): Promise<string[]> => {
  const byMember = new Map<string, Office[]>();
  for (const { person, ...office } of await reader.all(given, {})) {
    if (!standing.has(office.number)) continue;
    const publicId = person.slice(0, person.indexOf('@'));
    byMember.set(publicId, [...(byMember.get(publicId) ?? []), office]);
  }
  const differences: string[] = [];
  const publicIds = { publicIds: JSON.stringify([...byMember.keys()]) };
  for (const { public_id: publicId, role, duties } of await reader.all(members, publicIds)) {
    const due = officesOf(byMember.get(publicId) ?? []);
    const { role: dueRole = 'member' } = due;
    if (role !== dueRole) differences.push(`a member is ${role}, and by the log ${dueRole}`);
    if (duties !== dutiesText(due.duties)) differences.push('a member moderates otherwise than the log says');
  }
  return differences;
};
