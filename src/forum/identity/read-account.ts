// A member's own account, with what nobody else is told.
import type { Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import { countNotifications, type NotificationCounts } from '../notifications/notification-store.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { type EmailView, readEmail } from './email-store.ts';
import type { MemberView } from './member-store.ts';
import { readMember } from './read-member.ts';
import { activeTotp, recoveryCodesLeft } from './totp-store.ts';

/** `recoveryCodesLeft`: null without a second factor. */
export type AccountView = MemberView & {
  email: EmailView | null;
  recoveryCodesLeft: number | null;
  notifications: NotificationCounts;
};

/** @throws Refusal `unauthenticated` */
export const readAccount =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  async (actor: Actor): Promise<AccountView> => {
    const { memberId, name } = mayAsMember(actor, { do: 'manage-own-account' });
    const member = await readMember(db.read, name);
    const email = await readEmail(db.read, memberId, clock.now());
    const factor = await activeTotp(db.read, memberId);
    const left = factor ? await recoveryCodesLeft(db.read, memberId) : null;
    const notifications = await countNotifications(db.read, memberId);
    return { ...member, email, recoveryCodesLeft: left, notifications };
  };
