// A member takes their address back: nothing more comes to it, and no link to a new password can be mailed.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { dropEmail } from './email-store.ts';
import type { Mailing } from './mail-texts.ts';
import { notify } from './notify.ts';
import { dropResets } from './reset-store.ts';

type Needs = { db: Database; clock: Clock; wake: Wake; mailing: Mailing };

/** Who has none is left as they are. @throws Refusal `unauthenticated` */
export const removeEmail =
  ({ db, clock, wake, mailing }: Needs) =>
  async (actor: Actor): Promise<void> => {
    const { memberId, name, publicId } = mayAsMember(actor, { do: 'manage-own-account' });
    await db.write(async (tx) => {
      const now = clock.now();
      await notify(tx, mailing, { memberId, name, notice: 'address-removed', now });
      await dropResets(tx, memberId, 'mailed');
      await dropEmail(tx, memberId);
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: publicId } });
    });
    wake.ring();
  };
