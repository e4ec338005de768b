// Somebody has forgotten a password, or says so. Asking does the same for every name and address: it writes down that it
// was asked. Whether there is such a member is looked up afterwards (answer-resets.ts).
import { foldMailAddress, parseMailAddress } from '../../base/mail-address.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import { visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { noMail } from './ask-to-confirm.ts';
import type { Mailing } from './mail-texts.ts';
import { insertRequest } from './reset-store.ts';
import type { SignInBrake } from './sign-in-brake.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; attempts: SignInBrake; mailing: Mailing };

/** `account`: a name or a mail address. `from`: where the caller is, for the brake. */
export type ResetRequest = { account: string; from?: string | undefined };

/** @throws Refusal `unavailable` (no mail here), `too-many` */
export const requestReset =
  ({ db, clock, wake, attempts, mailing }: Needs) =>
  async ({ account, from }: ResetRequest): Promise<void> => {
    may(visitor, { do: 'sign-in' });
    if (!mailing.on) throw noMail();
    const typed = account.trim().toLowerCase();
    // What is neither shares one count, so that nobody fills the memory with it.
    const asked = MEMBER_NAME.test(typed) ? typed : foldMailAddress(parseMailAddress(typed) ?? '');
    // Never forgiven: it is the asking that is counted.
    await attempts.attempt(`reset of ${asked.slice(0, 100)}`, from);
    await db.write(async (tx) => {
      const now = clock.now();
      await tx.run(insertRequest, { account: asked, now });
      await appendEvent(tx, { kind: 'account.changed', at: now });
    });
    wake.ring();
  };
