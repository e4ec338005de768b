// What members moderate beside their role: rows, and the copy in the member's own row that every request reads.
import type { Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { Capability } from '../policy/duties.ts';
import type { ActionRow } from './chain.ts';

const memberOf = query<{ publicId: string }>()((db, p) =>
  db.selectFrom('member').select('id').where('public_id', '=', p.publicId).where('state', '=', 'active'),
);
const put = command<{ member: number; scope: string; capabilities: string; action: number }>()((db, p) =>
  db
    .insertInto('duty')
    .values({ member_id: p.member, scope: p.scope, capabilities: p.capabilities, action: p.action })
    .onConflict((oc) =>
      oc.columns(['member_id', 'scope']).doUpdateSet({ capabilities: p.capabilities, action: p.action }),
    ),
);
const drop = command<{ member: number; scope: string }>()((db, p) =>
  db.deleteFrom('duty').where('member_id', '=', p.member).where('scope', '=', p.scope),
);
const dropAll = command<{ member: number }>()((db, p) => db.deleteFrom('duty').where('member_id', '=', p.member));
const all = query<{ member: number }>()((db, p) =>
  db.selectFrom('duty').select(['scope', 'capabilities']).where('member_id', '=', p.member).orderBy('scope'),
);
const copy = command<{ member: number; duties: string | null }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({ duties: p.duties, version: eb('version', '+', 1) }))
    .where('id', '=', p.member),
);

const renewDuties = async (tx: Writer, member: number): Promise<void> => {
  const rows = await tx.all(all, { member });
  const duties = rows.map(({ scope, capabilities }) => ({ scope, can: JSON.parse(capabilities) as Capability[] }));
  await tx.run(copy, { member, duties: duties.length > 0 ? JSON.stringify(duties) : null });
};

/** What a `grant` gives in its scope, in the place of what was there; what a `revoke` takes. @param person `id@origin` */
export const giveDuties = async (tx: Writer, row: ActionRow, person: string): Promise<void> => {
  const member = await tx.get(memberOf, { publicId: person.slice(0, person.indexOf('@')) });
  if (!member) return;
  const { capabilities = [] } = JSON.parse(row.settings) as { capabilities?: string[] };
  if (row.kind === 'revoke') await tx.run(drop, { member: member.id, scope: row.scope });
  else
    await tx.run(put, {
      member: member.id,
      scope: row.scope,
      capabilities: JSON.stringify(capabilities),
      action: row.number,
    });
  await renewDuties(tx, member.id);
};

export const dropDutiesOf = async (tx: Writer, member: number): Promise<void> => {
  await tx.run(dropAll, { member });
  await tx.run(copy, { member, duties: null });
};
