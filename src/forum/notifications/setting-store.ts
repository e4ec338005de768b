// How members want to be told of each kind, and when their digest comes.
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import type { NotificationKind, NotificationWay } from '../../db/tables/notifications.ts';
import { DEFAULT_WAY, notificationKinds } from './kinds.ts';

export type NotificationWays = Record<NotificationKind, NotificationWay>;

const ways = query<{ member: number }>()((db, p) =>
  db.selectFrom('notification_setting').select(['kind', 'way']).where('member_id', '=', p.member),
);
const put = command<{ member: number; kind: NotificationKind; way: NotificationWay }>()((db, p) =>
  db
    .insertInto('notification_setting')
    .values({ member_id: p.member, kind: p.kind, way: p.way })
    .onConflict((oc) => oc.columns(['member_id', 'kind']).doUpdateSet({ way: p.way })),
);

export const readWays = async (reader: Reader, member: number): Promise<NotificationWays> => {
  const chosen = Object.fromEntries(notificationKinds.map((kind) => [kind, DEFAULT_WAY])) as NotificationWays;
  for (const { kind, way } of await reader.all(ways, { member })) chosen[kind] = way;
  return chosen;
};

export const putWay = async (
  tx: Writer,
  member: number,
  kind: NotificationKind,
  way: NotificationWay,
): Promise<void> => {
  await tx.run(put, { member, kind, way });
};

/** The hour of a digest, UTC, where a member has chosen none. */
export const DIGEST_HOUR = 7;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The first time after `now` when it is that hour, UTC. */
export const nextDigest = (now: number, hour: number): number => {
  const today = Math.floor(now / DAY) * DAY + hour * HOUR;
  return today > now ? today : today + DAY;
};

const mailRow = query<{ member: number }>()((db, p) =>
  db
    .selectFrom('notification_mail')
    .select(['secret', 'hour', 'digest_at as digestAt', 'digested_at as digestedAt', 'mailed_at as mailedAt'])
    .where('member_id', '=', p.member),
);
const addMailRow = command<{ member: number; secret: string }>()((db, p) =>
  db
    .insertInto('notification_mail')
    .values({ member_id: p.member, secret: p.secret, hour: DIGEST_HOUR, digest_at: null })
    .onConflict((oc) => oc.column('member_id').doNothing()),
);
const plan = command<{ member: number; hour: number; digestAt: number | null }>()((db, p) =>
  db.updateTable('notification_mail').set({ hour: p.hour, digest_at: p.digestAt }).where('member_id', '=', p.member),
);

export type MailRow = { secret: string; hour: number; digestAt: number | null; digestedAt: number; mailedAt: number };

export const readMailRow = async (reader: Reader, member: number): Promise<MailRow | undefined> =>
  reader.get(mailRow, { member });

/** The row, made where there is none. `secret` signs links that end a member's mails. */
export const ensureMailRow = async (tx: Writer, member: number, secret: string): Promise<MailRow> => {
  await tx.run(addMailRow, { member, secret });
  const row = await readMailRow(tx, member);
  if (!row) throw new Error('A row that was just made is gone.');
  return row;
};

/** Says when the next digest comes, by what the member has chosen. */
export const planDigest = async (tx: Writer, member: number, hour: number, now: number): Promise<void> => {
  const wanted = Object.values(await readWays(tx, member)).includes('digest');
  await tx.run(plan, { member, hour, digestAt: wanted ? nextDigest(now, hour) : null });
};
