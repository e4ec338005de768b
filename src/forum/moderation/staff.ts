// Who else could approve: people who moderate there. Where there is nobody, a second approval is a wait (docs/moderation.md).
import type { Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import { holds } from '../policy/capabilities.ts';
import { type Capability, parseDuties } from '../policy/duties.ts';
import { covers, parseStanding } from '../policy/measures.ts';

const staffRows = query()((db) =>
  db
    .selectFrom('member')
    .select(['id', 'public_id as publicId', 'name', 'role', 'duties', 'standing'])
    .where('state', '=', 'active')
    .where((eb) => eb.or([eb('role', '!=', 'member'), eb('duties', 'is not', null)])),
);

export type Staff = { id: number; publicId: string; name: string };
/** What somebody has to be able to do, and where. */
export type Demand = { readonly can: Capability; readonly scope: string };

/** Those who may do all of this now. */
export const entitledToAll = async (reader: Reader, demands: readonly Demand[], now: number): Promise<Staff[]> =>
  (await reader.all(staffRows, {}))
    .filter((row) => {
      const holder = { role: row.role, duties: parseDuties(row.duties) };
      const suspended = parseStanding(row.standing, now)?.filter(({ kind }) => kind === 'suspend') ?? [];
      return demands.every(
        ({ can, scope }) => holds(holder, can, scope) && !suspended.some((one) => covers(one.scope, scope)),
      );
    })
    .map(({ id, publicId, name }) => ({ id, publicId, name }));

/** Those who may do this there now. */
export const entitled = async (reader: Reader, can: Capability, scope: string, now: number): Promise<Staff[]> =>
  entitledToAll(reader, [{ can, scope }], now);

const staffMember = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select(['role', 'duties']).where('public_id', '=', p.publicId),
);

export const isStaffMember = async (reader: Reader, publicId: string): Promise<boolean> => {
  const row = await reader.get(staffMember, { publicId });
  return row !== undefined && (row.role !== 'member' || row.duties !== null);
};
