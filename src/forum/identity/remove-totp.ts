// A member's second factor goes: by the member, who shows it a last time, or by the operator, for who has lost it all.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import { said } from '../../base/said.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may, mayAsMember } from '../policy/may.ts';
import type { Mailing } from './mail-texts.ts';
import { accountByName } from './member-store.ts';
import { notify } from './notify.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { type FactorChange, proveOwnFactor } from './prove-own-factor.ts';
import { refuseProof } from './second-factor.ts';
import type { SignInBrake } from './sign-in-brake.ts';
import { activeTotp, dropTotp, spendProof } from './totp-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; mailing: Mailing };
type OwnNeeds = Needs & { hasher: PasswordHasher; attempts: SignInBrake };

const notice = 'second-factor-off';

/** @throws Refusal `wrong-credentials`, `second-factor`, `too-many`, `conflict` (no factor is active) */
export const removeTotp =
  (needs: OwnNeeds) =>
  async (actor: Actor, input: FactorChange): Promise<void> => {
    const { db, clock, wake, mailing } = needs;
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { memberId, name, publicId } = member;
    const { proof, forgive } = await proveOwnFactor(needs, member, input);
    await db.write(async (tx) => {
      const now = clock.now();
      if (!(await spendProof(tx, memberId, proof))) throw refuseProof(proof);
      await dropTotp(tx, memberId);
      await notify(tx, mailing, { memberId, name, notice, now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: publicId } });
    });
    await forgive();
    wake.ring();
  };

/** @throws Refusal `forbidden`, `not-found` (name), `conflict` (no factor is active) */
export const dropSecondFactor =
  ({ db, clock, wake, mailing }: Needs) =>
  async (actor: Actor, { name }: { name: string }): Promise<void> => {
    may(actor, { do: 'drop-second-factor' });
    await db.write(async (tx) => {
      const account = MEMBER_NAME.test(name) ? await tx.get(accountByName, { name }) : undefined;
      if (!account) throw new Refusal('not-found', 'name: nobody here has this name.', { field: 'name' });
      const memberId = account.id;
      if (!(await activeTotp(tx, memberId))) throw new Refusal('conflict', said`${name} has no second factor.`);
      const now = clock.now();
      await dropTotp(tx, memberId);
      await notify(tx, mailing, { memberId, name, notice, now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: account.publicId } });
    });
    wake.ring();
  };
