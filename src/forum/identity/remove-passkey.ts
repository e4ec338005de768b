// A passkey goes: it signs nobody in any more.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import { deletePasskey } from './passkey-store.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type OwnProof, proveSelf } from './prove-self.ts';
import { noSuchPasskey } from './rename-passkey.ts';
import { refuseProof } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { spendProof } from './totp-store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
};

/** @throws Refusal `wrong-credentials`, `second-factor`, `too-many`, `not-found` */
export const removePasskey =
  (needs: Needs) =>
  async (actor: Actor, { id, ...input }: OwnProof & { id: string }): Promise<void> => {
    const { db, clock, wake, mailing } = needs;
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { memberId, name, publicId } = member;
    const { proof, forgive } = await proveSelf(needs, member, input);
    await db.write(async (tx) => {
      const now = clock.now();
      if (proof && !(await spendProof(tx, memberId, proof))) throw refuseProof(proof);
      if ((await tx.run(deletePasskey, { id, memberId })) === 0) throw noSuchPasskey();
      await notify(tx, mailing, { memberId, name, notice: 'passkey-removed', now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: publicId } });
    });
    await forgive();
    wake.ring();
  };
