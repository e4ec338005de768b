// Somebody joins.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkDisplayName, checkName, checkPassword, checkUnreserved } from './account-rules.ts';
import { refuseForgotten } from './forgotten-names.ts';
import { addMember, type MemberView } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  /** Of this instance. */
  origin: string;
  registration: 'open' | 'closed';
};

export type Registration = { name: string; password: string; displayName?: string | undefined };

/**
 * Visitors register while registration is open, admins and the operator register others at any time.
 * @throws Refusal `closed`, `invalid` (name, password, displayName), `conflict` (the name is taken)
 */
export const register =
  ({ db, clock, chance, wake, hasher, origin, registration }: Needs) =>
  async (actor: Actor, input: Registration): Promise<MemberView> => {
    may(actor, { do: 'register', registration });
    const name = checkName(input.name);
    if (actor.kind !== 'operator') checkUnreserved(name);
    const password = checkPassword(input.password, name);
    const displayName = checkDisplayName(input.displayName ?? name);
    // Before anybody looks whether the name is taken: the same work for either.
    const passwordHash = await hasher.hash(password);
    const view = await db.write(async (tx) => {
      if (actor.kind === 'visitor') await refuseForgotten(tx, origin, name);
      const at = clock.now();
      const added = await addMember(tx, chance, { name, displayName, passwordHash, role: 'member', at });
      await appendEvent(tx, { kind: 'member.changed', at, data: { member: added.publicId } });
      return added.view;
    });
    wake.ring();
    return view;
  };
