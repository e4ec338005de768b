// Asks for the password again, before what a stolen session must not be able to do.
import { Refusal } from '../../base/errors.ts';
import { said } from '../../base/said.ts';
import type { Database } from '../../db/database.ts';
import type { MemberActor } from '../policy/actor.ts';
import { accountById } from './member-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = { db: Database; hasher: PasswordHasher; attempts: SignInBrake };

/**
 * Counted apart from signing in: a stranger's guesses must not keep the owner from their account.
 * @throws Refusal `wrong-credentials` on `field`, `too-many`
 */
export const checkOwnPassword = async (
  { db, hasher, attempts }: Needs,
  member: MemberActor,
  { password, address, field = 'password' }: { password: string; address?: string | undefined; field?: string },
) => {
  const attempt = await attempts.attempt(`password of ${member.name}`, address);
  const account = await db.read.get(accountById, { id: member.memberId });
  if (!account || !(await hasher.check(account.passwordHash, password))) {
    throw new Refusal('wrong-credentials', said`${field}: this is not your password.`, { field });
  }
  await attempt.forgive();
  return account;
};
