// A member gives an address. It counts once whoever reads its mail has confirmed it; until then the old one does.
import { Refusal } from '../../base/errors.ts';
import { foldMailAddress } from '../../base/mail-address.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { mailsToMember } from '../notifications/outbox-store.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { askToConfirm, checkMailAddress, noMail } from './ask-to-confirm.ts';
import { deleteConfirmation, type EmailView, emailByMember, putEmail, readEmail } from './email-store.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import { checkOwnPassword } from './own-password.ts';
import type { PasswordHasher } from './password-hasher.ts';
import { newSecret } from './secret.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = {
  db: Database;
  clock: Clock;
  chance: Chance;
  wake: Wake;
  hasher: PasswordHasher;
  attempts: SignInBrake;
  mailing: Mailing;
};

/** `from`: where the caller is, for the brake. */
export type EmailChange = { address: string; password: string; from?: string | undefined };

const HOUR = 3600_000;
/** Confirmations in an hour that a member may have sent. */
const BY_MEMBER = 5;

/**
 * The answer is the same whether somebody else has the address.
 * @throws Refusal `unavailable` (no mail here), `invalid` (address), `wrong-credentials`, `too-many`
 */
export const changeEmail =
  (needs: Needs) =>
  async (actor: Actor, input: EmailChange): Promise<EmailView> => {
    const { db, clock, chance, wake, mailing } = needs;
    const member = mayAsMember(actor, { do: 'manage-own-account' });
    const { memberId, name } = member;
    if (!mailing.on) throw noMail();
    const address = checkMailAddress('address', input.address);
    await checkOwnPassword(needs, member, { password: input.password, address: input.from });
    const token = newSecret(chance);
    const view = await db.write(async (tx) => {
      const now = clock.now();
      const current = await tx.get(emailByMember, { memberId });
      if (current?.address === address && current.confirmedAt !== null) {
        await tx.run(deleteConfirmation, { memberId });
      } else {
        if ((await mailsToMember(tx, 'confirm-address', memberId, now - HOUR)) >= BY_MEMBER)
          throw new Refusal('too-many', 'Too many addresses: wait an hour.', { retryAfter: HOUR / 1000 });
        if (!current || current.confirmedAt === null)
          await tx.run(putEmail, { memberId, address, folded: foldMailAddress(address), confirmedAt: null, now });
        else await notify(tx, mailing, { memberId, name, notice: 'address-change-asked', now });
        await askToConfirm(tx, mailing, { memberId, name, address, token, now });
      }
      const is = await readEmail(tx, memberId, now);
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: member.publicId } });
      return is ?? { address, confirmed: false, pending: null };
    });
    wake.ring();
    return view;
  };
