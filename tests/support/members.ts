// Members without passwords, for tests of what members do.
import type { Chance, Clock } from '../../src/base/time.ts';
import type { Database } from '../../src/db/database.ts';
import { query } from '../../src/db/statement.ts';
import type { Role } from '../../src/db/tables.ts';
import { addMember } from '../../src/forum/identity/member-store.ts';
import type { MemberActor } from '../../src/forum/policy/actor.ts';

const idOf = query<{ name: string }>()((db, p) => db.selectFrom('member').select('id').where('name', '=', p.name));

/** Makes members in that database, each as an actor with a session of its own. */
export const memberMaker = ({ db, clock, chance }: { db: Database; clock: Clock; chance: Chance }) => {
  let sessions = 0;
  return async (name: string, role: Role = 'member'): Promise<MemberActor> => {
    const at = clock.now();
    const { publicId, memberId } = await db.write(async (tx) => {
      const added = await addMember(tx, chance, { name, displayName: name, passwordHash: '', role, at });
      const row = await tx.get(idOf, { name });
      if (!row) throw new Error(`${name} is gone`);
      return { publicId: added.publicId, memberId: row.id };
    });
    return { kind: 'member', memberId, name, role, publicId, sessionId: ++sessions };
  };
};
