// An admin makes somebody moderator or admin, or takes it back. An instance keeps at least one admin.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { command } from '../../db/statement.ts';
import type { Role } from '../../db/tables.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { accountByName, holdAdmins, type MemberView, viewOf } from './member-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake };

const putRole = command<{ id: number; was: Role; is: Role }>()((db, p) =>
  db
    .updateTable('member')
    .set((eb) => ({ role: p.is, version: eb('version', '+', 1) }))
    .where('id', '=', p.id)
    .where('role', '=', p.was)
    .where('state', '=', 'active'),
);

/** @throws Refusal `forbidden`, `not-found` (name), `conflict` (the last admin, or somebody else was faster) */
export const setRole =
  ({ db, clock, wake }: Needs) =>
  async (actor: Actor, { name, role }: { name: string; role: Role }): Promise<MemberView> => {
    may(actor, { do: 'manage-instance' });
    const view = await db.write(async (tx) => {
      const account = MEMBER_NAME.test(name) ? await tx.get(accountByName, { name }) : undefined;
      if (!account) throw new Refusal('not-found', 'name: nobody here has this name.', { field: 'name' });
      if (account.role === role) return viewOf(account);
      if (account.role === 'admin' && (await tx.run(holdAdmins, {})) < 2) {
        throw new Refusal('conflict', 'role: an instance needs an admin; name another one first.', { field: 'role' });
      }
      if ((await tx.run(putRole, { id: account.id, was: account.role, is: role })) === 0) {
        throw new Refusal('conflict', 'The role was changed meanwhile.');
      }
      await appendEvent(tx, { kind: 'member.changed', at: clock.now(), data: { member: account.publicId } });
      return { ...viewOf(account), role };
    });
    wake.ring();
    return view;
  };
