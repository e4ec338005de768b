// Whoever got the mail confirms the address, by the token in it. From then on it counts.
import { Refusal } from '../../base/errors.ts';
import { foldMailAddress } from '../../base/mail-address.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { emailByMember, putEmail, takeConfirmation } from './email-store.ts';
import type { Mailing } from './mail-texts.ts';
import { accountById } from './member-store.ts';
import { notify } from './notify.ts';
import { dropResets } from './reset-store.ts';
import { hashSecret } from './secret.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; mailing: Mailing };

/** @throws Refusal `gone` (used, replaced or too old) */
export const confirmEmail =
  ({ db, clock, wake, mailing }: Needs) =>
  async ({ token }: { token: string }): Promise<{ name: string; address: string }> => {
    may(visitor, { do: 'sign-in' });
    const hash = hashSecret(token);
    const confirmed = await db.write(async (tx) => {
      const now = clock.now();
      const [taken] = await tx.rows(takeConfirmation, { hash, now });
      const account = taken && (await tx.get(accountById, { id: taken.memberId }));
      if (!taken || !account)
        throw new Refusal('gone', 'token: this link was used, replaced, or is more than 24 hours old.', {
          field: 'token',
        });
      const { memberId, address } = taken;
      const { name } = account;
      const old = await tx.get(emailByMember, { memberId });
      await tx.run(putEmail, { memberId, address, folded: foldMailAddress(address), confirmedAt: now, now });
      if (old && old.address !== address && old.confirmedAt !== null) {
        // What is on its way to the old address is nobody's key any more.
        await dropResets(tx, memberId, 'mailed');
        await notify(tx, mailing, { memberId, name, notice: 'address-changed', now, to: old.address });
      }
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: account.publicId } });
      return { name, address };
    });
    wake.ring();
    return confirmed;
  };
