// A member begins to set up a second factor: a secret for their app. It counts once a code of it was shown.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { checkOwnPassword } from './own-password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { newTotpSecret, totpUri } from './totp.ts';
import { putTotp } from './totp-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  origin: string;
};

/** `secret` in base32; `uri` (otpauth://) is what a QR code holds. Both are shown once. */
export type TotpSetUp = { secret: string; uri: string };

/**
 * Doing it again replaces a secret that is not active.
 * @throws Refusal `wrong-credentials`, `too-many`, `conflict` (a factor is active: remove it first)
 */
export const setUpTotp =
  (needs: Needs) =>
  async (actor: Actor, input: { password: string; from?: string | undefined }): Promise<TotpSetUp> => {
    const { db, clock, chance, wake, origin } = needs;
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    await checkOwnPassword(needs, member, { password: input.password, address: input.from });
    const secret = await newTotpSecret(chance);
    const uri = await totpUri(secret, origin, member.name);
    await db.write(async (tx) => {
      const now = clock.now();
      if ((await tx.run(putTotp, { memberId: member.memberId, secret, now })) === 0)
        throw new Refusal('conflict', 'A second factor is active. Remove it before you set up another one.');
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: member.publicId } });
    });
    wake.ring();
    return { secret, uri };
  };
