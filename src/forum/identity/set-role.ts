// An admin makes somebody moderator or admin, or takes it back: an action like any other, in the log and told. To dismiss another one
// takes two (record-actions.ts). An instance keeps at least one admin.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import type { Role } from '../../db/tables.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { appointmentOf } from '../moderation/appointment.ts';
import { type Recorded, recordActions } from '../moderation/record-actions.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { accountByName, holdAdmins, type MemberView, viewOf } from './member-store.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; origin: string };

export type NewRole = { name: string; role: Role; words?: string | undefined };

/** As they are now. `action`: its number in the log; null: they had the role. `awaits`: what they are until then. */
export type RoleSet = MemberView & Pick<Recorded, 'awaits' | 'effectiveAt'> & { readonly action: number | null };

/** @throws Refusal `forbidden`, `not-found` (name), `conflict` (the last admin) */
export const setRole =
  ({ db, clock, chance, wake, origin }: Needs) =>
  async (actor: Actor, { name, role, words }: NewRole): Promise<RoleSet> => {
    may(actor, { do: 'manage-instance' });
    const set = await db.write(async (tx): Promise<RoleSet> => {
      await inTurn(tx, 'modlog');
      const now = clock.now();
      const account = MEMBER_NAME.test(name) ? await tx.get(accountByName, { name }) : undefined;
      if (!account) throw new Refusal('not-found', 'name: nobody here has this name.', { field: 'name' });
      if (account.role === role) return { ...viewOf(account), action: null, awaits: '', effectiveAt: null };
      if (account.role === 'admin' && (await tx.run(holdAdmins, {})) < 2)
        throw new Refusal('conflict', 'role: an instance needs an admin; name another one first.', { field: 'role' });
      const draft = appointmentOf({ by: actor, member: account.publicId, was: account.role, is: role, words });
      const { actions, events } = await recordActions(tx, { chance, origin, now }, [draft]);
      const { number: action = null, awaits = '', effectiveAt = null } = actions[0] ?? {};
      await appendEvents(tx, events, now);
      return { ...viewOf(account), role: awaits === '' ? role : account.role, action, awaits, effectiveAt };
    });
    wake.ring();
    return set;
  };
