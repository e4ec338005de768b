// Ten new recovery codes; those before are void.
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type FactorChange, proveOwnFactor } from './prove-own-factor.ts';
import { refuseProof } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { newRecoveryCodes, replaceRecoveryCodes, spendProof } from './totp-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
};

/**
 * Nobody can read them again.
 * @throws Refusal `wrong-credentials`, `second-factor`, `too-many`, `conflict` (no factor is active)
 */
export const renewRecoveryCodes =
  (needs: Needs) =>
  async (actor: Actor, input: FactorChange): Promise<string[]> => {
    const { db, clock, wake, mailing } = needs;
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { memberId, name, publicId } = member;
    const { proof, forgive } = await proveOwnFactor(needs, member, input);
    const codes = newRecoveryCodes(needs.chance);
    await db.write(async (tx) => {
      const now = clock.now();
      if (!(await spendProof(tx, memberId, proof))) throw refuseProof(proof);
      await replaceRecoveryCodes(tx, memberId, codes);
      await notify(tx, mailing, { memberId, name, notice: 'recovery-codes-renewed', now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: publicId } });
    });
    await forgive();
    wake.ring();
    return codes;
  };
