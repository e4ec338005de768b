// Notifications, built: what members read and decide, what follows the events for them, and what writes their mails.
import type { Mailing } from '../forum/identity/mail-texts.ts';
import { createNotificationMails } from '../forum/notifications/mail-notifications.ts';
import { dropOldNotifications } from '../forum/notifications/notification-store.ts';
import { runNotifier } from '../forum/notifications/notifier.ts';
import {
  changeNotificationSettings,
  decideMentions,
  ownNotificationCounts,
  readNotificationSettings,
  readNotifications,
} from '../forum/notifications/own-notifications.ts';
import { createNotificationReads } from '../forum/notifications/read-notifications.ts';
import { checkUnsubscribe, unsubscribe } from '../forum/notifications/unsubscribe.ts';
import type { Core } from './core.ts';

type Needs = Pick<Core, 'db' | 'clock' | 'chance' | 'wake' | 'origin'>;

export const buildNotifications = (needs: Needs) => {
  const { list } = createNotificationReads(needs);
  return {
    notifications: {
      list,
      read: readNotifications(needs),
      counts: ownNotificationCounts(needs),
      settings: readNotificationSettings(needs),
      changeSettings: changeNotificationSettings(needs),
      decideMentions: decideMentions(needs),
    },
    checkUnsubscribe: checkUnsubscribe(needs),
    unsubscribe: unsubscribe(needs),
  };
};

/** What runs for them besides answering. */
export const buildNotifying = (core: Core) => {
  const { db, config, clock } = core;
  const mailing: Mailing = { on: config.mail !== undefined, origin: core.origin, publicUrl: core.publicUrl };
  const mails = createNotificationMails({ ...core, mailing, reads: createNotificationReads(core) });
  const notify = runNotifier(core);
  let swept = 0;
  return {
    /** Until `signal` is aborted; in one process at a time. */
    notify: (signal: AbortSignal) => db.alone('notifications', () => notify(signal)),
    mail: (signal: AbortSignal) => db.alone('notification mails', () => mails(signal)),
    /** Forgets some old ones; where it stopped it goes on next time. */
    async sweep(): Promise<void> {
      swept = await db.write((tx) => dropOldNotifications(tx, swept, clock.now()));
    },
  };
};
