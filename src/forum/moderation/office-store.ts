// Roles and duties of members, made from what the log says of them: rows, and the copy in the member's own row that every request
// reads. Nobody writes them but here.
import { Refusal } from '../../base/errors.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import { holdAdmins } from '../identity/member-store.ts';
import { officeKinds } from '../policy/measures.ts';
import type { ActionRow } from './chain.ts';
import type { Effects } from './measure-store.ts';
import { dutiesText, isOfRole, officesOf } from './offices.ts';
import { hasEffect, isReversed } from './reversed.ts';

const memberOf = query<{ publicId: string }>()((db, p) =>
  db
    .selectFrom('member')
    .select(['id', 'role', 'duties'])
    .where('public_id', '=', p.publicId)
    .where('state', '=', 'active'),
);
const aboutThem = query<{ person: string }>()((db, p) =>
  db
    .selectFrom('action_part')
    .innerJoin('action', 'action.number', 'action_part.action')
    .selectAll('action')
    .where('action_part.person', '=', p.person)
    .where('action_part.part', '=', 'subject')
    .where('action.kind', 'in', officeKinds)
    .orderBy('action.number'),
);
const putDuty = command<{ member: number; scope: string; capabilities: string; action: number }>()((db, p) =>
  db.insertInto('duty').values({ member_id: p.member, scope: p.scope, capabilities: p.capabilities, action: p.action }),
);
const dropDuties = command<{ member: number }>()((db, p) => db.deleteFrom('duty').where('member_id', '=', p.member));
const copy = command<{ member: number; role: Role; duties: string | null }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({ role: p.role, duties: p.duties, version: eb('version', '+', 1) }))
    .where('id', '=', p.member)
    .where('state', '=', 'active'),
);
const forget = command<{ member: number }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({ role: 'member', duties: null, version: eb('version', '+', 1) }))
    .where('id', '=', p.member),
);

/** What was said of their role and duties, and stands. @param person `id@origin` */
const standing = async (
  reader: Reader,
  person: string,
  now: number,
): Promise<{ all: ActionRow[]; stand: ActionRow[] }> => {
  const all = await reader.all(aboutThem, { person });
  const stand: ActionRow[] = [];
  for (const row of all)
    if ((await hasEffect(reader, row, now)) && !(await isReversed(reader, row, now))) stand.push(row);
  return { all, stand };
};

/**
 * Gives a member the role and the duties that the log says, and what was given anew no more than that. A role that the log never
 * spoke of stays. @param person `id@origin`
 */
export const renewOffices = async (tx: Writer, person: string, now: number, effects: Effects): Promise<void> => {
  const publicId = person.slice(0, person.indexOf('@'));
  const member = await tx.get(memberOf, { publicId });
  if (!member) return;
  const { all, stand } = await standing(tx, person, now);
  const offices = officesOf(stand);
  const role = offices.role ?? (all.some(isOfRole) ? 'member' : member.role);
  const duties = dutiesText(offices.duties);
  if (role === member.role && duties === member.duties) return;
  await tx.run(dropDuties, { member: member.id });
  for (const { scope, can, by } of offices.duties)
    await tx.run(putDuty, { member: member.id, scope, capabilities: JSON.stringify(can), action: by });
  await tx.run(copy, { member: member.id, role, duties });
  effects.members.add(publicId);
  if (member.role === 'admin' && role !== 'admin') effects.dismissed.add(publicId);
};

/** Whether somebody was dismissed, and nobody is an admin any more. */
export const isLeftAlone = async (tx: Writer, { dismissed }: Effects): Promise<boolean> =>
  dismissed.size > 0 && (await tx.run(holdAdmins, {})) === 0;

/** An instance keeps an admin. @throws Refusal `conflict` (role) */
export const demandAdmin = async (tx: Writer, effects: Effects): Promise<void> => {
  if (await isLeftAlone(tx, effects))
    throw new Refusal('conflict', 'role: an instance needs an admin; name another one first.', { field: 'role' });
};

/** Who leaves has none: the log does not know them any more. */
export const dropOfficesOf = async (tx: Writer, member: number): Promise<void> => {
  await tx.run(dropDuties, { member });
  await tx.run(forget, { member });
};
