// What members are told of, and in which way.
import type { NotificationKind, NotificationWay } from '../../db/tables/notifications.ts';

export const notificationKinds = [
  'mention',
  'reply',
  'thread',
  'place',
  'decision',
  'application',
  'invitation',
  'measure',
  'report',
  'appeal',
  'notice',
  'case',
] as const satisfies readonly NotificationKind[];
export const notificationWays = ['forum', 'mail', 'digest', 'off'] as const satisfies readonly NotificationWay[];

/** Nobody is restricted without being told: these cannot be switched off, only be left without mail. */
export const UNCEASING: ReadonlySet<NotificationKind> = new Set<NotificationKind>(['measure', 'appeal', 'notice']);

/** Where a member has chosen nothing. */
export const DEFAULT_WAY: NotificationWay = 'forum';

const DAY = 86_400_000;
/** What took longer than that to get here is no news: catching up floods nobody. */
export const OLD = 7 * DAY;
/** A mail at once waits so long: whoever is reading has no use for it. */
export const MAIL_DELAY = 60_000;
/** Kept so long after it was read, and so long if it never was. */
export const KEEP_READ = 30 * DAY;
export const KEEP_UNREAD = 180 * DAY;
/** Unread ones are counted up to here: so many means so many or more. */
export const MOST = 100;
/** Members (or rows) that one transaction does. */
export const SLICE = 100;
