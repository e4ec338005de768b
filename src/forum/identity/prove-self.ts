// Before what a stolen session must not be able to do to the ways in: who is signed in shows password and second factor again,
// unless they have just done so.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { MemberActor } from '../policy/actor.ts';
import { checkOwnPassword } from './own-password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type FactorInput, isGiven, proveFactor } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { activeTotp, type Proof } from './totp-store.ts';

type Needs = { db: Database; clock: Clock; hasher: PasswordHasher; attempts: SignInBrake };

/** `password`: left out by who signed in a moment ago. */
export type OwnProof = FactorInput & { password?: string | undefined; from?: string | undefined };

export type Proved = {
  /** Of the second factor, where there is one: to be spent in the transaction (`spendProof`). */
  proof: Proof | undefined;
  /** To be called once it was. */
  forgive(): Promise<void>;
};

/** A sign-in is fresh for ten minutes. */
export const FRESH_MS = 10 * 60_000;

const signedInAt = query<{ id: number }>()((db, p) =>
  db.selectFrom('session').select('created_at as at').where('id', '=', p.id).where('ended_at', 'is', null),
);

/** Whether this member signed in so lately that nothing is asked again. */
export const isFresh = async ({ db, clock }: Pick<Needs, 'db' | 'clock'>, member: MemberActor): Promise<boolean> => {
  const session = await db.read.get(signedInAt, { id: member.sessionId });
  return session !== undefined && clock.now() - session.at < FRESH_MS;
};

/** @throws Refusal `wrong-credentials` (password), `second-factor` (code, recoveryCode), `too-many` */
export const proveSelf = async (needs: Needs, member: MemberActor, input: OwnProof): Promise<Proved> => {
  const nothing: Proved = { proof: undefined, forgive: async () => {} };
  const { password, from, ...factor } = input;
  if (!password) {
    if (await isFresh(needs, member)) return nothing;
    throw new Refusal(
      'wrong-credentials',
      'password: give your password; only within ten minutes after a sign-in it is not needed.',
      { field: 'password' },
    );
  }
  await checkOwnPassword(needs, member, { password, address: from });
  const totp = await activeTotp(needs.db.read, member.memberId);
  if (!totp || (!isGiven(factor) && (await isFresh(needs, member)))) return nothing;
  const { forgive, uncount } = await needs.attempts.attempt(`second factor of ${member.name}`, from);
  // To be asked for a code is no failure; a wrong code is.
  if (!isGiven(factor)) await uncount();
  return { proof: await proveFactor(totp, factor, needs.clock.now()), forgive };
};
