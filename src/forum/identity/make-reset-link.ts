// Without mail, or beside it: an admin makes a link to a new password, and hands it to the member by other means.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { appendEvent } from '../../events/append.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { linkTo, type Mailing, resetPath } from './mail-texts.ts';
import { accountByName } from './member-store.ts';
import { notify } from './notify.ts';
import { dropResets, insertReset } from './reset-store.ts';
import { hashSecret, newSecret } from './secret.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake; mailing: Mailing };

/** It goes from hand to hand, so it lives longer than a mailed one. */
const LINK_MS = 24 * 3600_000;

/** `url` holds the token: nobody can read it back. Times in epoch milliseconds. */
export type ResetLink = { url: string; expiresAt: number };

/**
 * Ends the link that an admin made before. Links for admins are the operator's to make.
 * @throws Refusal `unauthenticated`, `forbidden`, `not-found` (name)
 */
export const makeResetLink =
  ({ db, clock, chance, wake, mailing }: Needs) =>
  async (actor: Actor, { name }: { name: string }): Promise<ResetLink> => {
    may(actor, { do: 'manage-instance' });
    const token = newSecret(chance);
    const link = await db.write(async (tx) => {
      const account = MEMBER_NAME.test(name) ? await tx.get(accountByName, { name }) : undefined;
      if (!account) throw new Refusal('not-found', 'name: nobody here has this name.', { field: 'name' });
      may(actor, { do: 'make-reset-link', role: account.role });
      const now = clock.now();
      const expiresAt = now + LINK_MS;
      const memberId = account.id;
      await dropResets(tx, memberId, 'made');
      const via = actor.kind === 'member' ? actor.name : '';
      await tx.run(insertReset, { hash: hashSecret(token), memberId, via, now, expiresAt });
      await notify(tx, mailing, { memberId, name, notice: 'reset-link-made', now });
      await appendEvent(tx, { kind: 'account.changed', at: now, data: { member: account.publicId } });
      return { url: linkTo(mailing, resetPath, token), expiresAt };
    });
    wake.ring();
    return link;
  };
