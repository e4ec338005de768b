// A first code shows that the member's app has the secret: from now on signing in asks for one.
import { Refusal } from '../../base/errors.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import { wrongFactor } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { stepOfCode } from './totp.ts';
import { newRecoveryCodes, activateTotp as putActive, replaceRecoveryCodes, totpByMember } from './totp-store.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; attempts: SignInBrake; mailing: Mailing };

/**
 * Answers the recovery codes: nobody can read them again.
 * @throws Refusal `conflict` (nothing was set up, or it is active), `second-factor` (code), `too-many`
 */
export const activateTotp =
  ({ db, clock, chance, wake, attempts, mailing }: Needs) =>
  async (actor: Actor, { code, from }: { code: string; from?: string | undefined }): Promise<string[]> => {
    const { memberId, name, publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    const attempt = await attempts.attempt(`second factor of ${name}`, from);
    const totp = await db.read.get(totpByMember, { memberId });
    if (!totp || totp.activeAt !== null)
      throw new Refusal('conflict', 'There is no second factor that waits to be activated.');
    const step = await stepOfCode(totp.secret, { code, now: clock.now(), after: totp.lastStep });
    if (step === undefined) throw wrongFactor('code');
    await attempt.forgive();
    const codes = newRecoveryCodes(chance);
    await db.write(async (tx) => {
      const now = clock.now();
      if ((await tx.run(putActive, { memberId, secret: totp.secret, step, now })) === 0)
        throw new Refusal('conflict', 'The second factor was changed meanwhile.');
      await replaceRecoveryCodes(tx, memberId, codes);
      await notify(tx, mailing, { memberId, name, notice: 'second-factor-on', now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: publicId } });
    });
    wake.ring();
    return codes;
  };
