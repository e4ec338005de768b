// What members do with their notifications: mark them as read, say how they want to be told, and whose mentions they want.
import { Refusal } from '../../base/errors.ts';
import { MEMBER_NAME, ORIGIN } from '../../base/names.ts';
import type { Chance, Clock } from '../../base/time.ts';
import type { Database } from '../../db/database.ts';
import type { NotificationKind, NotificationWay } from '../../db/tables/notifications.ts';
import type { Wake } from '../../events/wake.ts';
import type { Actor } from '../policy/actor.ts';
import { mayAsMember } from '../policy/may.ts';
import { notificationKinds } from './kinds.ts';
import {
  countNotifications,
  markNotifications,
  type NotificationCounts,
  type ReadWhich,
  tellMembers,
} from './notification-store.ts';
import { decideSender, findSenders } from './sender-store.ts';
import { DIGEST_HOUR, ensureMailRow, planDigest, putWay, readMailRow, readWays } from './setting-store.ts';
import { newMailSecret } from './unsubscribe-token.ts';

type Needs = { db: Database; clock: Clock; chance: Chance; wake: Wake };

/** @throws Refusal `unauthenticated`, `invalid` (upTo) */
export const readNotifications =
  ({ db, clock, wake }: Omit<Needs, 'chance'>) =>
  async (actor: Actor, which: ReadWhich): Promise<NotificationCounts> => {
    const counts = await db.write(async (tx) => {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      const now = clock.now();
      const read = await markNotifications(tx, memberId, which, now);
      if (read === undefined)
        throw new Refusal('invalid', 'upTo: must be the id of one of your notifications.', { field: 'upTo' });
      const left = await countNotifications(tx, memberId);
      if (read > 0) await tellMembers(tx, [memberId], now);
      return left;
    });
    wake.ring();
    return counts;
  };

/** @throws Refusal `unauthenticated` */
export const ownNotificationCounts =
  ({ db }: Pick<Needs, 'db'>) =>
  async (actor: Actor): Promise<NotificationCounts> =>
    countNotifications(db.read, mayAsMember(actor, { do: 'manage-own-account' }).memberId);

export type NotificationSettings = Record<NotificationKind, NotificationWay> & { digestHour: number };
export type NotificationSettingsChange = { [S in keyof NotificationSettings]?: NotificationSettings[S] | undefined };

/** @throws Refusal `unauthenticated` */
export const readNotificationSettings =
  ({ db }: Pick<Needs, 'db'>) =>
  async (actor: Actor): Promise<NotificationSettings> => {
    const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
    const mail = await readMailRow(db.read, memberId);
    return { ...(await readWays(db.read, memberId)), digestHour: mail?.hour ?? DIGEST_HOUR };
  };

/** What is left out stays. @throws Refusal `unauthenticated` */
export const changeNotificationSettings =
  ({ db, clock, chance }: Omit<Needs, 'wake'>) =>
  async (actor: Actor, change: NotificationSettingsChange): Promise<NotificationSettings> => {
    const secret = newMailSecret(chance);
    return db.write(async (tx) => {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      for (const kind of notificationKinds) {
        const way = change[kind];
        if (way !== undefined) await putWay(tx, memberId, kind, way);
      }
      const { hour } = await ensureMailRow(tx, memberId, secret);
      const digestHour = change.digestHour ?? hour;
      await planDigest(tx, memberId, digestHour, clock.now());
      return { ...(await readWays(tx, memberId)), digestHour };
    });
  };

/** `ada@greens.example`, of another instance. */
const parseSender = (who: string): { name: string; origin: string } => {
  const [name = '', origin = '', ...rest] = who.split('@');
  if (rest.length > 0 || !MEMBER_NAME.test(name) || !ORIGIN.test(origin))
    throw new Refusal('not-found', 'Name a member of another instance: ada@greens.example.');
  return { name, origin };
};

/** Whether a member wants the mentions of somebody elsewhere. @throws Refusal `unauthenticated`, `not-found` */
export const decideMentions =
  ({ db, clock, wake }: Omit<Needs, 'chance'>) =>
  async (actor: Actor, who: string, accept: boolean): Promise<NotificationCounts> => {
    const counts = await db.write(async (tx) => {
      const { memberId } = mayAsMember(actor, { do: 'manage-own-account' });
      const { name, origin } = parseSender(who);
      const senders = await findSenders(tx, origin, name);
      if (senders.length === 0) throw new Refusal('not-found', 'Nobody of this name has said anything here.');
      const now = clock.now();
      let moved = 0;
      for (const publicId of senders)
        moved += await decideSender(tx, { member: memberId, origin, publicId, name }, accept, now);
      const left = await countNotifications(tx, memberId);
      if (moved > 0) await tellMembers(tx, [memberId], now);
      return left;
    });
    wake.ring();
    return counts;
  };
