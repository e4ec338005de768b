// Whoever holds the link of a mail ends that kind of mail: no signing in. What it told of stays in the forum.
import { Refusal } from '../../base/errors.ts';
import type { Clock } from '../../base/time.ts';
import type { Database, Reader } from '../../db/database.ts';
import { query } from '../../db/statement.ts';
import type { NotificationKind } from '../../db/tables/notifications.ts';
import { type Actor, visitor } from '../policy/actor.ts';
import { may } from '../policy/may.ts';
import { notificationKinds } from './kinds.ts';
import { planDigest, putWay, readWays } from './setting-store.ts';
import { type MailEnd, parseUnsubscribe, provesUnsubscribe } from './unsubscribe-token.ts';

const keeper = query<{ publicId: string }>()((db, p) =>
  db
    .selectFrom('member')
    .innerJoin('notification_mail as m', 'm.member_id', 'member.id')
    .select(['member.id', 'm.secret', 'm.hour'])
    .where('member.public_id', '=', p.publicId)
    .where('member.state', '=', 'active'),
);

const proved = async (reader: Reader, text: string) => {
  const token = parseUnsubscribe(text);
  const row = token && (await reader.get(keeper, { publicId: token.member }));
  if (!token || !row || !provesUnsubscribe(row.secret, token))
    throw new Refusal('not-found', 'This link is not good, or its member is gone.');
  return { member: row.id, hour: row.hour, end: token.end };
};

const ends = (end: MailEnd, kind: NotificationKind, way: string): boolean => {
  if (end === 'digest') return way === 'digest';
  return way === 'mail' && (end === 'mail' || end === kind);
};

/** What the link would end. @throws Refusal `not-found` */
export const checkUnsubscribe =
  ({ db }: { db: Pick<Database, 'read'> }) =>
  async (token: string): Promise<MailEnd> =>
    (await proved(db.read, token)).end;

/** As often as it is asked for: it comes to the same. @throws Refusal `not-found` */
export const unsubscribe =
  ({ db, clock }: { db: Database; clock: Clock }) =>
  async (token: string, actor: Actor = visitor): Promise<MailEnd> => {
    may(actor, { do: 'sign-in' });
    return db.write(async (tx) => {
      const { member, hour, end } = await proved(tx, token);
      const ways = await readWays(tx, member);
      for (const kind of notificationKinds) if (ends(end, kind, ways[kind])) await putWay(tx, member, kind, 'forum');
      await planDigest(tx, member, hour, clock.now());
      return end;
    });
  };
