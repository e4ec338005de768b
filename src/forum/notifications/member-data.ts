// Everything that notifications keep of one member: to hand it to them, and to forget it with them.
import { nameOfPost } from '../../base/names.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { command, query } from '../../db/statement.ts';
import { readMailRow, readWays } from './setting-store.ts';

type Member = { member: number };
const tables = ['notification', 'notification_setting', 'notification_mail', 'notification_sender'] as const;
const drops = tables.map((table) =>
  command<Member>()((db, p) => db.deleteFrom(table).where(`${table}.member_id`, '=', p.member)),
);

/** In the transaction that erases the member. Links in mails of theirs are no good from then on. */
export const forgetNotificationsOfMember = async (tx: Writer, memberId: number): Promise<void> => {
  for (const drop of drops) await tx.run(drop, { member: memberId });
};

const rows = query<Member>()((db, p) =>
  db.selectFrom('notification').selectAll().where('member_id', '=', p.member).orderBy('id'),
);
const senders = query<Member>()((db, p) =>
  db
    .selectFrom('notification_sender')
    .select(['origin', 'name', 'accepted', 'at'])
    .where('member_id', '=', p.member)
    .orderBy('origin')
    .orderBy('name'),
);

const iso = (ms: number): string => new Date(ms).toISOString();
const nameOf = (origin: string | null, seq: number | null): string | null =>
  origin === null || seq === null ? null : nameOfPost({ origin, seq });

/** Plain JSON for the member's own archive. */
export const exportNotificationsOfMember = async (reader: Reader, memberId: number) => {
  const member = { member: memberId };
  const mail = await readMailRow(reader, memberId);
  return {
    settings: { ...(await readWays(reader, memberId)), digestHour: mail?.hour ?? null },
    notifications: (await reader.all(rows, member)).map((row) => ({
      kind: row.kind,
      thread: nameOf(row.thread_origin, row.thread_seq),
      post: nameOf(row.post_origin, row.post_seq),
      about: row.about,
      at: iso(row.at),
      readAt: row.read_at === null ? null : iso(row.read_at),
      filtered: row.filtered === 1,
    })),
    senders: (await reader.all(senders, member)).map((row) => ({
      who: `${row.name}@${row.origin}`,
      accepted: row.accepted === 1,
      at: iso(row.at),
    })),
  };
};
