// An account with the role admin: made by the operator, or by whoever holds the first-run link. The log says so like of any other
// appointment, and of the first by a rule of its own.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { inTurn } from '../../db/dialect.ts';
import { appendEvents } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { appointmentOf, FIRST_ADMIN } from '../moderation/appointment.ts';
import { recordActions } from '../moderation/record-actions.ts';
import { type Actor, operator, visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { checkDisplayName, checkName, checkPassword } from './account-rules.ts';
import { checkFirstRun, spendFirstRun } from './first-run.ts';
import { addMember, anyAdmin, type MemberView } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { Registration } from './register.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; hasher: PasswordHasher; origin: string };

const makeAdmin = async (
  { db, clock, chance, wake, hasher, origin }: Needs,
  by: Actor,
  input: Registration,
  token: string | undefined,
): Promise<MemberView> => {
  const name = checkName(input.name);
  const password = checkPassword(input.password, name);
  const displayName = checkDisplayName(input.displayName ?? name);
  const passwordHash = await hasher.hash(password);
  const view = await db.write(async (tx) => {
    await inTurn(tx, 'modlog');
    if (token !== undefined) await spendFirstRun(tx, token);
    const at = clock.now();
    const rule = (await tx.get(anyAdmin, {})) ? undefined : FIRST_ADMIN;
    const added = await addMember(tx, chance, { name, displayName, passwordHash, role: 'member', at });
    const draft = appointmentOf({ by, member: added.publicId, was: 'member', is: 'admin', rule });
    const { events } = await recordActions(tx, { chance, origin, now: at }, [draft]);
    // Who has an account made knows of it: there is nobody to tell.
    await appendEvents(
      tx,
      events.filter(({ kind }) => kind !== 'action.taken'),
      at,
    );
    return { ...added.view, role: 'admin' as const };
  });
  wake.ring();
  return view;
};

/** @throws Refusal `forbidden`, `invalid`, `conflict` (the name is taken: give that member the role instead) */
export const createAdmin =
  (needs: Needs) =>
  async (actor: Actor, input: Registration): Promise<MemberView> => {
    may(actor, { do: 'manage-instance' });
    return makeAdmin(needs, actor, input, undefined);
  };

/** @throws Refusal `gone` (the link was used, replaced, or there is an admin), `invalid`, `conflict` */
export const createFirstAdmin =
  (needs: Needs) =>
  async (input: Registration & { token: string }): Promise<MemberView> => {
    may(visitor, { do: 'sign-in' });
    // Looked at before the hash is made, so that a wrong link costs us nothing; spent with the account.
    await checkFirstRun(needs.db.read, input.token);
    // Whoever holds the link has it from the operator.
    return makeAdmin(needs, operator, input, input.token);
  };
