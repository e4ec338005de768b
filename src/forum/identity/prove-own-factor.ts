// Password and second factor of who is signed in, before the factor itself is changed.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { MemberActor } from '../policy/actor.ts';
import { checkOwnPassword } from './own-password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type FactorInput, proveFactor } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { activeTotp, type Proof } from './totp-store.ts';

type Needs = { db: Database; clock: Clock; hasher: PasswordHasher; attempts: SignInBrake };

export type FactorChange = FactorInput & { password: string; from?: string | undefined };

/**
 * `proof` is to be spent in the transaction; call `forgive` once it was.
 * @throws Refusal `wrong-credentials`, `second-factor`, `too-many`, `conflict` (no factor is active)
 */
export const proveOwnFactor = async (
  needs: Needs,
  member: MemberActor,
  { password, from, ...factor }: FactorChange,
): Promise<{ proof: Proof; forgive(): Promise<void> }> => {
  await checkOwnPassword(needs, member, { password, address: from });
  const totp = await activeTotp(needs.db.read, member.memberId);
  if (!totp) throw new Refusal('conflict', 'No second factor is active.');
  const { forgive } = await needs.attempts.attempt(`second factor of ${member.name}`, from);
  return { proof: await proveFactor(totp, factor, needs.clock.now()), forgive };
};
